"""What a plan says beside who goes where."""

from dataclasses import replace

import pytest

from safehouse.domain.codes import Criterion, PlanStatus, RuleCode
from safehouse.domain.errors import UnsafePlan
from safehouse.placement.problem import DEFAULT_POLICY, PlanValue, Relaxation
from safehouse.placement.solver import Step, plan
from safehouse.placement.solver.housing import placements
from tests.builders import a_house, a_problem, a_request, a_room
from tests.unit.solver.planned import AMPLE_S, a_house_of, a_named_room, a_proven_plan, somebody


def test_who_found_all_beds_given_to_others_is_excluded_by_nothing() -> None:
    """`no_room` is judged on the network as given: the room was there."""
    found = a_proven_plan([a_house_of(a_named_room("r1", 1))], [somebody("q1"), somebody("q2")])
    (unplaced,) = found.unplaced
    assert (unplaced.excluded, unplaced.relaxations, unplaced.competes_with) == ({}, (), ())


def test_an_unplaced_request_is_told_what_excludes_houses_and_what_could_be_waived() -> None:
    houses = [a_house(id="h1", security_level=1, rooms=(a_room(2),)), a_house(id="h2", rooms=())]
    (unplaced,) = a_proven_plan(houses, [a_request(min_security=2)]).unplaced
    assert unplaced.excluded == {RuleCode.SECURITY_LEVEL: 2, RuleCode.NO_ROOM: 1}
    assert unplaced.relaxations == (Relaxation(waive=(RuleCode.SECURITY_LEVEL,), houses=1, beds=2),)


def test_a_waived_code_opens_the_house() -> None:
    waiving = a_request(min_security=2, waived=frozenset({RuleCode.SECURITY_LEVEL}))
    assert len(a_proven_plan([a_house()], [waiving]).placed) == 1


def test_a_plan_for_nobody_is_proven() -> None:
    assert a_proven_plan([a_house()], []).value == PlanValue(0, 0, 0, 0)
    assert a_proven_plan([], [a_request()]).value == PlanValue(0, 0, 0, 0)


def test_a_plan_that_can_place_nobody_is_a_proven_plan() -> None:
    found = a_proven_plan([a_house(rooms=())], [a_request()])
    assert (found.placed, found.upper_bound) == ((), PlanValue(0, 0, 0, 0))


def test_without_time_the_answer_says_so_and_explains_everybody() -> None:
    found = plan(a_problem([a_house(), a_house(id="h2", rooms=())]), time_limit_s=0)
    assert found.status is PlanStatus.TIME_LIMIT_WITHOUT_PLAN
    assert found.value == PlanValue(0, 0, 0, 0)
    assert found.upper_bound == PlanValue(1, 0, 0, 1000)
    assert [one.excluded for one in found.unplaced] == [{RuleCode.NO_ROOM: 1}]


def test_the_same_problem_written_down_backwards_has_the_same_plan() -> None:
    houses = [a_house_of(a_named_room("r1", 1), a_named_room("r2", 1), house_id=f"h{number}") for number in range(2)]
    problem = a_problem(houses, [somebody(f"q{number}") for number in range(5)])
    backwards = replace(
        problem,
        houses=tuple(replace(house, rooms=house.rooms[::-1]) for house in problem.houses[::-1]),
        requests=problem.requests[::-1],
    )
    found, again = (plan(one, time_limit_s=AMPLE_S) for one in (problem, backwards))
    assert replace(again, wall_ms=found.wall_ms) == found


def test_the_steps_are_told_in_their_order() -> None:
    told: list[Step] = []
    plan(a_problem(), time_limit_s=60, progress=told.append)
    assert told == list(Step)


def test_the_weights_of_the_policy_are_those_of_the_plan() -> None:
    only_stay = replace(DEFAULT_POLICY, weights={**dict.fromkeys(Criterion, 0), Criterion.STAY: 7})
    assert plan(a_problem(), time_limit_s=60, policy=only_stay).value.points == 7


def test_a_plan_that_the_checker_refuses_is_never_returned(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bug is planted: a plan that gives the same placement twice."""
    monkeypatch.setattr("safehouse.placement.solver.planning.placements", lambda *args: placements(*args) * 2)
    with pytest.raises(UnsafePlan):
        plan(a_problem(), time_limit_s=60)
