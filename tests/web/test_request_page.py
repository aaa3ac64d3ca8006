"""The page of a request, from the suggestions to the check-out, and its side exits."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from safehouse.domain.access import Actor
from safehouse.domain.codes import HouseStatus, OfferState, RequestState, RuleCode
from safehouse.services.context import Context
from safehouse.services.offers import list_request_offers
from safehouse.services.requests import get_request
from safehouse.services.suggestions import find_suggestions
from tests.rows import a_coordinator, a_house, a_report
from tests.services.night import FAMILY, MOTHER_AND_SON, Night, a_night, an_area
from tests.support.stores import Clock
from tests.support.visitors import Visitor, text_of

VisitorAs = Callable[[Actor], Visitor]
NEAR_THE_HOUSE = "871969600ffffff"


@pytest.fixture
def night(context: Context, clock: Clock) -> Night:
    return a_night(context, clock)


@pytest.fixture
def coordinator(night: Night, visitor_as: VisitorAs) -> Visitor:
    return visitor_as(night.coordinator)


def suggest(coordinator: Visitor, request_id: str) -> str:
    """Ask for suggestions; what the page says then."""
    assert coordinator.post(f"/requests/{request_id}/suggestions").status_code == 303
    return text_of(coordinator.get(f"/requests/{request_id}").text)


def hold(night: Night, coordinator: Visitor, request_id: str) -> str:
    """Hold the first suggestion; the address of the offer."""
    suggest(coordinator, request_id)
    found = find_suggestions(night.context, night.coordinator, request_id=request_id)
    assert found is not None
    form = {"suggestion_id": found.suggestions[0].suggestion_id}
    assert coordinator.post(f"/requests/{request_id}/offers", form).status_code == 303
    newest = list_request_offers(night.context, night.coordinator, request_id=request_id)[0]
    return f"/requests/{request_id}/offers/{newest.offer_id}"


def page_of(coordinator: Visitor, request_id: str) -> str:
    return text_of(coordinator.get(f"/requests/{request_id}").text)


def test_a_suggestion_is_explained_in_words_and_points(night: Night, coordinator: Visitor) -> None:
    house = night.house(2, shared=False)
    page = suggest(coordinator, night.request(MOTHER_AND_SON))
    assert f"1. House {house.code}" in page
    assert "Room 1: 2 beds" in page
    assert "of 1,000 points" in page
    assert "Nobody there speaks Romanian." in page
    assert "No keep-away area is known." in page


def test_a_page_carries_no_id_of_a_house_and_no_cell(night: Night, coordinator: Visitor) -> None:
    """Seen red with the house's id as the value of the button."""
    house, full = night.house(2), night.house(2, status=HouseStatus.PAUSED)
    request_id = night.request()
    suggest(coordinator, request_id)
    page = coordinator.get(f"/requests/{request_id}").text
    assert house.code in page
    for secret in (house.id, full.id, "85196963fffffff"):
        assert secret not in page


def test_why_not_the_others_is_a_sentence_per_house_and_confidential_is_one_word(
    night: Night, coordinator: Visitor
) -> None:
    """Seen red with the code `compromised` kept in the stored list: no sentence exists for it."""
    near = night.house(2)
    hidden = night.house(2, cell="851fb467fffffff", status=HouseStatus.COMPROMISED)
    request_id = night.request(keep_away=(an_area(NEAR_THE_HOUSE),))
    page = suggest(coordinator, request_id)
    assert "No house can take them now" in page
    assert f"{near.code} Too near a keep-away area." in page
    assert f"{hidden.code} confidential" in page
    assert "compromised" not in page


