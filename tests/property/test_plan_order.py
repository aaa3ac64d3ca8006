"""The same problem gives the same plan, in whatever order it is written down."""

from dataclasses import replace
from random import Random
from typing import TypeVar

from hypothesis import given
from hypothesis import strategies as st

from safehouse.domain.codes import PlanStatus
from safehouse.placement.problem import House, PlacementProblem, PlacementRequest, Plan, Room
from safehouse.placement.solver import plan
from tests.networks import random_problem
from tests.property.crowded import crowded_problem

SEEDS = st.integers(min_value=0, max_value=2**32)
T = TypeVar("T")


def shuffled(problem: PlacementProblem, random: Random) -> PlacementProblem:
    """The same problem with houses, rooms, beds, requests, people, languages and areas in another order."""

    def mixed(values: tuple[T, ...]) -> tuple[T, ...]:
        return tuple(random.sample(values, len(values)))

    def of_room(room: Room) -> Room:
        return replace(room, beds=mixed(room.beds), free_beds=mixed(room.free_beds))

    def of_house(house: House) -> House:
        return replace(house, rooms=mixed(tuple(of_room(room) for room in house.rooms)))

    def of_request(request: PlacementRequest) -> PlacementRequest:
        languages = dict(mixed(tuple(request.languages.items())))
        return replace(request, people=mixed(request.people), keep_away=mixed(request.keep_away), languages=languages)

    return replace(
        problem,
        houses=mixed(tuple(of_house(house) for house in problem.houses)),
        requests=mixed(tuple(of_request(request) for request in problem.requests)),
    )


def timeless(found: Plan) -> Plan:
    """The plan without what a clock says."""
    assert found.status is PlanStatus.OPTIMAL
    return replace(found, wall_ms=0)


@given(seed=SEEDS)
def test_the_order_of_the_input_does_not_change_a_proven_plan(seed: int) -> None:
    """Seen to fail with `in_canonical_order` left out of `plan`."""
    problem = crowded_problem(Random(seed), houses=3, requests=6)
    as_is = plan(problem, time_limit_s=60)
    mixed = plan(shuffled(problem, Random(seed)), time_limit_s=60)
    assert timeless(mixed) == timeless(as_is)


def test_the_order_of_a_large_input_does_not_change_a_proven_plan() -> None:
    for seed in range(3):
        problem = random_problem(Random(seed), houses=16, requests=16)
        as_is = plan(problem, time_limit_s=60)
        mixed = plan(shuffled(problem, Random(seed)), time_limit_s=60)
        assert timeless(mixed) == timeless(as_is)
