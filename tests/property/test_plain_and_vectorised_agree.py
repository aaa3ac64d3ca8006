"""The plain form and the vectorised form of rules, points and room options say the same of every house.

Seen to fail for every fault that `tests/faults` plants into either form of a rule.
"""

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from safehouse.placement import rooms, rules, scoring
from safehouse.placement.matrix import codes_in, judge, points_of, prepare_network, room_options
from safehouse.placement.problem import PlacementProblem, Room
from safehouse.placement.ranking import rank
from tests.networks import random_problem

NETWORKS_PER_EXAMPLE = 30
SEEDS = st.integers(min_value=0, max_value=2**32 - 1)


@given(seed=SEEDS)
def test_both_forms_agree_on_every_code_point_and_room_option(seed: int) -> None:
    random = Random(seed)
    for _ in range(NETWORKS_PER_EXAMPLE):
        _assert_agreement(random_problem(random))


def _assert_agreement(problem: PlacementProblem) -> None:
    """Compare both forms for every house and request of the problem."""
    network = prepare_network(problem.houses, problem.as_of)
    for request in problem.requests:
        judgement = judge(network, request)
        for index, house in enumerate(problem.houses):
            options = room_options(network, judgement, index)
            assert codes_in(int(judgement.codes[index])) == rules.failing_codes(house, request, problem.as_of)
            assert tuple(option.rooms for option in options) == rooms.room_options(house, request)
            for option in options:
                assert [house.rooms[room].id for room in option.room_indexes] == [use.room for use in option.rooms]
                first_room = house.rooms[option.room_indexes[0]]
                assert option.is_shared_bed == rooms.may_share_room(first_room, request)
                plain = scoring.points_of(house, request, option.rooms, problem.as_of)
                assert points_of(judgement, index, option) == plain
                assert rooms.is_room_option(house, request, option.rooms)


@given(seed=SEEDS)
def test_the_order_of_the_input_does_not_change_an_answer(seed: int) -> None:
    """Seen to fail with `in_canonical_order` leaving everything as it comes."""
    random = Random(seed)
    problem = random_problem(random)
    shuffled = _shuffled(problem, random).in_canonical_order()
    for request in problem.requests:
        answer = rank(prepare_network(problem.houses, problem.as_of), request)
        assert answer == rank(prepare_network(shuffled.houses, shuffled.as_of), request)


def _shuffled(problem: PlacementProblem, random: Random) -> PlacementProblem:
    houses = [replace(house, rooms=_in_any_order(house.rooms, random)) for house in problem.houses]
    return replace(
        problem,
        houses=tuple(random.sample(houses, len(houses))),
        requests=tuple(random.sample(problem.requests, len(problem.requests))),
    )


def _in_any_order(rooms: tuple[Room, ...], random: Random) -> tuple[Room, ...]:
    shuffled = [
        replace(
            room,
            beds=tuple(random.sample(room.beds, len(room.beds))),
            free_beds=tuple(random.sample(room.free_beds, len(room.free_beds))),
        )
        for room in rooms
    ]
    return tuple(random.sample(shuffled, len(shuffled)))