def test_a_waivable_rule_is_waived_with_a_reason_and_the_houses_are_seen_anew(
    night: Night, coordinator: Visitor, forward: Callable[[timedelta], datetime]
) -> None:
    house = night.house(2, is_reported=False)
    request_id = night.request()
    page = suggest(coordinator, request_id)
    assert "If the house confirms its beds by telephone: 1 house, 2 beds." in page
    address = f"/requests/{request_id}/waive"
    assert coordinator.post(address, {"code": "dark"}).status_code == 422
    assert coordinator.post(address, {"code": "keep_away", "waiver_reason": "survivor_accepts"}).status_code == 422
    forward(timedelta(minutes=1))
    assert coordinator.post(address, {"code": "dark", "waiver_reason": "confirmed_by_telephone"}).status_code == 303
    page = page_of(coordinator, request_id)
    assert f"1. House {house.code}" in page
    assert "Possible only because this was waived: no recent report." in page


def test_a_security_level_is_named_but_cannot_be_waived_by_one_person(night: Night, coordinator: Visitor) -> None:
    night.house(2, security_level=1)
    request_id = night.request(columns={"min_security": 3})
    page = suggest(coordinator, request_id)
    assert "If a lower security level is enough: 1 house, 2 beds. This takes two persons" in page
    assert 'value="security_level"' not in coordinator.get(f"/requests/{request_id}").text
    forged = {"code": RuleCode.SECURITY_LEVEL.value, "waiver_reason": "survivor_accepts"}
    assert coordinator.post(f"/requests/{request_id}/waive", forged).status_code == 422


def test_children_alone_are_for_child_protection(night: Night, coordinator: Visitor) -> None:
    night.house(2)
    children = tuple((gender, 15) for gender, _age in MOTHER_AND_SON)
    page = suggest(coordinator, night.request(children))
    assert "Call child protection now" in page
    assert "The house does not take everybody of this household, by age." in page


def test_abroad_is_a_level_and_a_question_to_the_national_contact(night: Night, coordinator: Visitor) -> None:
    abroad = a_house(night.context, country="BE", beds_per_room=(2,))
    a_report(night.context, abroad, reported_at=night.now)
    page = suggest(coordinator, night.request())
    assert "Belgium 1 to 4" in page
    assert "The national contact there is asked first" in page
    assert abroad.code not in page


def test_from_the_hold_to_the_check_out(
    night: Night, coordinator: Visitor, forward: Callable[[timedelta], datetime]
) -> None:
    house = night.house(2)
    request_id = night.request()
    offer = hold(night, coordinator, request_id)
    page = page_of(coordinator, request_id)
    assert f"It waits for house {house.code} until" in page
    assert "Not opened yet: call the house" in page
    for deed, state in (
        ("accept", RequestState.RESERVED),
        ("departed", RequestState.IN_TRANSIT),
        ("arrived", RequestState.CHECKED_IN),
    ):
        forward(timedelta(minutes=1))
        assert coordinator.post(f"{offer}/{deed}").status_code == 303
        assert night.request_state(request_id) is state
    assert "They have arrived." in page_of(coordinator, request_id)
    (stayed,) = list_request_offers(night.context, night.coordinator, request_id=request_id)
    assert stayed.stay is not None
    address = f"/requests/{request_id}/offers/stays/{stayed.stay.stay_id}/check-out"
    assert coordinator.post(address).status_code == 422
    assert coordinator.post(address, {"move_on": "own_home"}).status_code == 303
    assert night.request_state(request_id) is RequestState.CLOSED


def test_absence_and_return_are_entered_by_telephone(night: Night, coordinator: Visitor, visitor_as: VisitorAs) -> None:
    house = night.house(2)
    request_id = night.request()
    address = f"/requests/{request_id}/offers/stays/{night.stay(request_id, house)}"
    assert "The house says they are away" in page_of(coordinator, request_id)
    assert coordinator.post(f"{address}/away").status_code == 303
    assert "Nothing happens by itself. Their places stay theirs." in page_of(coordinator, request_id)
    assert coordinator.post(f"{address}/away").status_code == 409
    assert "The house says they are back" in page_of(coordinator, request_id)
    assert coordinator.post(f"{address}/back").status_code == 303
    assert "Their places stay theirs." not in page_of(coordinator, request_id)
    stranger = visitor_as(a_coordinator(night.context, "DE"))
    for deed in ("away", "back"):
        assert stranger.post(f"{address}/{deed}").status_code == 404


