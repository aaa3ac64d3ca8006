"""What the other property tests rely on: random networks permit most, are scarce in beds, and hit every rule and option."""

from collections import Counter
from random import Random

from safehouse.domain.codes import RuleCode
from safehouse.placement.problem import RULE_ORDER
from safehouse.placement.rooms import room_options
from safehouse.placement.rules import failing_codes
from tests.networks import random_problem

PROBLEMS = [random_problem(Random(seed)) for seed in range(300)]
PAIRS = [
    (house, request, problem.as_of) for problem in PROBLEMS for house in problem.houses for request in problem.requests
]


def test_the_same_seed_gives_the_same_problem() -> None:
    assert random_problem(Random(7)) == random_problem(Random(7))


def test_no_rule_but_room_refuses_about_half_of_all_pairs() -> None:
    permitted = sum(set(failing_codes(*pair)) <= {RuleCode.NO_ROOM} for pair in PAIRS)
    assert permitted > 0.45 * len(PAIRS)


def test_every_rule_refuses_at_least_one_pair_in_a_hundred() -> None:
    hits = Counter(code for pair in PAIRS for code in failing_codes(*pair))
    assert {code for code in RULE_ORDER if hits[code] < 0.01 * len(PAIRS)} == set()


def test_there_are_fewer_free_beds_than_people_and_houses_together_would_like() -> None:
    scarce = 0
    for problem in PROBLEMS:
        free = sum(len(room.free_beds) for house in problem.houses for room in house.rooms)
        people = sum(len(request.people) for request in problem.requests)
        scarce += free < 2 * people
    assert scarce > 0.5 * len(PROBLEMS)


def test_every_kind_of_room_option_occurs() -> None:
    options = [option for house, request, _ in PAIRS for option in room_options(house, request)]
    two_rooms = sum(len(option) == 2 for option in options)
    with_cots = sum(use.cots > 0 for option in options for use in option)
    with_blocked_beds = sum(len(use.blocked_beds) > 0 for option in options for use in option)
    assert min(two_rooms, with_cots, with_blocked_beds) > 0.01 * len(options)
