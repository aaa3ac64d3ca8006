"""The judge of plans and claims: it knows the problem, the plain rules and points, and nothing of how a plan was found.

Every plan is judged before anybody sees it, in production too. What it finds wrong is a bug of the engine, so it raises
`UnsafePlan`, which names the fact by ids and codes and never an area, a tag or a need.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import combinations

from safehouse.domain.codes import CONFIDENTIAL_CODES, Gender, PlanStatus, RuleCode, Urgency
from safehouse.domain.errors import UnsafePlan
from safehouse.placement.problem import (
    DEFAULT_POLICY,
    House,
    Person,
    Placement,
    PlacementProblem,
    PlacementRequest,
    Plan,
    PlanValue,
    Policy,
    Room,
    Unplaced,
)
from safehouse.placement.rooms import RoomOption, is_room_option, may_keep_room, may_share_room
from safehouse.placement.rules import failing_codes
from safehouse.placement.scoring import points_of


def judge_placement(
    house: House,
    request: PlacementRequest,
    rooms: RoomOption,
    as_of: datetime,
    policy: Policy = DEFAULT_POLICY,
) -> tuple[RuleCode, ...]:
    """Every code that refuses these rooms of this house, as they are now, in table order; none means permitted.

    `no_room` also stands for rooms or beds that are no room option of the request any more.
    """
    codes = failing_codes(house, request, as_of, policy)
    if RuleCode.NO_ROOM in codes or is_room_option(house, request, rooms):
        return codes
    return (*codes, RuleCode.NO_ROOM)


def judge_rooms(house: House, request: PlacementRequest, rooms: RoomOption) -> bool:
    """Whether these rooms are a room option of the request; nothing else of the house is judged, for people whom it has already."""
    return is_room_option(house, request, rooms)


def judge_claimed_room(room: Room, people: Sequence[Person]) -> bool:
    """Whether people with places in a room may still be in it; `room` is as it would be if those places were free.

    Room needs are not judged: no room loses what it was promised for.
    """
    return may_keep_room(room, people)


def judge_plan(problem: PlacementProblem, plan: Plan, policy: Policy = DEFAULT_POLICY) -> None:
    """Judge a plan against the problem it answers. Raises UnsafePlan for the first thing that does not hold."""
    requests = {request.id: request for request in problem.requests}
    houses = {house.id: house for house in problem.houses}
    _each_request_once(problem, plan)
    for placement in plan.placed:
        _permitted(houses, requests, placement, problem.as_of, policy)
    _each_bed_once(plan.placed)
    _shared_rooms_of_one_gender(houses, requests, plan.placed)
    _kept_apart(requests, plan.placed)
    _kept_together(requests, plan.placed)
    _worth_what_it_says(requests, plan)
    _explained_without_secrets(requests, plan.unplaced)


def must_be_apart(one: PlacementRequest, other: PlacementRequest) -> bool:
    """Whether two requests may never be in one house: one names the other, or one's tags meet what the other avoids."""
    is_named = other.id in one.keep_apart or one.id in other.keep_apart
    is_tagged = bool(one.keep_apart_tags & other.tags) or bool(other.keep_apart_tags & one.tags)
    return one.id != other.id and (is_named or is_tagged)


def companions(requests: Iterable[PlacementRequest]) -> tuple[frozenset[str], ...]:
    """The groups of request ids that are to be kept together, transitively; a request on its own is no group."""
    groups: dict[str, set[str]] = {request.id: {request.id} for request in requests}
    for request in requests:
        for other in request.keep_together & groups.keys():
            merged = groups[request.id] | groups[other]
            groups.update(dict.fromkeys(merged, merged))
    distinct = {frozenset(group) for group in groups.values() if len(group) > 1}
    return tuple(sorted(distinct, key=sorted))


def _each_request_once(problem: PlacementProblem, plan: Plan) -> None:
    placed = [placement.request for placement in plan.placed]
    unplaced = [one.request for one in plan.unplaced]
    _demand(placed == sorted(placed) and unplaced == sorted(unplaced), "the lists are not sorted by request")
    told, asked = Counter(placed + unplaced), Counter(request.id for request in problem.requests)
    _demand(told == asked, f"not each request exactly once: {sorted((told - asked) | (asked - told))}")


