"""A hand-picked house costs exactly what trying every plan with that choice says."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from safehouse.domain.codes import Urgency
from safehouse.domain.errors import RulesRefuse
from safehouse.placement.problem import PlacementProblem, PlanValue
from safehouse.placement.solver import ChoiceCost, plan, plan_with_choice
from tests.property.crowded import crowded_problem
from tests.property.oracle_plans import best_value

SEEDS = st.integers(min_value=0, max_value=2**32)


def find_cost(problem: PlacementProblem, request_id: str, house_id: str) -> ChoiceCost | None:
    """The cost of a choice, None when it is refused."""
    base = plan(problem, time_limit_s=60)
    try:
        cost = plan_with_choice(problem, base, request_id, house_id, time_limit_s=60)
    except RulesRefuse:
        return None
    assert cost is not None
    return cost


@given(seed=SEEDS)
def test_a_choice_costs_what_full_enumeration_says(seed: int) -> None:
    problem = crowded_problem(Random(seed), houses=2, requests=5)
    best = best_value(problem)
    assert best is not None
    for request in problem.requests[:2]:
        for house in problem.houses:
            with_choice = best_value(problem, (request.id, house.id))
            cost = find_cost(problem, request.id, house.id)
            assert (cost is None) == (with_choice is None)
            if cost is not None and with_choice is not None:
                assert lost(cost) == difference(best, with_choice)


def lost(cost: ChoiceCost) -> tuple[int, ...]:
    return (*(cost.people_lost[urgency] for urgency in Urgency), cost.points_lost)


def difference(one: PlanValue, other: PlanValue) -> tuple[int, ...]:
    return (
        one.emergency - other.emergency,
        one.urgent - other.urgent,
        one.planned - other.planned,
        one.points - other.points,
    )
