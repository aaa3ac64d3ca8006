"""The judge of plans: a right plan passes, and every way to be wrong is refused with the fact named.

Each test starts from a plan that passes and spoils one thing, so a judge that no longer looks at it lets the plan pass.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from safehouse.domain.codes import Criterion, Gender, HouseStatus, PlanStatus, RuleCode, Urgency
from safehouse.domain.errors import UnsafePlan
from safehouse.placement.checker import companions, judge_plan, must_be_apart
from safehouse.placement.problem import (
    DEFAULT_POLICY,
    Placement,
    PlacementProblem,
    PlacementRequest,
    Plan,
    PlanValue,
    Relaxation,
    RoomUse,
    Unplaced,
)
from safehouse.placement.scoring import points_of
from tests.builders import AS_OF, a_house, a_household, a_person, a_problem, a_request, a_room

A, B, C = a_request(id="a"), a_request(id="b"), a_request(id="c")
BED_1, BED_2 = RoomUse("r1", ("b1",), 0, ()), RoomUse("r1", ("b2",), 0, ())
SHARED = a_house(rooms=(a_room(3, shared=True),))
MAN = (a_person(gender=Gender.MAN),)


def _placement(problem: PlacementProblem, request_id: str, house_id: str, *rooms: RoomUse) -> Placement:
    house = next(house for house in problem.houses if house.id == house_id)
    request = next(request for request in problem.requests if request.id == request_id)
    return Placement(request_id, house_id, rooms, points_of(house, request, rooms, problem.as_of))


def _plan(problem: PlacementProblem, placed: Iterable[Placement]) -> Plan:
    """The optimal plan that places exactly these."""
    placed = tuple(placed)
    requests = {request.id: request for request in problem.requests}
    ids = {placement.request for placement in placed}
    people = dict.fromkeys(Urgency, 0)
    for one in ids:
        people[requests[one].urgency] += len(requests[one].people)
    points = sum(placement.points.total for placement in placed)
    value = PlanValue(people[Urgency.EMERGENCY], people[Urgency.URGENT], people[Urgency.PLANNED], points)
    unplaced = tuple(Unplaced(one, {}, (), ()) for one in sorted(requests.keys() - ids))
    return Plan(PlanStatus.OPTIMAL, value, value, wall_ms=3, placed=placed, unplaced=unplaced)


def _two_women_in_one_room() -> tuple[PlacementProblem, Plan]:
    problem = a_problem([SHARED], [A, B])
    return problem, _plan(problem, [_placement(problem, "a", "h1", BED_1), _placement(problem, "b", "h1", BED_2)])


def _refused(problem: PlacementProblem, plan: Plan, reason: str) -> None:
    with pytest.raises(UnsafePlan, match=reason):
        judge_plan(problem, plan)


def _spoilt(problem: PlacementProblem, request: PlacementRequest, house_id: str, *rooms: RoomUse) -> Plan:
    """The plan that places this one request in rooms for which the points may not even be worked out."""
    points = points_of(a_house(), a_request(), (BED_1,), problem.as_of)
    return _plan(problem, [Placement(request.id, house_id, rooms, points)])


def test_a_right_plan_passes() -> None:
    judge_plan(*_two_women_in_one_room())


def test_a_plan_that_places_nobody_passes() -> None:
    problem = a_problem([SHARED], [A, B])
    judge_plan(problem, _plan(problem, []))


# Each request exactly once.


def test_a_request_that_is_left_out_is_found() -> None:
    _, plan = _two_women_in_one_room()
    _refused(a_problem([SHARED], [A, B, C]), plan, r"exactly once: \['c'\]")


def test_a_request_both_placed_and_unplaced_is_found() -> None:
    problem, plan = _two_women_in_one_room()
    _refused(problem, replace(plan, unplaced=(Unplaced("a", {}, (), ()),)), r"exactly once: \['a'\]")


def test_a_request_placed_twice_is_found() -> None:
    problem, plan = _two_women_in_one_room()
    twice = replace(plan, placed=(plan.placed[0], plan.placed[0], plan.placed[1]))
    _refused(problem, twice, r"exactly once: \['a'\]")


def test_an_unknown_request_is_found() -> None:
    problem, plan = _two_women_in_one_room()
    _refused(problem, replace(plan, unplaced=(Unplaced("x", {}, (), ()),)), r"exactly once: \['x'\]")


def test_lists_out_of_order_are_found() -> None:
    problem, plan = _two_women_in_one_room()
    _refused(problem, replace(plan, placed=plan.placed[::-1]), "not sorted")
    nobody = _plan(problem, [])
    _refused(problem, replace(nobody, unplaced=nobody.unplaced[::-1]), "not sorted")


# Each placement permitted.


def test_an_unknown_house_is_found() -> None:
    problem = a_problem([SHARED], [A])
    _refused(problem, _spoilt(problem, A, "h9", BED_1), "request a in house h9: no such house")


def test_a_house_that_a_rule_refuses_is_found() -> None:
    problem = a_problem([replace(SHARED, genders=frozenset(), reported_at=None)], [A])
    _refused(problem, _spoilt(problem, A, "h1", BED_1), "request a in house h1: refused by gender, dark$")


def test_a_confidential_code_is_not_named() -> None:
    problem = a_problem([replace(SHARED, status=HouseStatus.COMPROMISED)], [A])
    _refused(problem, _spoilt(problem, A, "h1", BED_1), "refused by confidential$")


def test_a_waived_code_refuses_no_plan() -> None:
    problem = a_problem([replace(SHARED, reported_at=None)], [replace(A, waived=frozenset({RuleCode.DARK}))])
    judge_plan(problem, _plan(problem, [_placement(problem, "a", "h1", BED_1)]))


def test_limits_and_weights_are_those_of_the_policy() -> None:
    problem = a_problem([replace(SHARED, reported_at=AS_OF - timedelta(hours=2))], [A])
    plan = _plan(problem, [_placement(problem, "a", "h1", BED_1)])
    judge_plan(problem, plan)
    soon = dict.fromkeys(Urgency, timedelta(minutes=30))
    impatient = replace(DEFAULT_POLICY, fresh_for=soon, dark_after=dict.fromkeys(Urgency, timedelta(hours=1)))
    with pytest.raises(UnsafePlan, match="refused by dark"):
        judge_plan(problem, plan, impatient)
    other_weights = replace(DEFAULT_POLICY, weights=dict.fromkeys(Criterion, 10))
    with pytest.raises(UnsafePlan, match="the points"):
        judge_plan(problem, plan, other_weights)


def test_wrong_points_are_found() -> None:
    problem, plan = _two_women_in_one_room()
    better = replace(plan.placed[0], points=replace(plan.placed[0].points, margin=150))
    _refused(problem, replace(plan, placed=(better, plan.placed[1])), "request a in house h1: the points")


def test_a_wrong_use_of_rooms_is_found_in_a_plan() -> None:
    problem = a_problem([SHARED], [A])
    _refused(problem, _spoilt(problem, A, "h1", RoomUse("r1", ("b1", "b2"), 0, ())), "refused by no_room")


# Requests together.


def test_a_bed_given_away_twice_is_found() -> None:
    problem = a_problem([SHARED], [A, B])
    plan = _plan(problem, [_placement(problem, "a", "h1", BED_1), _placement(problem, "b", "h1", BED_1)])
    _refused(problem, plan, "house h1: bed b1 is given away 2 times")


def test_a_blocked_bed_given_away_is_found() -> None:
    problem = a_problem([a_house(rooms=(a_room(2),))], [A, B])
    ones_own = RoomUse("r1", ("b1",), 0, ("b2",))
    others = RoomUse("r1", ("b2",), 0, ("b1",))
    plan = _plan(problem, [_placement(problem, "a", "h1", ones_own), _placement(problem, "b", "h1", others)])
    _refused(problem, plan, "house h1: bed b. is given away 2 times")


def test_a_room_of_ones_own_in_a_shared_room_with_somebody_in_it_is_found() -> None:
    family = replace(A, people=a_household(40, 8))
    problem = a_problem([SHARED], [family, B])
    ones_own = RoomUse("r1", ("b1", "b2"), 0, ("b3",))
    third = RoomUse("r1", ("b3",), 0, ())
    plan = _plan(problem, [_placement(problem, "a", "h1", ones_own), _placement(problem, "b", "h1", third)])
    _refused(problem, plan, "bed b3 is given away 2 times")


def test_one_cot_given_to_two_babies_is_found() -> None:
    mothers = [replace(A, people=a_household(30, 1)), replace(B, people=a_household(30, 1))]
    problem = a_problem([a_house(rooms=(a_room(2, free_cots=1),))], mothers)
    one, other = RoomUse("r1", ("b1",), 1, ("b2",)), RoomUse("r1", ("b2",), 1, ("b1",))
    plan = _plan(problem, [_placement(problem, "a", "h1", one), _placement(problem, "b", "h1", other)])
    _refused(problem, plan, "house h1: bed b. is given away 2 times")


def test_the_same_bed_id_in_two_houses_is_two_beds() -> None:
    houses = [replace(SHARED, id="h1"), replace(SHARED, id="h2")]
    problem = a_problem(houses, [A, B])
    judge_plan(problem, _plan(problem, [_placement(problem, "a", "h1", BED_1), _placement(problem, "b", "h2", BED_1)]))


def test_a_man_and_a_woman_in_one_shared_room_are_found() -> None:
    problem = a_problem([SHARED], [A, replace(B, people=MAN)])
    plan = _plan(problem, [_placement(problem, "a", "h1", BED_1), _placement(problem, "b", "h1", BED_2)])
    _refused(problem, plan, "house h1: shared room r1 is given to more than one gender")


def test_a_man_and_a_woman_in_two_shared_rooms_of_one_house_pass() -> None:
    house = a_house(rooms=(a_room(1, shared=True), a_room(id="r2", shared=True, beds=("b2",), free_beds=("b2",))))
    problem = a_problem([house], [A, replace(B, people=MAN)])
    second = RoomUse("r2", ("b2",), 0, ())
    judge_plan(problem, _plan(problem, [_placement(problem, "a", "h1", BED_1), _placement(problem, "b", "h1", second)]))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (replace(A, keep_apart=frozenset({"b"})), B),
        (A, replace(B, keep_apart=frozenset({"a"}))),
        (replace(A, keep_apart_tags=frozenset({"x"})), replace(B, tags=frozenset({"x", "y"}))),
        (replace(A, tags=frozenset({"x"})), replace(B, keep_apart_tags=frozenset({"x"}))),
    ],
    ids=["names the other", "is named by the other", "avoids a tag of the other", "has a tag that the other avoids"],
)
def test_requests_to_be_kept_apart_in_one_house_are_found(one: PlacementRequest, other: PlacementRequest) -> None:
    problem = a_problem([SHARED], [one, other])
    plan = _plan(problem, [_placement(problem, "a", "h1", BED_1), _placement(problem, "b", "h1", BED_2)])
    _refused(problem, plan, "house h1: requests a and b are to be kept apart")
    houses = a_problem([replace(SHARED, id="h1"), replace(SHARED, id="h2")], [one, other])
    judge_plan(houses, _plan(houses, [_placement(houses, "a", "h1", BED_1), _placement(houses, "b", "h2", BED_1)]))


def test_nobody_is_kept_apart_from_herself_or_by_a_tag_in_common() -> None:
    both = replace(A, keep_apart_tags=frozenset({"x"}), tags=frozenset({"x"}), keep_apart=frozenset({"a"}))
    assert not must_be_apart(both, both)
    assert not must_be_apart(replace(A, tags=frozenset({"x"})), replace(B, tags=frozenset({"x"})))
    assert not must_be_apart(replace(A, keep_apart_tags=frozenset({"x"})), replace(B, keep_apart_tags=frozenset({"x"})))


def test_companions_in_two_houses_are_found() -> None:
    requests = [replace(A, keep_together=frozenset({"b"})), B]
    problem = a_problem([replace(SHARED, id="h1"), replace(SHARED, id="h2")], requests)
    plan = _plan(problem, [_placement(problem, "a", "h1", BED_1), _placement(problem, "b", "h2", BED_1)])
    _refused(problem, plan, "requests a, b are to be kept together")


def test_a_companion_who_is_left_behind_is_found() -> None:
    problem = a_problem([SHARED], [A, replace(B, keep_together=frozenset({"a"}))])
    _refused(problem, _plan(problem, [_placement(problem, "a", "h1", BED_1)]), "requests a, b are to be kept together")


def test_companions_of_companions_are_companions() -> None:
    requests = [replace(A, keep_together=frozenset({"c"})), replace(B, keep_together=frozenset({"c"})), C]
    problem = a_problem([SHARED], requests)
    plan = _plan(problem, [_placement(problem, "a", "h1", BED_1), _placement(problem, "c", "h1", BED_2)])
    _refused(problem, plan, "requests a, b, c are to be kept together")


def test_companions_in_one_house_or_all_unplaced_pass() -> None:
    requests = [replace(A, keep_together=frozenset({"b"})), B]
    problem = a_problem([SHARED], requests)
    judge_plan(problem, _plan(problem, []))
    judge_plan(problem, _plan(problem, [_placement(problem, "a", "h1", BED_1), _placement(problem, "b", "h1", BED_2)]))


def test_companions_who_are_to_be_kept_apart_are_unplaced() -> None:
    requests = [replace(A, keep_together=frozenset({"b"}), keep_apart=frozenset({"b"})), B]
    problem = a_problem([SHARED], requests)
    judge_plan(problem, _plan(problem, []))
    plan = _plan(problem, [_placement(problem, "a", "h1", BED_1), _placement(problem, "b", "h1", BED_2)])
    _refused(problem, plan, "kept apart")


def test_companions_are_listed_in_order_and_unknown_ones_are_nobodys() -> None:
    requests = [
        replace(C, keep_together=frozenset({"d"})),
        replace(A, id="d"),
        replace(B, keep_together=frozenset({"a", "gone"})),
        A,
        replace(A, id="e"),
    ]
    assert companions(requests) == (frozenset({"a", "b"}), frozenset({"c", "d"}))


# What the plan says of itself.


def test_people_count_at_their_own_urgency() -> None:
    problem, plan = _two_women_in_one_room()
    assert plan.value.emergency == 2
    _refused(problem, replace(plan, value=replace(plan.value, emergency=1, urgent=1)), "the value is not")


@pytest.mark.parametrize("level", ["emergency", "urgent", "planned", "points"])
def test_a_value_that_does_not_add_up_is_found(level: str) -> None:
    problem, plan = _two_women_in_one_room()
    fields = {"emergency": plan.value.emergency, "urgent": 0, "planned": 0, "points": plan.value.points}
    wrong = PlanValue(**{**fields, level: fields[level] + 1})
    _refused(problem, replace(plan, value=wrong, upper_bound=wrong), "the value is not")


def test_a_bound_below_the_value_is_found() -> None:
    problem, plan = _two_women_in_one_room()
    low = replace(plan.value, points=plan.value.points - 1)
    _refused(problem, replace(plan, upper_bound=low), "the upper bound is below")


def test_an_optimal_plan_with_a_gap_is_found_and_a_feasible_one_passes() -> None:
    problem, plan = _two_women_in_one_room()
    gap = replace(plan, upper_bound=replace(plan.value, points=plan.value.points + 1))
    _refused(problem, gap, "an optimal plan is worth its upper bound")
    judge_plan(problem, replace(gap, status=PlanStatus.FEASIBLE))


def test_a_plan_that_ran_out_of_time_places_nobody() -> None:
    problem, plan = _two_women_in_one_room()
    _refused(problem, replace(plan, status=PlanStatus.TIME_LIMIT_WITHOUT_PLAN), "without a plan nobody is placed")
    nobody = replace(_plan(problem, []), status=PlanStatus.TIME_LIMIT_WITHOUT_PLAN, upper_bound=plan.value)
    judge_plan(problem, nobody)


@pytest.mark.parametrize(
    ("unplaced", "reason"),
    [
        (Unplaced("a", {RuleCode.KEEP_APART: 1}, (), ()), "request a: a confidential code is counted"),
        (Unplaced("a", {}, (Relaxation((RuleCode.COMPROMISED,), 1, 1),), ()), "a confidential code is counted"),
        (Unplaced("a", {}, (), ("z",)), "request a: competes with no other request"),
        (Unplaced("a", {}, (), ("a",)), "request a: competes with no other request"),
    ],
)
def test_reasons_that_tell_a_secret_or_name_nobody_are_found(unplaced: Unplaced, reason: str) -> None:
    problem = a_problem([SHARED], [A])
    _refused(problem, replace(_plan(problem, []), unplaced=(unplaced,)), reason)


def test_reasons_that_may_be_told_pass() -> None:
    problem = a_problem([SHARED], [A, B])
    told = Unplaced("a", {RuleCode.NO_ROOM: 1, RuleCode.DARK: 2}, (Relaxation((RuleCode.DARK,), 1, 2),), ("b",))
    nobody = _plan(problem, [])
    judge_plan(problem, replace(nobody, unplaced=(told, nobody.unplaced[1])))