def test_the_duty_telephone_is_opened_by_a_post_and_shown_once(night: Night, coordinator: Visitor) -> None:
    house = night.house(2)
    night.duty_contact(house, "+31 6 00000000")
    request_id = night.request()
    offer = hold(night, coordinator, request_id)
    assert "+31 6" not in coordinator.get(f"/requests/{request_id}").text
    assert coordinator.get(f"{offer}/phone").status_code == 404
    assert 'href="tel:+31600000000"' in coordinator.post(f"{offer}/phone").text
    assert "+31 6" not in coordinator.get(f"/requests/{request_id}").text


def test_a_decline_needs_a_reason_and_opens_the_request_again(night: Night, coordinator: Visitor) -> None:
    night.house(2)
    request_id = night.request()
    offer = hold(night, coordinator, request_id)
    refused = coordinator.post(f"{offer}/decline")
    assert refused.status_code == 422
    assert "Why the house declines: Please answer this." in text_of(refused.text)
    assert coordinator.post(f"{offer}/decline", {"house_reason": "staff_shortage"}).status_code == 303
    page = page_of(coordinator, request_id)
    assert "declined by the house" in page
    assert "too few staff" in page
    assert night.request_state(request_id) is RequestState.OPEN


def test_the_survivors_no_is_an_outcome_and_the_house_is_not_suggested_again(
    night: Night, coordinator: Visitor
) -> None:
    house = night.house(2)
    request_id = night.request()
    offer = hold(night, coordinator, request_id)
    assert coordinator.post(f"{offer}/survivor-declined", {"survivor_reason": "not_said"}).status_code == 303
    page = suggest(coordinator, request_id)
    assert "declined by the survivor" in page
    assert f"{house.code} The survivor declined this house." in page


def test_a_passed_hold_is_shown_as_expired_and_the_request_as_open(
    night: Night, coordinator: Visitor, visitor_as: VisitorAs, forward: Callable[[timedelta], datetime]
) -> None:
    night.house(2)
    request_id = night.request()
    offer = hold(night, coordinator, request_id)
    forward(timedelta(hours=5))
    coordinator = visitor_as(night.coordinator)
    page = page_of(coordinator, request_id)
    assert "expired" in page
    assert "It waits for the desk." in page
    late = coordinator.post(f"{offer}/accept")
    assert late.status_code == 409
    assert "The time to answer has run out" in text_of(late.text)


def test_a_bed_that_is_gone_is_said_on_the_page_of_the_request(night: Night, coordinator: Visitor) -> None:
    house = night.house(1)
    first, second = night.request(), night.request()
    suggestion = night.suggestion(second, house)
    hold(night, coordinator, first)
    late = coordinator.post(f"/requests/{second}/offers", {"suggestion_id": suggestion})
    assert late.status_code == 409
    assert "Suggest again" in text_of(late.text)
    assert list_request_offers(night.context, night.coordinator, request_id=second) == ()


def test_a_new_arrival_time_is_read_in_the_persons_zone(night: Night, coordinator: Visitor) -> None:
    night.house(2)
    request_id = night.request()
    offer = hold(night, coordinator, request_id)
    assert coordinator.post(f"{offer}/arrival-time", {"arrives_at": "soon"}).status_code == 422
    assert coordinator.post(f"{offer}/arrival-time", {"arrives_at": "2026-11-24T06:30"}).status_code == 303
    (line,) = list_request_offers(night.context, night.coordinator, request_id=request_id)
    assert line.arrives_at.isoformat() == "2026-11-24T05:30:00+00:00"


