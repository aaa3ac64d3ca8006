"""What is placed without a search breaks no row of the program and leaves nobody out who still fits."""

from collections.abc import Sequence
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from safehouse.placement.matrix import prepare_network
from safehouse.placement.solver.clock import Clock
from safehouse.placement.solver.columns import Column, Instance, prepare_instance
from safehouse.placement.solver.greedy import Ledger, fill_up
from safehouse.placement.solver.rows import Program, program_of, values_of
from tests.property.crowded import crowded_problem

SEEDS = st.integers(min_value=0, max_value=2**32)


def crowded_instance(random: Random) -> Instance:
    problem = crowded_problem(random, houses=2, requests=7)
    instance = prepare_instance(problem, prepare_network(problem.houses, problem.as_of), Clock(60), None)
    assert instance is not None
    return instance


def is_permitted(program: Program, values: Sequence[int]) -> bool:
    """Whether the values are within their bounds and break no row."""
    sums = ((row, sum(coefficient * values[variable] for variable, coefficient in row.terms)) for row in program.rows)
    return all(0 <= value <= largest for value, largest in zip(values, program.largest, strict=True)) and all(
        worth == row.limit if row.is_equation else worth <= row.limit for row, worth in sums
    )


def taken(ledger: Ledger, columns: Sequence[Column]) -> list[Column]:
    """Take whatever fits, in this order."""
    found: list[Column] = []
    for column in columns:
        if ledger.fits(column):
            ledger.take(column)
            found.append(column)
    return found


@given(seed=SEEDS)
def test_a_plan_without_a_search_breaks_no_row(seed: int) -> None:
    instance = crowded_instance(Random(seed))
    assert is_permitted(program_of(instance), values_of(instance, fill_up(instance, frozenset())))


@given(seed=SEEDS)
def test_a_plan_that_is_filled_up_keeps_what_it_had_and_breaks_no_row(seed: int) -> None:
    random = Random(seed)
    instance = crowded_instance(random)
    whole = fill_up(instance, frozenset())
    alone = {unit[0] for unit in instance.relations.units if len(unit) == 1}
    kept = frozenset(one for one in whole if instance.columns[one].request not in alone or random.random() < 0.5)
    again = fill_up(instance, kept)
    assert kept <= again
    assert is_permitted(program_of(instance), values_of(instance, again))


@given(seed=SEEDS)
def test_without_a_search_nobody_is_left_out_who_still_fits(seed: int) -> None:
    instance = crowded_instance(Random(seed))
    program = program_of(instance)
    chosen = fill_up(instance, frozenset())
    for unit in instance.relations.units:
        if len(unit) == 1 and all(instance.columns[variable].request != unit[0] for variable in chosen):
            more = (chosen | {variable} for variable in range(*instance.spans[unit[0]]))
            assert not any(is_permitted(program, values_of(instance, filled)) for filled in more)


@given(seed=SEEDS)
def test_what_is_given_back_is_to_be_had_as_before(seed: int) -> None:
    """By somebody: what fits afterwards, in any order, is what would have fitted if nothing had been taken."""
    random = Random(seed)
    instance = crowded_instance(random)
    one_each = [random.choice(columns) for number in range(7) if (columns := instance.columns_of(number))]
    random.shuffle(one_each)
    before, beside = one_each[: len(one_each) // 2], one_each[len(one_each) // 2 :]
    honest, tried = Ledger(instance), Ledger(instance)
    assert taken(honest, before) == taken(tried, before)
    for column in reversed(taken(tried, beside)):
        tried.give_back(column)
    others = random.sample(instance.columns, len(instance.columns))
    assert taken(tried, others) == taken(honest, others)