def _permitted(
    houses: Mapping[str, House],
    requests: Mapping[str, PlacementRequest],
    placement: Placement,
    as_of: datetime,
    policy: Policy,
) -> None:
    name = f"request {placement.request} in house {placement.house}"
    _demand(placement.house in houses, f"{name}: no such house")
    house, request = houses[placement.house], requests[placement.request]
    codes = judge_placement(house, request, placement.rooms, as_of, policy)
    _demand(not codes, f"{name}: refused by {', '.join(_nameable(codes))}")
    points = points_of(house, request, placement.rooms, as_of, policy)
    _demand(placement.points == points, f"{name}: the points are not those of the rules")


def _nameable(codes: Iterable[RuleCode]) -> tuple[str, ...]:
    """Codes as they may stand in a log."""
    return tuple("confidential" if code in CONFIDENTIAL_CODES else code.value for code in codes)


def _each_bed_once(placed: Iterable[Placement]) -> None:
    """Beds are counted, used and blocked alike. A cot needs no count: it is used only with every bed of its room."""
    beds = Counter(
        (placement.house, bed) for placement in placed for use in placement.rooms for bed in use.beds + use.blocked_beds
    )
    for (house, bed), times in beds.items():
        _demand(times == 1, f"house {house}: bed {bed} is given away {times} times")


def _shared_rooms_of_one_gender(
    houses: Mapping[str, House], requests: Mapping[str, PlacementRequest], placed: Iterable[Placement]
) -> None:
    genders: dict[tuple[str, str], set[Gender]] = {}
    for placement in placed:
        request = requests[placement.request]
        rooms = {room.id: room for room in houses[placement.house].rooms}
        for use in placement.rooms:
            if may_share_room(rooms[use.room], request):
                genders.setdefault((placement.house, use.room), set()).add(request.people[0].gender)
    for (house, room), found in genders.items():
        _demand(len(found) == 1, f"house {house}: shared room {room} is given to more than one gender")


def _kept_apart(requests: Mapping[str, PlacementRequest], placed: Iterable[Placement]) -> None:
    for house, ids in _by_house(placed).items():
        for one, other in combinations(ids, 2):
            _demand(
                not must_be_apart(requests[one], requests[other]),
                f"house {house}: requests {one} and {other} are to be kept apart",
            )


def _kept_together(requests: Mapping[str, PlacementRequest], placed: Iterable[Placement]) -> None:
    house_of = {placement.request: placement.house for placement in placed}
    for group in companions(requests.values()):
        used = {house_of.get(request) for request in group}
        _demand(len(used) == 1, f"requests {', '.join(sorted(group))} are to be kept together")


def _worth_what_it_says(requests: Mapping[str, PlacementRequest], plan: Plan) -> None:
    people: Counter[Urgency] = Counter()
    for placement in plan.placed:
        people[requests[placement.request].urgency] += len(requests[placement.request].people)
    value = PlanValue(
        emergency=people[Urgency.EMERGENCY],
        urgent=people[Urgency.URGENT],
        planned=people[Urgency.PLANNED],
        points=sum(placement.points.total for placement in plan.placed),
    )
    _demand(plan.value == value, "the value is not that of the placements")
    _demand(plan.upper_bound >= plan.value, "the upper bound is below the value")
    if plan.status is PlanStatus.OPTIMAL:
        _demand(plan.upper_bound == plan.value, "an optimal plan is worth its upper bound")
    if plan.status is PlanStatus.TIME_LIMIT_WITHOUT_PLAN:
        _demand(not plan.placed, "without a plan nobody is placed")


def _explained_without_secrets(requests: Mapping[str, PlacementRequest], unplaced: Iterable[Unplaced]) -> None:
    for one in unplaced:
        told = set(one.excluded).union(*(relaxation.waive for relaxation in one.relaxations))
        _demand(told.isdisjoint(CONFIDENTIAL_CODES), f"request {one.request}: a confidential code is counted")
        others = requests.keys() - {one.request}
        _demand(others >= set(one.competes_with), f"request {one.request}: competes with no other request")


def _by_house(placed: Iterable[Placement]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for placement in placed:
        found.setdefault(placement.house, []).append(placement.request)
    return found


def _demand(holds: bool, otherwise: str) -> None:  # noqa: FBT001  # Reads like the assert that it must not be.
    if not holds:
        raise UnsafePlan(otherwise)
