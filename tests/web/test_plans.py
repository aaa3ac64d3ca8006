"""The plan for everybody: asked for with one button, watched, read, and said beside each suggestion."""

from collections.abc import Callable

import pytest

from safehouse.domain.access import Actor, Grant
from safehouse.domain.codes import RelationKind, Role
from safehouse.models.requests import RequestRelation
from safehouse.services.context import Context
from safehouse.services.plans import find_plan
from safehouse.services.plans.computing import compute_plan
from safehouse.services.suggestions import suggest_houses
from tests.rows import an_account
from tests.services.night import MOTHER_AND_SON, WOMAN, Night, a_night
from tests.support.stores import Clock
from tests.support.visitors import Visitor, text_of

VisitorAs = Callable[[Actor], Visitor]


@pytest.fixture
def night(context: Context, clock: Clock) -> Night:
    return a_night(context, clock)


@pytest.fixture
def coordinator(night: Night, visitor_as: VisitorAs) -> Visitor:
    return visitor_as(night.coordinator)


def plan(night: Night, coordinator: Visitor) -> str:
    """Ask for a plan on the page and let it be computed; what the page says then."""
    assert coordinator.post("/plan").status_code == 303
    found = find_plan(night.context, night.coordinator, country=night.desk.country)
    assert found is not None
    compute_plan(night.context, job_id=found.job.id, now=night.now)
    return text_of(coordinator.get("/plan").text)


def test_a_plan_is_asked_for_and_watched(night: Night, coordinator: Visitor) -> None:
    night.request()
    assert "Nobody has asked for a plan yet." in text_of(coordinator.get("/plan").text)
    coordinator.post("/plan")
    waiting = coordinator.get("/plan").text
    assert "The plan waits for its turn." in text_of(waiting)
    assert 'hx-get="/plan/progress"' in waiting
    assert "Look again" in text_of(waiting)
    assert "disabled" not in waiting, "the page exchanges the plan alone, so a disabled button would stay disabled"


def test_a_plan_says_who_has_which_house_and_who_has_none(night: Night, coordinator: Visitor) -> None:
    house = night.house(1)
    placed, left = night.request(WOMAN), night.request(MOTHER_AND_SON)
    page = plan(night, coordinator)
    assert "Proven: no plan places more people" in page
    assert "hx-get" not in coordinator.last_page
    has_place, has_none = page.split("Has no place in this plan")
    assert night.case_code(placed) in has_place
    assert f"House {house.code}" in has_place
    assert night.case_code(left) in has_none
    assert "no room that fits" in has_none


def test_a_suggestion_says_what_it_takes_from_others(night: Night, coordinator: Visitor) -> None:
    """The room of two is the family's only place; for the woman alone there is another bed."""
    family_room, single = night.house(2, shared=False), night.house(1)
    woman, family = night.request(WOMAN), night.request(MOTHER_AND_SON)
    plan(night, coordinator)
    suggest_houses(night.context, night.coordinator, request_id=woman, now=night.now)
    page = text_of(coordinator.get(f"/requests/{woman}").text)
    assert f"The plan for everybody gives them house {single.code}." in page
    of_single = page.split(f"House {single.code}")[1].split("Hold this bed")[0]
    assert "plan for everybody" in of_single
    of_family_room = page.split(f"House {family_room.code}")[1].split("Hold this bed")[0]
    sentence = f"Then request {night.case_code(family)}, a household of two, has no place tonight."
    assert sentence in of_family_room
    assert sentence not in of_single


def test_a_plan_says_that_it_does_not_follow_a_companion_who_has_a_place(night: Night, coordinator: Visitor) -> None:
    """The rules for one request leave that to people too (`tests/services/test_suggestions_notes.py`)."""
    full, free = night.house(1), night.house(1)
    sister, waiting = night.request(), night.request()
    with night.context.store.transaction() as session:
        session.add(RequestRelation(request_id=waiting, other_id=sister, kind=RelationKind.KEEP_TOGETHER))
    night.offer(sister, full)
    page = plan(night, coordinator)
    assert f"House {free.code}" in page.split("Has no place in this plan")[0]
    assert f"Not together with request {night.case_code(sister)}, which has a place in house {full.code}" in page
    assert "Ask whether they may be apart before you offer a bed." in page


def test_a_plan_says_that_a_companion_is_in_the_house_that_it_gives(night: Night, coordinator: Visitor) -> None:
    house = night.house(1, 1)
    sister, waiting = night.request(), night.request()
    with night.context.store.transaction() as session:
        session.add(RequestRelation(request_id=sister, other_id=waiting, kind=RelationKind.KEEP_TOGETHER))
    night.offer(sister, house)
    assert f"Together with request {night.case_code(sister)}, which has a place in this house." in plan(
        night, coordinator
    )


def test_the_coordinator_of_two_countries_chooses_whose_plan_is_shown_and_asked_for(
    context: Context, visitor_as: VisitorAs
) -> None:
    """Seen red with the first country taken whatever was chosen."""
    both = an_account(context, Grant(Role.COORDINATOR, "NL", None), Grant(Role.COORDINATOR, "BE", None))
    visitor = visitor_as(both)
    assert '<option value="BE" selected>Belgium</option>' in visitor.get("/plan").text
    assert visitor.get("/plan?country=NL").text.count('<option value="NL" selected>Netherlands</option>') == 1
    assert visitor.post("/plan", {"country": "NL"}).location == "/plan?country=NL"
    assert find_plan(context, both, country="BE") is None
    assert find_plan(context, both, country="NL") is not None
    assert 'hx-get="/plan/progress?country=NL"' in visitor.get("/plan?country=NL").text
    assert "The plan waits for its turn." in text_of(visitor.get("/plan/progress?country=NL").text)
    assert "Nobody has asked for a plan yet." in text_of(visitor.get("/plan?country=BE").text)
    missing = text_of(visitor.get("/no/such/page").text)
    for country in ("DE", "XX", ""):
        answer = visitor.get(f"/plan?country={country}")
        assert (answer.status_code, text_of(answer.text)) == (404, missing)
        assert visitor.post("/plan", {"country": country}).status_code == 404


def test_whoever_has_one_country_is_not_asked_which(coordinator: Visitor) -> None:
    assert "Country of the plan" not in coordinator.get("/plan").text
    assert coordinator.get("/plan?country=BE").status_code == 404
