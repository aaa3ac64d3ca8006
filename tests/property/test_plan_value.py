"""The plan is worth exactly what trying every plan finds, and is proven.

Seen to fail with each fault of `tests/faults/test_solver_faults.py` planted.
"""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safehouse.domain.codes import PlanStatus
from safehouse.placement.problem import PlacementProblem
from safehouse.placement.solver import plan
from tests.networks import random_problem
from tests.property.crowded import crowded_problem
from tests.property.oracle_plans import best_value

AMPLE_S = 60.0
SEEDS = st.integers(min_value=0, max_value=2**32)


def assert_best_and_proven(problem: PlacementProblem) -> None:
    found = plan(problem, time_limit_s=AMPLE_S)
    assert found.value == best_value(problem)
    assert found.status is PlanStatus.OPTIMAL
    assert found.upper_bound == found.value


@pytest.mark.parametrize(("houses", "requests"), [(1, 5), (2, 5), (2, 6), (3, 5), (4, 4)])
@given(seed=SEEDS)
def test_where_beds_are_scarce_no_plan_is_worth_more(seed: int, houses: int, requests: int) -> None:
    assert_best_and_proven(crowded_problem(Random(seed), houses=houses, requests=requests))


@given(seed=SEEDS)
def test_where_every_rule_is_hit_no_plan_is_worth_more(seed: int) -> None:
    assert_best_and_proven(random_problem(Random(seed), houses=4, requests=5))


@pytest.mark.parametrize("exact", [1, 5_000])
@given(seed=SEEDS)
def test_levels_that_are_solved_one_by_one_or_in_pairs_lead_to_the_same_value(seed: int, exact: int) -> None:
    """As for problems whose levels do not fit into one number."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("safehouse.placement.solver.aims.EXACT", exact)
        assert_best_and_proven(crowded_problem(Random(seed), houses=2, requests=5))
