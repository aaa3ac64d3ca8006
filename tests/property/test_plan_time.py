"""When time runs out the plan says so, and its bound stays true."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from safehouse.domain.codes import PlanStatus
from safehouse.placement.matrix import prepare_network
from safehouse.placement.problem import PlanValue
from safehouse.placement.solver import plan
from safehouse.placement.solver.clock import Clock
from safehouse.placement.solver.columns import prepare_instance
from safehouse.placement.solver.search import best_plan
from tests.networks import random_problem
from tests.property.crowded import crowded_problem
from tests.property.oracle_plans import best_value

SEEDS = st.integers(min_value=0, max_value=2**32)


@given(seed=SEEDS)
def test_without_any_time_nobody_is_placed_and_the_bound_is_true(seed: int) -> None:
    problem = random_problem(Random(seed), houses=3, requests=4)
    found = plan(problem, time_limit_s=0)
    best = best_value(problem)
    assert found.status is PlanStatus.TIME_LIMIT_WITHOUT_PLAN
    assert found.value == PlanValue(0, 0, 0, 0)
    assert [one.request for one in found.unplaced] == [request.id for request in problem.requests]
    assert best is not None
    assert found.upper_bound >= best


@given(seed=SEEDS)
def test_without_time_for_the_solver_there_is_still_a_plan_with_a_true_bound(seed: int) -> None:
    problem = crowded_problem(Random(seed), houses=2, requests=5)
    instance = prepare_instance(problem, prepare_network(problem.houses, problem.as_of), Clock(60), None)
    assert instance is not None
    found = best_plan(instance, Clock(0), lambda _: None)
    best = best_value(problem)
    assert best is not None
    assert found.value <= best <= found.bound


@given(seed=SEEDS, milliseconds=st.integers(min_value=1, max_value=20))
def test_with_little_time_the_value_the_bound_and_the_status_fit_each_other(seed: int, milliseconds: int) -> None:
    problem = crowded_problem(Random(seed), houses=2, requests=5)
    found = plan(problem, time_limit_s=milliseconds / 1000)
    best = best_value(problem)
    assert best is not None
    assert found.value <= best <= found.upper_bound
    assert (found.status is PlanStatus.OPTIMAL) == (found.value == found.upper_bound)
