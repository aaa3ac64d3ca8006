"""The one screen of a request: nothing is guessed, nothing typed is lost, and no address ever names a town."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from sqlmodel import select

from safehouse.domain.access import Actor, Grant
from safehouse.domain.codes import AreaKind, Gender, RequestState, Role, SpeakerLevel, Urgency
from safehouse.models.requests import Request
from safehouse.services.context import Context
from safehouse.services.requests import get_request
from safehouse.services.suggestions import find_suggestions
from tests.rows import a_coordinator, a_house, an_account
from tests.services.drafts import load_towns
from tests.services.night import Night, a_night
from tests.support.stores import Clock
from tests.support.visitors import Visitor, text_of

VisitorAs = Callable[[Actor], Visitor]

MOTHER_AND_SON: dict[str, Any] = {
    "urgency": "emergency",
    "people-0-gender": "woman",
    "people-0-age": "24",
    "people-1-gender": "man",
    "people-1-age": "3",
    "languages-0-language": "Romanian",
    "languages-0-level": "fluent",
    "languages-1-language": "Edo",
    "languages-1-level": "some",
    "keep_away-0-place": "Rotterdam, NL",
    "keep_away-0-radius_km": "50",
    "keep_away-0-kind": "trafficker",
    "keep_away-1-place": "Antwerp",
    "keep_away-1-radius_km": "50",
    "keep_away-1-kind": "network",
    "pickup": "Utrecht, NL (376,435)",
    "arrives_at": "2026-11-24T04:00",
    "nights": "30",
    "min_security": "1",
    "consent": "any",
    "consent_until": "2026-12-24",
}
"""What is typed at two in the morning; Brussels is an hour ahead of UTC."""


@pytest.fixture
def night(context: Context, clock: Clock) -> Night:
    load_towns(context)
    return a_night(context, clock)


@pytest.fixture
def coordinator(night: Night, visitor_as: VisitorAs) -> Visitor:
    return visitor_as(night.coordinator)


def request_ids(context: Context) -> list[str]:
    with context.store.reading() as session:
        return list(session.exec(select(Request.id)))


def enter(coordinator: Visitor, **changes: str) -> str:
    """The id of the request that this form becomes."""
    answer = coordinator.post("/requests/new", {**MOTHER_AND_SON, **changes})
    assert answer.status_code == 303, text_of(answer.text)
    assert answer.location is not None
    return answer.location.split("/")[2]


def without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in MOTHER_AND_SON.items() if name not in names}


def test_one_form_enters_the_request_and_asks_for_suggestions(night: Night, coordinator: Visitor) -> None:
    house = night.house(2, shared=False)
    request_id = enter(coordinator, **{"keep_away-1-place": "Łódź", "keep_away-0-place": "Łódź"})
    view = get_request(night.context, night.coordinator, request_id=request_id)
    assert [(person.gender, person.age) for person in view.people] == [(Gender.WOMAN, 24), (Gender.MAN, 3)]
    assert view.urgency is Urgency.EMERGENCY
    assert view.languages == {"ro": SpeakerLevel.FLUENT, "bin": SpeakerLevel.SOME}
    assert [(area.place.shown_as, area.radius_km, area.kind) for area in view.keep_away] == [
        ("Łódź, PL", 50, AreaKind.TRAFFICKER),
        ("Łódź, PL", 50, AreaKind.NETWORK),
    ]
    assert view.arrives_at.isoformat() == "2026-11-24T03:00:00+00:00"
    found = find_suggestions(night.context, night.coordinator, request_id=request_id)
    assert found is not None
    assert [suggestion.house_code for suggestion in found.suggestions] == [house.code]


def test_nothing_about_safety_has_a_starting_value(coordinator: Visitor) -> None:
    page = coordinator.get("/requests/new").text
    assert "checked" not in page
    refused = coordinator.post("/requests/new", {"arrives_at": "2026-11-24T04:00"})
    assert refused.status_code == 422
    said = text_of(refused.text)
    for field in ("Urgency", "People", "Keep-away areas", "Security level", "Countries", "Nights"):
        assert f"{field}: Please answer this." in said


@pytest.mark.parametrize("missing", ["urgency", "min_security", "consent", "keep_away-0-radius_km", "keep_away-0-kind"])
def test_what_safety_needs_is_asked_for_and_never_filled_in(
    context: Context, coordinator: Visitor, missing: str
) -> None:
    assert coordinator.post("/requests/new", without(missing)).status_code == 422
    assert request_ids(context) == []


def test_no_keep_away_area_must_be_said_and_does_not_go_with_one(context: Context, coordinator: Visitor) -> None:
    """Seen red with the comparison in `_areas` taken away: the first form then entered a request without areas."""
    no_areas = without(*(name for name in MOTHER_AND_SON if name.startswith("keep_away")))
    assert coordinator.post("/requests/new", no_areas).status_code == 422
    assert coordinator.post("/requests/new", {**MOTHER_AND_SON, "no_area": "yes"}).status_code == 422
    assert request_ids(context) == []
    assert coordinator.post("/requests/new", {**no_areas, "no_area": "yes"}).status_code == 303


@pytest.mark.parametrize("radius_km", ["1,000", "1.000", "1 000"])
def test_a_radius_of_a_thousand_never_becomes_one_of_one(
    context: Context, coordinator: Visitor, radius_km: str
) -> None:
    """Seen red with the comma replaced by a point and the rest left to `float`: she was kept from 1 km instead of 1,000."""
    refused = coordinator.post("/requests/new", {**MOTHER_AND_SON, "keep_away-1-radius_km": radius_km})
    assert refused.status_code == 422
    assert "Area 2, radius: This may mean two numbers. Write 1000 without a dot or comma." in text_of(refused.text)
    assert f'value="{radius_km}"' in refused.text
    assert request_ids(context) == []


def test_a_radius_has_decimals_and_an_age_has_none(night: Night, coordinator: Visitor) -> None:
    refused = text_of(
        coordinator.post(
            "/requests/new",
            {**MOTHER_AND_SON, "keep_away-0-radius_km": "far", "people-1-age": "5_0", "nights": "1e3"},
        ).text
    )
    assert "Area 1, radius: Please give a number, as in 50 or 12.5, with at most two decimals." in refused
    assert "Person 2, age: Please give a whole number." in refused
    assert "Nights: Please give a whole number." in refused
    request_id = enter(coordinator, **{"keep_away-0-radius_km": "12,5", "keep_away-1-radius_km": "1000"})
    view = get_request(night.context, night.coordinator, request_id=request_id)
    assert [area.radius_km for area in view.keep_away] == [12.5, 1000]


@pytest.mark.parametrize("number", ["100", "007", "-1", "\u0663", "x", "9" * 5_000], ids=lambda number: number[:4])
def test_an_area_that_cannot_be_read_refuses_the_form(context: Context, coordinator: Visitor, number: str) -> None:
    """Seen red with numbers from 100 on left out: a request without areas was entered where one was typed."""
    no_areas = without(*(name for name in MOTHER_AND_SON if name.startswith("keep_away")))
    area = {
        f"keep_away-{number}-{field}": MOTHER_AND_SON[f"keep_away-0-{field}"]
        for field in ("place", "radius_km", "kind")
    }
    refused = coordinator.post("/requests/new", {**no_areas, "no_area": "yes", **area})
    assert refused.status_code == 422
    assert "One of its lines cannot be read, because there are too many or its number is wrong." in text_of(
        refused.text
    )
    assert request_ids(context) == []


def test_a_radius_without_a_town_is_never_dropped(context: Context, coordinator: Visitor) -> None:
    """Seen red with rows kept by their town alone: the request then had one area where two were typed."""
    refused = coordinator.post("/requests/new", {**MOTHER_AND_SON, "keep_away-1-place": ""})
    assert refused.status_code == 422
    assert "Area 2, town: Please answer this." in text_of(refused.text)
    assert request_ids(context) == []


def test_an_hour_that_the_change_of_the_clocks_leaves_out_is_named(context: Context, coordinator: Visitor) -> None:
    """Brussels goes from two to three o'clock that night. Seen red with the typed hour moved on without a word."""
    refused = coordinator.post("/requests/new", {**MOTHER_AND_SON, "arrives_at": "2027-03-28T02:30"})
    assert refused.status_code == 422
    assert "Arrival: There is no such hour on that day: the clocks go forward." in text_of(refused.text)
    assert request_ids(context) == []


