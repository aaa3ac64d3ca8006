"""Four levels as one whole number: nothing of a level is ever outweighed by what comes after it."""

from itertools import pairwise, product

from safehouse.placement.problem import PlanValue
from safehouse.placement.solver.worth import MOST_BITS, Ladder

LADDER = Ladder((2, 3, 1, 4))


def test_numbers_are_in_the_order_of_the_levels() -> None:
    levels = list(product(*(range(ceiling + 1) for ceiling in LADDER.ceilings)))
    numbers = [LADDER.number(one) for one in levels]
    assert all(one < other for one, other in pairwise(numbers))
    assert [LADDER.value(number).levels() for number in numbers] == levels


def test_a_step_is_one_more_of_a_level() -> None:
    one_more_urgent = LADDER.number((1, 1, 1, 2)) + LADDER.step(1)
    assert LADDER.value(one_more_urgent) == PlanValue(1, 2, 1, 2)


def test_a_ladder_that_is_too_high_for_sums_of_64_bits_does_not_fit() -> None:
    assert LADDER.fits()
    assert not Ladder((2**20, 2**20, 2**10, 2**12)).fits()
    assert (2**62).bit_length() > MOST_BITS
