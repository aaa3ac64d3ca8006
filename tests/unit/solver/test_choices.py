"""What a hand-picked house costs the others."""

from dataclasses import replace

import pytest

from safehouse.domain.codes import Criterion, HouseNeed, RuleCode, Urgency
from safehouse.domain.errors import NotFound, RulesRefuse
from safehouse.placement.problem import DEFAULT_POLICY, PlacementProblem
from safehouse.placement.solver import ChoiceCost, plan, plan_with_choice
from tests.builders import a_house, a_household, a_problem, a_request
from tests.unit.solver.planned import AMPLE_S, a_house_of, a_named_room, somebody

NOTHING = dict.fromkeys(Urgency, 0)


def cost_of(problem: PlacementProblem, request: str, house: str, *, time_limit_s: float = AMPLE_S) -> ChoiceCost | None:
    return plan_with_choice(problem, plan(problem, time_limit_s=AMPLE_S), request, house, time_limit_s=time_limit_s)


def a_family_and_one(*, one: str = "q1", family: str = "q2") -> PlacementProblem:
    """The family of four fits into h2 only, which the woman alone may have too."""
    houses = [a_house_of(a_named_room("r1", 1), house_id="h1"), a_house_of(a_named_room("r1", 4), house_id="h2")]
    return a_problem(houses, [somebody(one), a_request(id=family, people=a_household(30, 9, 7, 5))])


@pytest.mark.parametrize(("one", "family"), [("q1", "q2"), ("q2", "q1")])
def test_a_choice_names_who_loses_her_place(one: str, family: str) -> None:
    cost = cost_of(a_family_and_one(one=one, family=family), one, "h2")
    assert cost is not None
    assert cost.displaced == (family,)
    assert cost.people_lost == {**NOTHING, Urgency.EMERGENCY: 4}
    assert cost.points_lost > 0


@pytest.mark.parametrize("urgency", Urgency)
def test_lost_people_are_those_who_had_a_place_less_those_who_still_have_one(urgency: Urgency) -> None:
    """Five less one: the woman has a place in both plans."""
    problem = a_family_and_one()
    of_urgency = replace(problem, requests=tuple(replace(one, urgency=urgency) for one in problem.requests))
    cost = cost_of(of_urgency, "q1", "h2")
    assert cost is not None
    assert cost.people_lost == {**NOTHING, urgency: 4}


def test_points_are_lost_by_the_weights_of_the_policy() -> None:
    only_stay = replace(DEFAULT_POLICY, weights={**dict.fromkeys(Criterion, 0), Criterion.STAY: 8})
    problem = a_problem([a_house(id="h1"), a_house(id="h2", max_stay_nights=15)])
    base = plan(problem, time_limit_s=AMPLE_S, policy=only_stay)
    cost = plan_with_choice(problem, base, "q1", "h2", time_limit_s=AMPLE_S, policy=only_stay)
    assert cost == ChoiceCost((), NOTHING, 4)


def test_the_house_of_the_plan_costs_nothing() -> None:
    assert cost_of(a_family_and_one(), "q1", "h1") == ChoiceCost((), NOTHING, 0)


def test_a_house_that_is_only_worse_costs_points() -> None:
    houses = [a_house(id="h1"), a_house(id="h2", max_stay_nights=15)]
    assert cost_of(a_problem(houses), "q1", "h2") == ChoiceCost((), NOTHING, 50)


def test_who_had_no_place_before_can_be_given_one_at_the_cost_of_another() -> None:
    problem = a_problem([a_house()], [somebody("q1"), somebody("q2")])
    base = plan(problem, time_limit_s=AMPLE_S)
    (without_place,) = [one.request for one in base.unplaced]
    cost = plan_with_choice(problem, base, without_place, "h1", time_limit_s=AMPLE_S)
    assert cost == ChoiceCost((base.placed[0].request,), NOTHING, 0)


def test_a_house_that_the_rules_refuse_is_refused_with_what_may_be_shown() -> None:
    house = a_house(security_level=1, resident_tags=frozenset({"t"}))
    request = a_request(min_security=2, keep_apart_tags=frozenset({"t"}))
    with pytest.raises(RulesRefuse) as refused:
        cost_of(a_problem([house], [request]), "q1", "h1")
    assert refused.value.codes == (RuleCode.SECURITY_LEVEL,)


def test_what_is_shown_is_what_the_rules_say_of_her_and_of_nobody_else() -> None:
    other, refused = a_request(id="q1", house_needs=frozenset({HouseNeed.MEDICAL})), a_request(id="q2", min_security=2)
    with pytest.raises(RulesRefuse) as found:
        cost_of(a_problem([a_house()], [other, refused]), "q2", "h1")
    assert found.value.codes == (RuleCode.SECURITY_LEVEL,)


def test_a_house_where_those_she_belongs_with_have_no_place_is_refused() -> None:
    together = [a_request(id="q1", keep_together=frozenset({"q2"})), a_request(id="q2", min_security=2)]
    with pytest.raises(RulesRefuse) as refused:
        cost_of(a_problem([a_house()], together), "q1", "h1")
    assert refused.value.codes == ()


def test_a_house_that_is_too_small_for_those_she_belongs_with_is_refused() -> None:
    together = [a_request(id="q1", keep_together=frozenset({"q2"})), a_request(id="q2")]
    with pytest.raises(RulesRefuse) as refused:
        cost_of(a_problem([a_house()], together), "q1", "h1")
    assert refused.value.codes == ()


@pytest.mark.parametrize(("request_id", "house_id"), [("gone", "h1"), ("q1", "gone")])
def test_an_unknown_request_or_house_costs_nothing_because_it_is_not_found(request_id: str, house_id: str) -> None:
    with pytest.raises(NotFound):
        cost_of(a_problem(), request_id, house_id)


def test_without_time_the_cost_is_not_known() -> None:
    assert cost_of(a_family_and_one(), "q1", "h2", time_limit_s=0) is None
