"""The door to the integer solver: whole numbers in, whole numbers out."""

from safehouse.placement.solver.engine import Best, Engine
from safehouse.placement.solver.rows import Program, Row

AMPLE_S = 60.0


def test_the_best_columns_and_their_worth_as_a_bound() -> None:
    engine = Engine(Program((1, 1, 1), (Row(((0, 2), (1, 1), (2, 1)), 2),)), columns=3)
    best = engine.maximise((5, 3, 3), start=None, limit_s=AMPLE_S)
    assert (best.chosen, best.bound, best.is_impossible) == (frozenset({1, 2}), 6, False)


def test_only_columns_are_chosen_and_other_variables_are_not() -> None:
    engine = Engine(Program((1, 3), (Row(((0, 1), (1, -1)), 0),)), columns=1)
    assert engine.maximise((1,), start=(1, 1), limit_s=AMPLE_S).chosen == frozenset({0})


def test_what_is_kept_still_holds_for_the_next_aim() -> None:
    engine = Engine(Program((1, 1), (Row(((0, 1), (1, 1)), 1),)), columns=2)
    engine.keep((1, 0), 1)
    assert engine.maximise((0, 7), start=None, limit_s=AMPLE_S).chosen == frozenset({0})


def test_an_equation_is_neither_more_nor_less() -> None:
    engine = Engine(Program((1, 1), (Row(((0, 1), (1, -1)), 0, is_equation=True),)), columns=2)
    assert engine.maximise((3, -2), start=None, limit_s=AMPLE_S).chosen == frozenset({0, 1})


def test_what_cannot_be_is_told_apart_from_what_was_not_found() -> None:
    impossible = Engine(Program((1,), (Row(((0, -1),), -2),)), columns=1)
    best = impossible.maximise((1,), start=None, limit_s=AMPLE_S)
    assert (best.chosen, best.is_impossible) == (None, True)


def test_large_worth_is_exact_to_the_last_point() -> None:
    weights = tuple(999_983 + number for number in range(400))
    engine = Engine(Program((1,) * 400, (Row(tuple((number, 1) for number in range(400)), 399),)), columns=400)
    best = engine.maximise(weights, start=None, limit_s=AMPLE_S)
    assert best.bound == sum(weights[1:])
    assert best.chosen == frozenset(range(1, 400))


def test_the_best_is_looked_for_until_nothing_better_can_be() -> None:
    """The first solutions are worth about 760."""
    weights = tuple((variable * 53 + 11 * variable**2) % 97 + 50 for variable in range(15))
    sizes = [tuple((37 * variable + 61 * row + 7 * variable**2) % 89 + 10 for variable in range(15)) for row in (0, 1)]
    rows = tuple(Row(tuple(enumerate(of_row)), sum(of_row) // 2) for of_row in sizes)
    best = Engine(Program((1,) * 15, rows), columns=15).maximise(weights, start=None, limit_s=AMPLE_S)
    assert best.chosen is not None
    assert best.bound == sum(weights[number] for number in best.chosen) == 979


def test_without_time_nothing_is_found_and_nothing_is_known() -> None:
    engine = Engine(Program((1, 1), (Row(((0, 1), (1, 1)), 1),)), columns=2)
    assert engine.maximise((5, 3), start=None, limit_s=0.0) == Best(chosen=None, bound=None, is_impossible=False)


def test_without_time_what_one_starts_with_is_what_one_has() -> None:
    engine = Engine(Program((1, 1), (Row(((0, 1), (1, 1)), 1),)), columns=2)
    assert engine.maximise((5, 3), start=(0, 1), limit_s=0.0).chosen == frozenset({1})
