"""Levels come one before another, as aims of one or several levels."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safehouse.placement.solver.aims import EXACT, Aim, Level, Step, aims_of, levels_of
from tests.unit.solver.planned import a_house_of, a_named_room, an_instance, somebody

STEPS = (Step.EMERGENCY, Step.URGENT, Step.PLANNED, Step.POINTS)


def levels(*ceilings: int) -> tuple[Level, ...]:
    """Levels with these ceilings, each of whose columns is worth its ceiling to one level and nothing to the others."""
    return tuple(
        Level(step, tuple(ceiling if column == number else 0 for column in range(len(ceilings))), ceiling)
        for number, (step, ceiling) in enumerate(zip(STEPS, ceilings, strict=False))
    )


def steps(aims: tuple[Aim, ...]) -> list[list[Step]]:
    return [[level.step for level in aim.levels] for aim in aims]


def test_small_levels_are_one_aim() -> None:
    assert steps(aims_of(levels(20, 20, 20, 30_000))) == [list(STEPS)]


def test_levels_that_are_too_large_for_one_number_are_aims_of_their_own() -> None:
    assert steps(aims_of(levels(60, 60, 60, 100_000))) == [[Step.EMERGENCY], [Step.URGENT, Step.PLANNED, Step.POINTS]]
    assert steps(aims_of(levels(9, EXACT, EXACT, EXACT))) == [
        [Step.EMERGENCY],
        [Step.URGENT],
        [Step.PLANNED],
        [Step.POINTS],
    ]


MOST_POINTS = 10**8 - 1
"""With the digits 0 to 9 before it this is the largest number that is still exact."""


@pytest.mark.parametrize(
    ("planned", "points", "merged"),
    [(9, MOST_POINTS, True), (10, MOST_POINTS, False), (9, MOST_POINTS + 1, False)],
)
def test_two_levels_are_one_aim_up_to_the_largest_exact_number(planned: int, points: int, *, merged: bool) -> None:
    last = steps(aims_of(levels(9, 9, planned, points)))[-1]
    assert last == ([Step.PLANNED, Step.POINTS] if merged else [Step.POINTS])


def test_who_has_no_way_to_be_placed_adds_nothing_to_what_could_be_reached() -> None:
    nowhere = replace(somebody("q2"), min_security=3)
    instance = an_instance([a_house_of(a_named_room("r1", 1))], [somebody("q1"), nowhere])
    assert [level.ceiling for level in levels_of(instance)] == [1, 0, 0, instance.columns[0].points]


CEILINGS = st.lists(st.integers(min_value=0, max_value=2 * 10**5), min_size=4, max_size=4)


@given(ceilings=CEILINGS)
def test_levels_keep_their_order_and_no_aim_is_too_large(ceilings: list[int]) -> None:
    aims = aims_of(levels(*ceilings))
    assert [step for aim in steps(aims) for step in aim] == list(STEPS)
    assert all(aim.ceiling < EXACT for aim in aims)


@given(ceilings=CEILINGS, chosen=st.frozensets(st.integers(min_value=0, max_value=3)))
def test_the_digits_of_an_aim_are_the_worth_of_its_levels(ceilings: list[int], chosen: frozenset[int]) -> None:
    for aim in aims_of(levels(*ceilings)):
        assert aim.digits(aim.worth(chosen)) == tuple(level.worth(chosen) for level in aim.levels)


@given(ceilings=CEILINGS)
def test_all_that_later_levels_can_be_worth_is_less_than_one_of_an_earlier_level(ceilings: list[int]) -> None:
    for aim in aims_of(levels(*ceilings)):
        for number in range(1, len(aim.levels)):
            later = Aim(aim.levels[number:], (), 0)
            assert later.digits(aim.ceiling % _base(aim, number)) == tuple(one.ceiling for one in later.levels)


def _base(aim: Aim, number: int) -> int:
    base = 1
    for level in aim.levels[number:]:
        base *= level.ceiling + 1
    return base