def test_a_refused_form_keeps_everything_that_was_typed(coordinator: Visitor) -> None:
    refused = coordinator.post("/requests/new", {**MOTHER_AND_SON, "people-1-age": "300"})
    assert refused.status_code == 422
    assert "Person 2, age: Please give a number from 0 to 120." in text_of(refused.text)
    for value in ("24", "300", "Romanian", "Edo", "Antwerp", "Utrecht, NL (376,435)", "2026-11-24T04:00"):
        assert f'value="{value}"' in refused.text


def test_an_unclear_town_is_never_guessed_but_chosen(context: Context, coordinator: Visitor) -> None:
    refused = coordinator.post("/requests/new", {**MOTHER_AND_SON, "keep_away-0-place": "Rotterdam"})
    assert refused.status_code == 422
    assert "Area 1, town: Several towns have this name." in text_of(refused.text)
    assert 'value="keep_away-0-place=Rotterdam, NL (868,135)"' in refused.text
    chosen = coordinator.post(
        "/requests/new",
        {**MOTHER_AND_SON, "keep_away-0-place": "Rotterdam", "choose": "keep_away-0-place=Rotterdam, US (20,652)"},
    )
    assert chosen.status_code == 200
    assert 'value="Rotterdam, US (20,652)"' in chosen.text
    assert request_ids(context) == []


