"""The best value of any plan by an integer program of its own: room by room, a Boolean per request, house and way, for CP-SAT.

It shares with the engine nothing but problem values; rules, points and ways are those of `oracle_pairs`. Unlike `oracle_plans` it
can say what twenty requests and a dozen houses are worth. CP-SAT computes in whole numbers of 64 bits, so the four levels are one.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations

from ortools.sat.python import cp_model

from safehouse.domain.codes import Gender, Urgency
from safehouse.placement.problem import PlacementProblem, PlacementRequest, PlanValue
from tests.property.oracle_plans import Place, must_be_apart, places

LIMIT_S = 60.0
Room = tuple[int, int]
"""The index of a house and the position of a room in it."""


@dataclass
class Program:
    """The model, and each Boolean with the request and the place that it stands for."""

    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    taken: list[tuple[PlacementRequest, Place, cp_model.IntVar]] = field(default_factory=list)

    def of(self, request: PlacementRequest, house: int) -> list[cp_model.IntVar]:
        return [variable for one, place, variable in self.taken if one.id == request.id and place.house == house]


def best_value_by_program(problem: PlacementProblem) -> PlanValue:
    """The greatest value of all plans."""
    program = Program()
    everywhere = places(problem)
    for request in problem.requests:
        variables = []
        for place in everywhere[request.id]:
            variables.append(program.model.new_bool_var(""))
            program.taken.append((request, place, variables[-1]))
        program.model.add_at_most_one(variables)
    _share_rooms(program, problem)
    _keep_apart(program, problem)
    _keep_together(program, problem)
    return _solved(program)


def _share_rooms(program: Program, problem: PlacementProblem) -> None:
    """A room is taken whole, or shared by one gender in its free beds."""
    whole: defaultdict[Room, list[cp_model.IntVar]] = defaultdict(list)
    shared: defaultdict[Room, defaultdict[Gender, list[cp_model.IntVar]]] = defaultdict(lambda: defaultdict(list))
    for _, place, variable in program.taken:
        for position in place.way.rooms:
            room = (place.house, position)
            if place.way.sharing is None:
                whole[room].append(variable)
            else:
                shared[room][place.way.sharing].append(variable)
    for room in whole.keys() | shared.keys():
        uses = list(whole[room])
        beds = len(problem.houses[room[0]].rooms[room[1]].free_beds)
        for guests in shared[room].values():
            is_open = program.model.new_bool_var("")
            uses.append(is_open)
            program.model.add(sum(guests) <= beds * is_open)
        program.model.add_at_most_one(uses)


def _keep_apart(program: Program, problem: PlacementProblem) -> None:
    for one, other in combinations(problem.requests, 2):
        if must_be_apart(one, other):
            for house in range(len(problem.houses)):
                program.model.add_at_most_one([*program.of(one, house), *program.of(other, house)])


def _keep_together(program: Program, problem: PlacementProblem) -> None:
    by_id = {request.id: request for request in problem.requests}
    for one in problem.requests:
        for other in one.keep_together:
            for house in range(len(problem.houses)):
                program.model.add(sum(program.of(one, house)) == sum(program.of(by_id[other], house)))


def _solved(program: Program) -> PlanValue:
    steps = _steps([request for request, _, _ in program.taken])
    weights = [len(request.people) * steps[request.urgency] + place.way.points for request, place, _ in program.taken]
    program.model.maximize(sum(weight * taken[2] for weight, taken in zip(weights, program.taken, strict=True)))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = LIMIT_S
    assert solver.solve(program.model) == cp_model.OPTIMAL
    placed = [(request, place) for request, place, variable in program.taken if solver.value(variable)]
    people = {urgency: sum(len(one.people) for one, _ in placed if one.urgency is urgency) for urgency in Urgency}
    return PlanValue(
        emergency=people[Urgency.EMERGENCY],
        urgent=people[Urgency.URGENT],
        planned=people[Urgency.PLANNED],
        points=sum(place.way.points for _, place in placed),
    )


def _steps(requests: Iterable[PlacementRequest]) -> dict[Urgency, int]:
    """What one person of each urgency is worth: more than everything of what comes after, as no request has 2,000 points."""
    people = {request.id: (request.urgency, len(request.people)) for request in requests}
    of_points = 2_000 * len(people) + 1
    of_urgency = {Urgency.PLANNED: of_points}
    for urgency, less in ((Urgency.URGENT, Urgency.PLANNED), (Urgency.EMERGENCY, Urgency.URGENT)):
        all_of_less = sum(count for one, count in people.values() if one is less)
        of_urgency[urgency] = of_urgency[less] * (all_of_less + 1) + of_points
    return of_urgency
