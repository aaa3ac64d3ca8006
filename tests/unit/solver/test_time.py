"""What a plan says when its time ends, told second by second."""

import sys
from dataclasses import replace

import pytest

from safehouse.domain.codes import PlanStatus, RoomNeed, Urgency
from safehouse.placement.problem import House, PlacementRequest, PlanValue
from safehouse.placement.solver import plan
from safehouse.placement.solver.clock import Clock
from safehouse.placement.solver.greedy import fill_up
from safehouse.placement.solver.search import best_plan
from tests.builders import a_household, a_problem, a_request
from tests.unit.solver.planned import a_house_of, a_named_room, a_proven_plan, an_instance, somebody

ONE_BED = a_house_of(a_named_room("r1", 1))
TWO_WOMEN = (somebody("q1"), somebody("q2"))


@pytest.fixture
def _no_integer_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine without OR-Tools: whoever loads it fails."""
    monkeypatch.setitem(sys.modules, "ortools.math_opt", None)


def houses_that_mislead() -> tuple[House, tuple[PlacementRequest, ...]]:
    """One house for two who belong together; the first fits best into the one room in which the second can sleep."""
    step_free = replace(a_named_room("r1", 1), features=frozenset({RoomNeed.PRIVATE_BATHROOM}))
    first = a_request(id="q1", keep_together=frozenset({"q2"}))
    second = a_request(id="q2", room_needs=frozenset({RoomNeed.PRIVATE_BATHROOM}))
    return a_house_of(step_free, a_named_room("r2", 2)), (first, second)


@pytest.mark.usefixtures("_each_look_takes_a_second")
def test_a_plan_whose_search_had_no_time_is_not_called_proven() -> None:
    """Looked at when it starts, before each of the two requests and before the search, whose time is over."""
    found = plan(a_problem([ONE_BED], TWO_WOMEN), time_limit_s=3)
    assert found.status is PlanStatus.FEASIBLE
    assert (found.value.emergency, found.upper_bound.emergency) == (1, 2)
    assert found.wall_ms == 4000


@pytest.mark.usefixtures("_each_look_takes_a_second")
def test_when_time_ends_before_all_are_judged_nobody_has_a_place_and_the_bound_is_everybody() -> None:
    requests = [somebody("q1"), somebody("q2"), a_request(id="q3", urgency=Urgency.PLANNED, people=a_household(30, 5))]
    found = plan(a_problem([ONE_BED], requests), time_limit_s=3)
    assert found.status is PlanStatus.TIME_LIMIT_WITHOUT_PLAN
    assert found.placed == ()
    assert found.upper_bound == PlanValue(2, 0, 2, 3000)
    assert found.wall_ms == 4000


@pytest.mark.usefixtures("_each_look_takes_a_second")
def test_when_time_ends_before_a_choice_is_found_possible_there_is_no_plan() -> None:
    house, requests = houses_that_mislead()
    found = plan(a_problem([house], requests), time_limit_s=3, forced=("q1", "h1"))
    assert found.status is PlanStatus.TIME_LIMIT_WITHOUT_PLAN
    assert [one.request for one in found.unplaced] == ["q1", "q2"]
    assert found.wall_ms == 4000


def test_a_choice_that_only_the_search_finds_possible_is_found() -> None:
    house, requests = houses_that_mislead()
    found = plan(a_problem([house], requests), time_limit_s=60, forced=("q1", "h1"))
    assert found.status is PlanStatus.OPTIMAL
    assert [one.request for one in found.placed] == ["q1", "q2"]


def test_a_choice_is_found_possible_where_the_first_level_is_worth_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each level is an aim of its own, and of the two planned requests nobody counts for the first."""
    monkeypatch.setattr("safehouse.placement.solver.aims.EXACT", 1)
    house, requests = houses_that_mislead()
    planned = [replace(request, urgency=Urgency.PLANNED) for request in requests]
    other = a_request(id="q3", people=a_household(30, 30, 30))
    found = plan(a_problem([house], [*planned, other]), time_limit_s=60, forced=("q1", "h1"))
    assert found.status is PlanStatus.OPTIMAL
    assert found.value.planned == 2


def test_a_choice_that_a_rule_refuses_is_impossible_even_without_time() -> None:
    refused = replace(TWO_WOMEN[0], min_security=3)
    found = best_plan(an_instance([ONE_BED], [refused], forced=("q1", "h1")), Clock(0), lambda _: None)
    assert found.is_impossible is True


def test_without_time_for_a_search_who_fits_has_a_place_all_the_same() -> None:
    instance = an_instance([ONE_BED], TWO_WOMEN)
    assert best_plan(instance, Clock(0), lambda _: None).chosen == fill_up(instance, frozenset()) == frozenset({0})


@pytest.mark.usefixtures("_no_integer_solver")
def test_the_solver_is_not_loaded_for_a_plan_that_cannot_be_better() -> None:
    """Loading takes half a second and 80 MB."""
    two_beds = a_house_of(a_named_room("r1", 1), a_named_room("r2", 1))
    assert len(a_proven_plan([two_beds], TWO_WOMEN).placed) == 2
    nowhere = replace(somebody("q3"), min_security=3)
    assert len(a_proven_plan([two_beds], [*TWO_WOMEN, nowhere]).placed) == 2


@pytest.mark.usefixtures("_no_integer_solver")
def test_the_solver_is_not_loaded_when_time_is_over_or_a_choice_is_impossible() -> None:
    best_plan(an_instance([ONE_BED], TWO_WOMEN), Clock(0), lambda _: None)
    refused = [replace(TWO_WOMEN[0], min_security=3)]
    assert best_plan(an_instance([ONE_BED], refused, forced=("q1", "h1")), Clock(60), lambda _: None).is_impossible


@pytest.mark.usefixtures("_no_integer_solver")
def test_a_plan_that_could_be_better_is_given_to_the_solver() -> None:
    """So that the two tests above say something."""
    with pytest.raises(ModuleNotFoundError):
        plan(a_problem([ONE_BED], TWO_WOMEN), time_limit_s=60)
