"""The plan as a first attempt writes it: a Boolean per person and bed for CP-SAT, rooms told apart, levels as one whole number."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, product

from ortools.sat.python import cp_model

from benchmarks.baselines import Measured, measured
from safehouse.domain.codes import Gender
from safehouse.placement.problem import PlanValue
from safehouse.placement.solver.columns import Column, Pool
from safehouse.placement.solver.worth import Ladder, worths_of

Room = tuple[int, int]
"""The index of a house and the position of a room in it."""


class _Model:
    """Who may be in which bed, and who may use which rooms for what worth. Requests must be without relations."""

    def __init__(self, pool: Pool, ladder: Ladder) -> None:
        self.model = cp_model.CpModel()
        self.uses: list[tuple[int, cp_model.IntVar]] = []
        self._classes = pool.classes
        self._people = [len(request.people) for request in pool.requests]
        self._in_bed: dict[tuple[int, int, Room, int], cp_model.IntVar] = {}
        self._of_request: defaultdict[int, list[cp_model.IntVar]] = defaultdict(list)
        self._whole: defaultdict[Room, list[cp_model.IntVar]] = defaultdict(list)
        self._alone: defaultdict[tuple[int, Room], list[cp_model.IntVar]] = defaultdict(list)
        self._shared: defaultdict[tuple[Room, Gender], list[cp_model.IntVar]] = defaultdict(list)
        for column, worth in zip(pool.instance().columns, worths_of(pool, ladder).tolist(), strict=True):
            if column.sharing is None:
                self._use_rooms(column, worth)
            else:
                self._use_a_bed(column, column.sharing, worth)
        self._demand()

    def _use_a_bed(self, column: Column, gender: Gender, worth: int) -> None:
        for (room,) in self._rooms(column):
            for bed in range(self._classes[column.classes[0]].free_beds):
                in_bed = self._bed(column.request, 0, room, bed)
                self.uses.append((worth, in_bed))
                self._of_request[column.request].append(in_bed)
                self._shared[room, gender].append(in_bed)

    def _use_rooms(self, column: Column, worth: int) -> None:
        """Everybody for whom there is a bed is in one; the others have a cot."""
        beds_of = [self._classes[number].free_beds for number in column.classes]
        people = self._people[column.request]
        for rooms in self._rooms(column):
            use = self.model.new_bool_var("")
            self.uses.append((worth, use))
            self._of_request[column.request].append(use)
            for room in rooms:
                self._whole[room].append(use)
                self._alone[column.request, room].append(use)
            beds = [
                self._bed(column.request, person, room, bed)
                for room, count in zip(rooms, beds_of, strict=True)
                for bed, person in product(range(count), range(people))
            ]
            self.model.add(sum(beds) >= min(people, sum(beds_of))).only_enforce_if(use)

    def _rooms(self, column: Column) -> Iterator[tuple[Room, ...]]:
        rooms = [[(column.house, position) for position in self._classes[number].rooms] for number in column.classes]
        if len(rooms) == 2 and column.classes[0] == column.classes[1]:  # noqa: PLR2004  # Two rooms are the most there are.
            yield from combinations(rooms[0], 2)
        else:
            yield from product(*rooms)

    def _bed(self, request: int, person: int, room: Room, bed: int) -> cp_model.IntVar:
        key = (request, person, room, bed)
        if key not in self._in_bed:
            self._in_bed[key] = self.model.new_bool_var("")
        return self._in_bed[key]

    def _demand(self) -> None:
        self.model.maximize(sum(worth * use for worth, use in self.uses))
        for uses in self._of_request.values():
            self.model.add_at_most_one(uses)
        in_beds: defaultdict[tuple[Room, int], list[cp_model.IntVar]] = defaultdict(list)
        of_person: defaultdict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
        for (request, person, room, bed), in_bed in self._in_bed.items():
            in_beds[room, bed].append(in_bed)
            of_person[request, person].append(in_bed)
            if (request, room) in self._alone:
                self.model.add_bool_or([*self._alone[request, room], in_bed.negated()])
        for beds in (*in_beds.values(), *of_person.values()):
            self.model.add_at_most_one(beds)
        self._demand_one_use_of_each_room()

    def _demand_one_use_of_each_room(self) -> None:
        uses = defaultdict(list, {room: list(whole) for room, whole in self._whole.items()})
        for (room, _), guests in self._shared.items():
            is_open = self.model.new_bool_var("")
            uses[room].append(is_open)
            for guest in guests:
                self.model.add_implication(guest, is_open)
        for of_room in uses.values():
            self.model.add_at_most_one(of_room)


def naive(pool: Pool, ladder: Ladder, limit_s: float) -> Measured:
    """One run with one worker; building the model is not timed."""
    naive_model = _Model(pool, ladder)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = limit_s

    def act() -> tuple[PlanValue | None, bool]:
        status = solver.solve(naive_model.model)
        if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            return None, False
        worth = sum(worth for worth, use in naive_model.uses if solver.value(use))
        return ladder.value(worth), status == cp_model.OPTIMAL

    return measured(act)