def test_a_field_that_is_none_of_the_form_is_no_error(coordinator: Visitor) -> None:
    """Seen red with its number read by `int`, which takes no more than 4,300 digits."""
    assert coordinator.post("/requests/towns", {"choose": f"people-{'9' * 5_000}-age=Utrecht, NL"}).status_code == 200


def test_towns_are_found_in_any_script_and_never_in_an_address(coordinator: Visitor) -> None:
    found = coordinator.post("/requests/towns", {"field": "pickup", "pickup": "Роттер"})
    assert "Rotterdam, NL (868,135)" in text_of(found.text)
    chosen = coordinator.post("/requests/towns", {"choose": "pickup=Rotterdam, NL (868,135)"})
    assert 'name="pickup" value="Rotterdam, NL (868,135)"' in chosen.text
    assert coordinator.get("/requests/towns?pickup=Rotterdam").status_code == 404


@pytest.mark.parametrize(
    ("group", "field"),
    [("people", "people-2-age"), ("languages", "languages-2-level"), ("keep_away", "keep_away-2-place")],
)
def test_one_more_row_judges_nothing_and_loses_nothing(
    context: Context, coordinator: Visitor, group: str, field: str
) -> None:
    page = coordinator.post("/requests/new", {**MOTHER_AND_SON, "people-1-age": "three", "add": group})
    assert page.status_code == 200
    assert f'name="{field}"' in page.text
    assert 'value="three"' in page.text
    assert "error-summary" not in page.text
    assert request_ids(context) == []


def test_an_unasked_gender_makes_a_draft_that_says_so(night: Night, coordinator: Visitor) -> None:
    request_id = enter(coordinator, **{"people-1-gender": ""})
    assert night.request_state(request_id) is RequestState.DRAFT
    page = text_of(coordinator.get(f"/requests/{request_id}").text)
    assert "child, 3, gender not asked yet" in page
    assert "Houses are suggested when everybody’s gender is known." in page


def test_the_form_of_a_stored_request_says_what_the_request_says(night: Night, coordinator: Visitor) -> None:
    request_id = enter(coordinator)
    before = get_request(night.context, night.coordinator, request_id=request_id)
    page = coordinator.get(f"/requests/{request_id}/change").text
    for value in ("Rotterdam, NL", "Antwerp, BE", "Utrecht, NL", "Romanian", "2026-11-24T04:00", "24", "50"):
        assert f'value="{value}"' in page
    changed = {**MOTHER_AND_SON, "version": str(before.version), "nights": "12"}
    assert coordinator.post(f"/requests/{request_id}/change", changed).status_code == 303
    assert get_request(night.context, night.coordinator, request_id=request_id).nights == 12


def test_who_changed_the_request_meanwhile_is_not_overwritten(night: Night, coordinator: Visitor) -> None:
    request_id = enter(coordinator)
    stale = coordinator.post(f"/requests/{request_id}/change", {**MOTHER_AND_SON, "version": "0", "nights": "12"})
    assert stale.status_code == 409
    assert get_request(night.context, night.coordinator, request_id=request_id).nights == 30


