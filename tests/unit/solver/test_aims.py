"""Levels come one before another, as aims of one or several levels."""

from hypothesis import given
from hypothesis import strategies as st

from safehouse.placement.solver.aims import EXACT, Aim, Level, Step, aims_of

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
