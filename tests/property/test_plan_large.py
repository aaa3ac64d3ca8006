"""The way of large problems, by prices, a proof and a small program, finds what trying every plan or a whole program finds.

Here it is taken for small problems, which are otherwise one program. Seen to fail with each fault of
`tests/faults/test_pricing_faults.py` planted.
"""

from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safehouse.domain.codes import PlanStatus
from safehouse.domain.errors import RulesRefuse
from safehouse.placement.problem import PlacementProblem, PlanValue
from safehouse.placement.solver import plan
from tests.networks import random_problem
from tests.property.busy import busy_problem
from tests.property.crowded import crowded_problem
from tests.property.oracle_plans import best_value
from tests.property.oracle_program import best_value_by_program

AMPLE_S = 60.0
SEEDS = st.integers(min_value=0, max_value=2**32)
pytestmark = pytest.mark.usefixtures("_every_problem_is_large")


@pytest.fixture(scope="module")
def _every_problem_is_large() -> Iterator[None]:
    """Prices from the first column on, and few bids to begin with, so that prices have something to call for."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("safehouse.placement.solver.planning.MANY_COLUMNS", 1)
        patch.setattr("safehouse.placement.solver.pricing.FIRST", 1)
        patch.setattr("safehouse.placement.solver.pricing.MORE", 1)
        yield


def assert_proven(problem: PlacementProblem, value: PlanValue | None) -> None:
    found = plan(problem, time_limit_s=AMPLE_S)
    assert found.value == value
    assert found.status is PlanStatus.OPTIMAL
    assert found.upper_bound == found.value


@pytest.mark.parametrize(("houses", "requests"), [(1, 5), (2, 6), (3, 5)])
@given(seed=SEEDS)
def test_where_beds_are_scarce_no_plan_is_worth_more(seed: int, houses: int, requests: int) -> None:
    problem = crowded_problem(Random(seed), houses=houses, requests=requests)
    assert_proven(problem, best_value(problem))


@given(seed=SEEDS)
def test_where_every_rule_is_hit_no_plan_is_worth_more(seed: int) -> None:
    problem = random_problem(Random(seed), houses=4, requests=5)
    assert_proven(problem, best_value(problem))


@pytest.mark.parametrize("related", [0.0, 0.1, 0.3])
@pytest.mark.parametrize("occupancy", [0.7, 0.8, 0.9, 0.99])
@settings(max_examples=25)
@given(seed=SEEDS)
def test_at_every_occupancy_and_with_many_relations_a_whole_program_finds_the_same(
    seed: int, occupancy: float, related: float
) -> None:
    problem = busy_problem(Random(seed), houses=12, requests=14, occupancy=occupancy, related=related)
    assert_proven(problem, best_value_by_program(problem))


@pytest.mark.parametrize("exact", [1, 20_000])
@settings(max_examples=30)
@given(seed=SEEDS)
def test_numbers_too_large_for_the_solver_lead_to_the_same_value(seed: int, exact: int) -> None:
    """The bids within reach are then a program for one level after another."""
    problem = crowded_problem(Random(seed), houses=2, requests=5)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("safehouse.placement.solver.fixing.EXACT", exact)
        patch.setattr("safehouse.placement.solver.aims.EXACT", exact)
        assert_proven(problem, best_value(problem))


@settings(max_examples=30)
@given(seed=SEEDS)
def test_a_group_with_too_many_ways_leads_to_the_same_value(seed: int) -> None:
    """It is then one program for everybody."""
    problem = busy_problem(Random(seed), houses=2, requests=5, occupancy=0.1, related=0.5)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("safehouse.placement.solver.bids.MOST_WAYS", 2)
        assert_proven(problem, best_value(problem))


@settings(max_examples=30)
@given(seed=SEEDS)
def test_where_the_solver_finds_no_prices_the_value_is_the_same(seed: int) -> None:
    """Everything is within some reach of the best that everybody alone could have."""
    problem = crowded_problem(Random(seed), houses=2, requests=5)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("safehouse.placement.solver.engine.Pricing.solve", lambda *_: None)
        assert_proven(problem, best_value(problem))


@settings(max_examples=50)
@given(seed=SEEDS)
def test_a_choice_is_worth_what_full_enumeration_says(seed: int) -> None:
    problem = crowded_problem(Random(seed), houses=2, requests=5)
    for request in problem.requests[:2]:
        for house in problem.houses:
            forced = (request.id, house.id)
            try:
                value = plan(problem, time_limit_s=AMPLE_S, forced=forced).value
            except RulesRefuse:
                value = None
            assert value == best_value(problem, forced)


@settings(max_examples=50)
@given(seed=SEEDS, milliseconds=st.integers(min_value=0, max_value=20))
def test_with_little_time_the_value_the_bound_and_the_status_fit_each_other(seed: int, milliseconds: int) -> None:
    problem = crowded_problem(Random(seed), houses=2, requests=5)
    found = plan(problem, time_limit_s=milliseconds / 1000)
    best = best_value(problem)
    assert best is not None
    assert found.value <= best <= found.upper_bound
    assert (found.status is PlanStatus.OPTIMAL) == (found.value == found.upper_bound)