def test_what_somebody_else_changed_is_said_taken_over_and_sent_only_once_more(
    night: Night, coordinator: Visitor, visitor_as: VisitorAs
) -> None:
    """Seen red with the form keeping the old areas, and with the first submit after the change taken."""
    request_id = enter(coordinator)
    address = f"/requests/{request_id}/change"
    mine = {**shown(coordinator.get(address).text), "nights": "12", "min_security": "2"}
    area = {"keep_away-2-place": "Utrecht, NL", "keep_away-2-radius_km": "5", "keep_away-2-kind": "network"}
    other = visitor_as(a_coordinator(night.context))
    others = {**shown(other.get(address).text), **area, "nights": "20", "urgency": "urgent"}
    assert other.post(address, others).status_code == 303
    answer = coordinator.post(address, mine)
    assert answer.status_code == 409
    page = text_of(answer.text)
    assert "Somebody else changed this request while you typed. Nothing of yours is saved yet." in page
    assert "Nights : it was 30 ; it is now 20 . You typed 12 : the form below keeps what you typed." in page
    assert "Urgency : it was emergency ; it is now urgent . The form below has it as it is now." in page
    assert "Antwerp, BE, 50 km; trafficker’s network, Utrecht, NL, 5 km . The form below has it as it is now." in page
    assert "Security level :" not in page
    assert re.search(r'<input[^>]* name="nights"[^>]*\svalue="12"', answer.text)
    assert re.search(r'<input[^>]* name="keep_away-2-radius_km"[^>]*\svalue="5"', answer.text)
    assert get_request(night.context, night.coordinator, request_id=request_id).nights == 20
    again = {**shown(answer.text), "nights": "12", "min_security": "2"}
    assert coordinator.post(address, again).status_code == 303
    view = get_request(night.context, night.coordinator, request_id=request_id)
    assert (view.nights, view.min_security, view.urgency, len(view.keep_away)) == (12, 2, Urgency.URGENT, 3)


def shown(page: str) -> dict[str, list[str]]:
    """What a browser sends of a form of a stored request in which nothing was typed yet."""
    sent: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(version|began-with-[^"]+)" value="([^"]*)">', page):
        for sent_name in {name, name.removeprefix("began-with-")}:
            sent.setdefault(sent_name, []).append(unescape(value))
    return sent


def test_the_coordinator_of_two_countries_says_for_which_desk_a_request_is(
    context: Context, night: Night, visitor_as: VisitorAs
) -> None:
    """Seen red with the first country taken although none was chosen."""
    a_house(context, country="BE")
    both = an_account(context, Grant(Role.COORDINATOR, "NL", None), Grant(Role.COORDINATOR, "BE", None))
    visitor = visitor_as(both)
    refused = visitor.post("/requests/new", MOTHER_AND_SON)
    assert refused.status_code == 422
    assert "Desk: Please answer this." in text_of(refused.text)
    assert 'value="Edo"' in refused.text
    assert visitor.post("/requests/new", {**MOTHER_AND_SON, "country": "DE"}).status_code == 422
    request_id = enter(visitor, country="NL")
    assert get_request(night.context, both, request_id=request_id).country == "NL"
    assert 'name="country"' not in visitor.get(f"/requests/{request_id}/change").text
    assert "No house abroad can take them now" in text_of(visitor.get(f"/requests/{request_id}").text)


def test_another_countrys_desk_finds_no_such_request(
    context: Context, coordinator: Visitor, visitor_as: VisitorAs
) -> None:
    request_id = enter(coordinator)
    stranger = visitor_as(a_coordinator(context, "BE"))
    missing = stranger.get("/requests/nothing")
    assert stranger.get(f"/requests/{request_id}").status_code == missing.status_code == 404
    assert stranger.get(f"/requests/{request_id}/change").status_code == 404
    assert stranger.post(f"/requests/{request_id}/withdraw", {"withdrawn_reason": "error"}).status_code == 404


def test_countries_agreed_to_are_named_by_code_or_name(night: Night, coordinator: Visitor) -> None:
    listed = {"consent": "listed", "countries": "Belgium, DE"}
    view = get_request(night.context, night.coordinator, request_id=enter(coordinator, **listed))
    assert view.countries == frozenset({"BE", "DE"})
    assert view.consent_until == date(2026, 12, 24)
    assert coordinator.post("/requests/new", {**MOTHER_AND_SON, "consent": "listed"}).status_code == 422


@pytest.mark.parametrize("name", ["needs", "entitlements"])
def test_a_need_that_does_not_exist_is_named_and_never_dropped(
    context: Context, coordinator: Visitor, name: str
) -> None:
    refused = coordinator.post("/requests/new", {**MOTHER_AND_SON, name: "nope"})
    assert refused.status_code == 422
    assert request_ids(context) == []