def test_nobody_came_can_be_said_once_it_is_overdue(
    night: Night, coordinator: Visitor, visitor_as: VisitorAs, forward: Callable[[timedelta], datetime]
) -> None:
    house = night.house(2)
    request_id = night.request()
    offer_id = night.reservation(request_id, house)
    address = f"/requests/{request_id}/offers/{offer_id}/no-show"
    assert "Nobody came" not in page_of(coordinator, request_id)
    assert coordinator.post(address).status_code == 409
    forward(timedelta(hours=14))
    coordinator = visitor_as(night.coordinator)
    assert "Overdue" in page_of(coordinator, request_id)
    assert coordinator.post(address).status_code == 303
    assert night.request_state(request_id) is RequestState.OPEN


def test_the_hand_over_note_is_opened_by_a_post_after_the_yes(night: Night, coordinator: Visitor) -> None:
    house = night.house(2)
    request_id = night.request()
    offer_id = night.reservation(request_id, house)
    note = f"/requests/{request_id}/hand-over"
    assert coordinator.post(note, {"note": ""}).status_code == 422
    assert coordinator.post(note, {"note": "Meet under the clock, call +31 6 12345678"}).status_code == 303
    page = page_of(coordinator, request_id)
    assert "looks as if it held an address or a telephone number" in page
    assert "under the clock" not in page
    assert "under the clock" in coordinator.post(f"/requests/{request_id}/offers/{offer_id}/hand-over").text


def test_withdrawing_the_offer_opens_the_request_again(night: Night, coordinator: Visitor) -> None:
    night.house(2)
    request_id = night.request()
    offer = hold(night, coordinator, request_id)
    assert coordinator.post(f"{offer}/withdraw").status_code == 303
    (line,) = list_request_offers(night.context, night.coordinator, request_id=request_id)
    assert line.state is OfferState.WITHDRAWN
    assert night.request_state(request_id) is RequestState.OPEN


@pytest.mark.parametrize(
    ("way_out", "reason", "state", "said"),
    [
        ("withdraw", {"withdrawn_reason": "returned_home"}, RequestState.WITHDRAWN, "Reason: returned home."),
        ("unmet", {"unmet_reason": "no_capacity"}, RequestState.UNMET, "Reason: no capacity."),
    ],
)
def test_a_side_exit_takes_a_reason(
    night: Night,
    coordinator: Visitor,
    *,
    way_out: str,
    reason: dict[str, str],
    state: RequestState,
    said: str,
) -> None:
    request_id = night.request(FAMILY)
    assert coordinator.post(f"/requests/{request_id}/{way_out}").status_code == 422
    assert coordinator.post(f"/requests/{request_id}/{way_out}", reason).status_code == 303
    assert night.request_state(request_id) is state
    page = page_of(coordinator, request_id)
    assert said in page
    assert "Withdraw the request" not in page


def test_a_duplicate_names_the_request_that_stays(night: Night, coordinator: Visitor) -> None:
    stays, twice = night.request(), night.request()
    address = f"/requests/{twice}/duplicate"
    refused = coordinator.post(address, {"case_code": "NOTACODE"})
    assert refused.status_code == 422
    assert 'value="NOTACODE"' in refused.text
    assert coordinator.post(address, {"case_code": night.case_code(stays)}).status_code == 303
    assert f"The same household as {night.case_code(stays)}." in page_of(coordinator, twice)


def test_a_request_changes_hands_with_a_reason(night: Night, context: Context, visitor_as: VisitorAs) -> None:
    request_id = night.request()
    colleague = a_coordinator(context)
    other = visitor_as(colleague)
    seen = {"owner_id": night.coordinator.account_id, "owner_reason": "shift_change"}
    assert other.post(f"/requests/{request_id}/take-over").status_code == 422
    assert other.post(f"/requests/{request_id}/take-over", seen).status_code == 303
    assert get_request(context, colleague, request_id=request_id).is_owner
    back = {
        "owner_id": colleague.account_id,
        "account_id": night.coordinator.account_id,
        "pass_on_reason": "shift_change",
    }
    assert other.post(f"/requests/{request_id}/pass-on", {**back, "account_id": "nobody"}).status_code == 422
    assert other.post(f"/requests/{request_id}/pass-on", back).status_code == 303
    assert get_request(context, night.coordinator, request_id=request_id).is_owner
