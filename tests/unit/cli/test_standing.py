"""What is said while a large plan is searched for."""

from safehouse.cli.planning import standing_in_words
from safehouse.placement.problem import PlanValue
from safehouse.placement.solver import Standing

BOUND = PlanValue(9, 8, 7, 6_000)


def test_before_there_is_a_plan_the_bound_is_said() -> None:
    told = standing_in_words(Standing(None, BOUND))
    assert told == "Looking for a plan: at most 9 emergency, 8 urgent, 7 planned people, 6000 points"


def test_the_value_of_the_best_plan_so_far_stands_before_the_bound() -> None:
    told = standing_in_words(Standing(PlanValue(9, 8, 6, 5_500), BOUND))
    assert told.startswith(
        "Looking for a better plan: 9 emergency, 8 urgent, 6 planned people, 5500 points; at most 9 "
    )
