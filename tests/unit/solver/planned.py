"""Asking for a plan and reading where everybody is."""

from collections.abc import Iterable

from safehouse.domain.codes import Gender, PlanStatus
from safehouse.placement.matrix import prepare_network
from safehouse.placement.problem import House, PlacementRequest, Plan, Room
from safehouse.placement.solver import plan
from safehouse.placement.solver.clock import Clock
from safehouse.placement.solver.columns import Forced, Instance, prepare_instance
from tests.builders import a_house, a_person, a_problem, a_request, a_room

AMPLE_S = 60.0


def a_proven_plan(houses: Iterable[House], requests: Iterable[PlacementRequest]) -> Plan:
    """The plan, which has been proven to be the best."""
    found = plan(a_problem(houses, requests), time_limit_s=AMPLE_S)
    assert found.status is PlanStatus.OPTIMAL
    return found


def an_instance(
    houses: Iterable[House], requests: Iterable[PlacementRequest], forced: Forced | None = None
) -> Instance:
    """The problem as columns, for tests of what is done with them."""
    problem = a_problem(houses, requests)
    network = prepare_network(problem.houses, problem.as_of)
    instance = prepare_instance(problem, network, Clock(AMPLE_S), forced)
    assert instance is not None
    return instance


def beds_of(found: Plan) -> dict[str, tuple[str, ...]]:
    """The beds that each placed request uses, by request."""
    return {one.request: tuple(bed for use in one.rooms for bed in use.beds) for one in found.placed}


def houses_of(found: Plan) -> dict[str, str]:
    """The house of each placed request."""
    return {one.request: one.house for one in found.placed}


def a_house_of(*rooms: Room, house_id: str = "h1") -> House:
    """A house with these rooms."""
    return a_house(id=house_id, rooms=rooms)


def a_named_room(name: str, beds: int, *, shared: bool = False, cots: int = 0) -> Room:
    """An empty room whose beds carry its name: `r1-1`, `r1-2`."""
    ids = tuple(f"{name}-{number}" for number in range(1, beds + 1))
    return a_room(id=name, beds=ids, free_beds=ids, shared=shared, free_cots=cots)


def somebody(request_id: str, gender: Gender = Gender.WOMAN) -> PlacementRequest:
    """One adult."""
    return a_request(id=request_id, people=(a_person(gender=gender),))
