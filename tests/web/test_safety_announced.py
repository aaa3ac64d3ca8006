"""What could hurt somebody is said where people look: a time that has passed, a house that is not safe, a note that is gone, her no.

Seen red with the banner, the row or the notice left out of its template, and with the departure offered for a house that is not safe.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from safehouse.domain.access import Actor
from safehouse.domain.codes import RequestState
from safehouse.services.arrivals import record_departure
from safehouse.services.context import Context
from safehouse.services.offers import list_request_offers, withdraw_offer
from safehouse.services.requests import get_request, write_hand_over
from tests.rows import a_coordinator, a_country_desk
from tests.services.night import MOTHER_AND_SON, Night, a_night, an_area
from tests.services.strangers import A_MAN, report_stranger
from tests.support.stores import Clock
from tests.support.visitors import Visitor, text_of

VisitorAs = Callable[[Actor], Visitor]
Forward = Callable[[timedelta], datetime]
FAR_AWAY = "871e701b3ffffff"


@pytest.fixture
def night(context: Context, clock: Clock) -> Night:
    return a_night(context, clock)


def page_of(visitor: Visitor, address: str) -> str:
    return text_of(visitor.get(address).text)


def late(night: Night, visitor_as: VisitorAs, forward: Forward, request_id: str) -> Visitor:
    """The coordinator, after the time of arrival has passed."""
    forward(timedelta(hours=2, minutes=1))
    assert get_request(night.context, night.coordinator, request_id=request_id).has_arrival_passed
    return visitor_as(night.coordinator)


def test_a_passed_time_leads_straight_to_one_field(night: Night, visitor_as: VisitorAs, forward: Forward) -> None:
    house = night.house(2)
    request_id = night.request(keep_away=(an_area(FAR_AWAY),))
    night.suggest(request_id)
    coordinator = late(night, visitor_as, forward, request_id)
    assert "The time of arrival has passed: say when they can arrive now." in page_of(coordinator, "/desk")
    html = coordinator.get(f"/requests/{request_id}").text
    assert "Hold this bed" not in html
    assert 'value="2026-11-24T05:01"' in html
    address = f"/requests/{request_id}/arrival-time"
    assert coordinator.post(address, {"arrives_at": "2026-11-24T05:30"}).status_code == 303
    page = page_of(coordinator, f"/requests/{request_id}")
    assert f"1. House {house.code}" in page
    assert "Elsewhere, 50 km" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Please answer this."),
        ("soon", "Please give a day and a time."),
        ("2026-11-24T01:00", "This is in the past."),
    ],
    ids=["none", "no time", "past"],
)
def test_a_wrong_new_time_names_the_field_and_keeps_what_was_typed(
    night: Night, visitor_as: VisitorAs, forward: Forward, typed: str, said: str
) -> None:
    request_id = night.request()
    coordinator = late(night, visitor_as, forward, request_id)
    refused = coordinator.post(f"/requests/{request_id}/arrival-time", {"arrives_at": typed})
    assert refused.status_code == 422
    assert f"New arrival time: {said}" in text_of(refused.text)
    assert f'value="{typed}"' in refused.text


def test_an_offer_for_a_passed_time_is_refused_with_the_field_that_puts_it_right(
    night: Night, visitor_as: VisitorAs, forward: Forward
) -> None:
    request_id = night.request()
    suggestion_id = night.suggestion(request_id, night.house(1))
    coordinator = late(night, visitor_as, forward, request_id)
    refused = coordinator.post(f"/requests/{request_id}/offers", {"suggestion_id": suggestion_id})
    assert refused.status_code == 422
    page = text_of(refused.text)
    assert "New arrival time: This time has passed. Say when they can arrive now." in page
    assert f'action="/requests/{request_id}/arrival-time"' in refused.text


def test_asking_for_suggestions_at_a_passed_time_says_what_is_missing(
    night: Night, visitor_as: VisitorAs, forward: Forward
) -> None:
    request_id = night.request()
    coordinator = late(night, visitor_as, forward, request_id)
    assert coordinator.post(f"/requests/{request_id}/suggestions").status_code == 303
    assert "once you have said when they can arrive now" in page_of(coordinator, f"/requests/{request_id}")


def test_another_desk_says_no_time_and_no_refusal(night: Night, context: Context, visitor_as: VisitorAs) -> None:
    request_id = night.request()
    stranger = visitor_as(a_coordinator(context, "BE"))
    for deed, form in (
        ("arrival-time", {"arrives_at": "2026-11-24T05:30"}),
        ("refused-house", {"survivor_reason": "too_far", "offer_id": "nothing"}),
    ):
        assert stranger.post(f"/requests/{request_id}/{deed}", form).status_code == 404


def test_her_no_to_a_house_is_taken_after_its_offer_has_passed(
    night: Night, visitor_as: VisitorAs, forward: Forward
) -> None:
    house = night.house(2)
    request_id = night.request(columns={"arrives_at": night.now + timedelta(days=1)})
    offer_id = night.offer(request_id, house)
    forward(timedelta(hours=5))
    coordinator = visitor_as(night.coordinator)
    address = f"/requests/{request_id}/refused-house"
    assert "The survivor does not want one of these houses" in page_of(coordinator, f"/requests/{request_id}")
    refused = coordinator.post(address, {"offer_id": offer_id})
    assert refused.status_code == 422
    assert f'value="{offer_id}" selected' in refused.text
    assert coordinator.post(address, {"offer_id": offer_id, "survivor_reason": "too_far"}).status_code == 303
    page = page_of(coordinator, f"/requests/{request_id}")
    assert "afterwards the survivor declined it: too far" in page
    assert "The survivor does not want one of these houses" not in page
    assert not night.suggest(request_id).suggestions


@pytest.mark.parametrize("is_on_the_way", [False, True])
def test_desk_and_request_say_that_a_house_is_not_safe(
    night: Night, visitor_as: VisitorAs, *, is_on_the_way: bool
) -> None:
    house = night.house(2)
    request_id = night.request()
    offer_id = night.reservation(request_id, house)
    if is_on_the_way:
        record_departure(night.context, night.coordinator, offer_id=offer_id, now=night.now)
    coordinator = visitor_as(night.coordinator)
    assert "not safe" not in page_of(coordinator, "/desk") + page_of(coordinator, f"/requests/{request_id}")
    night.compromise(house)
    assert f"House {house.code} is not safe: do not send them" in page_of(coordinator, "/desk")
    page = page_of(coordinator, f"/requests/{request_id}")
    assert f"House {house.code} is not safe" in page
    assert ("they must not arrive" if is_on_the_way else "Do not send them.") in page
    assert "offer another house" in page
    assert "They are on their way" not in page


def test_people_in_a_house_that_is_not_safe_are_on_the_desk_until_they_have_left(
    night: Night, visitor_as: VisitorAs
) -> None:
    house = night.house(2)
    request_id = night.request()
    night.stay(request_id, house)
    night.compromise(house)
    coordinator = visitor_as(night.coordinator)
    desk = page_of(coordinator, "/desk")
    assert house.code in desk
    assert "which is not safe: they must be moved." in desk
    assert "They are there and must be moved." in page_of(coordinator, f"/requests/{request_id}")


def test_the_country_says_how_many_must_be_moved_and_must_not_arrive(night: Night, visitor_as: VisitorAs) -> None:
    house = night.house(2, 2)
    there, coming = night.request(MOTHER_AND_SON), night.request()
    night.stay(there, house)
    night.reservation(coming, house)
    night.compromise(house)
    contact = visitor_as(night.desk.national_contact)
    for address in ("/country", f"/country/houses/{house.id}"):
        page = page_of(contact, address)
        assert f"House {house.code} is not safe" in page
        assert "2 people are there and must be moved." in page
        assert "1 person is expected and must not arrive." in page
        assert f"{night.case_code(there)} : 2 people, there" in page


def test_the_houses_own_board_says_that_it_is_not_safe(night: Night, visitor_as: VisitorAs) -> None:
    house = night.house(2)
    manager = visitor_as(night.manager(house))
    assert "This house is not safe." not in page_of(manager, f"/houses/{house.id}")
    night.compromise(house)
    assert "This house is not safe." in page_of(manager, f"/houses/{house.id}")


def test_another_country_learns_nothing_of_it(night: Night, context: Context, visitor_as: VisitorAs) -> None:
    night.compromise(night.house(2))
    abroad = visitor_as(a_country_desk(context, "BE").national_contact)
    assert "not safe" not in page_of(abroad, "/country")


def test_a_lost_note_is_to_be_written_again(night: Night, visitor_as: VisitorAs, forward: Forward) -> None:
    house = night.house(2)
    request_id = night.request()
    offer_id = night.reservation(request_id, house)
    write_hand_over(night.context, night.coordinator, request_id=request_id, note="Afraid of dogs.", now=night.now)
    withdraw_offer(night.context, night.coordinator, offer_id=offer_id, now=night.now)
    coordinator = visitor_as(night.coordinator)
    assert "The hand-over note was destroyed with its offer" in page_of(coordinator, "/desk")
    forward(timedelta(minutes=1))
    night.offer(request_id, house)
    assert "Write it again." in page_of(coordinator, f"/requests/{request_id}")
    note = {"note": "Afraid of dogs."}
    assert coordinator.post(f"/requests/{request_id}/hand-over", note).status_code == 303
    assert "Write it again." not in page_of(coordinator, f"/requests/{request_id}")
    assert night.request_state(request_id) is RequestState.OFFERED
    assert len(list_request_offers(night.context, night.coordinator, request_id=request_id)) == 2


def test_a_note_that_was_typed_for_another_house_is_not_sealed(
    night: Night, visitor_as: VisitorAs, forward: Forward
) -> None:
    """Seen red with the offer that the form names not handed on."""
    request_id, house = night.request(), night.house(2)
    ended = night.reservation(request_id, house)
    coordinator = visitor_as(night.coordinator)
    assert f'name="offer_id" value="{ended}"' in coordinator.get(f"/requests/{request_id}").text
    withdraw_offer(night.context, night.coordinator, offer_id=ended, now=night.now)
    forward(timedelta(minutes=1))
    night.reservation(request_id, night.house(1))
    late = coordinator.post(f"/requests/{request_id}/hand-over", {"note": "Afraid of dogs.", "offer_id": ended})
    assert late.status_code == 409
    assert "Afraid of dogs." in late.text
    assert not get_request(night.context, night.coordinator, request_id=request_id).has_hand_over


def test_a_duplicate_whose_areas_forbid_the_others_place_is_refused_in_words(
    night: Night, visitor_as: VisitorAs
) -> None:
    kept, twice = night.request(), night.request(keep_away=(an_area("871969600ffffff"),))
    night.reservation(kept, night.house(2))
    refused = visitor_as(night.coordinator).post(f"/requests/{twice}/duplicate", {"case_code": night.case_code(kept)})
    assert refused.status_code == 422
    assert "That request has a place which this one’s keep-away areas or tags forbid" in text_of(refused.text)


ROOM_CHANGED = "Their room is not as it was promised: somebody else is in it, or may be."
"""Nothing about another resident is part of a reason."""


@pytest.mark.parametrize("is_on_the_way", [False, True])
def test_desk_request_and_house_say_that_a_room_has_changed(
    night: Night, visitor_as: VisitorAs, *, is_on_the_way: bool
) -> None:
    house = night.house(2)
    request_id = night.request()
    offer_id = night.reservation(request_id, house)
    if is_on_the_way:
        record_departure(night.context, night.coordinator, offer_id=offer_id, now=night.now)
    report_stranger(night, house, offer_id, A_MAN)
    coordinator, manager = visitor_as(night.coordinator), visitor_as(night.manager(house))
    desk = page_of(coordinator, "/desk")
    assert f"{ROOM_CHANGED} Do not send them. Call house {house.code}" in desk
    html = coordinator.get(f"/requests/{request_id}").text
    assert f"Their room in house {house.code} is not safe for them" in text_of(html)
    assert ("they must not arrive before the room is theirs" in text_of(html)) is is_on_the_way
    assert "They are on their way" not in html
    assert "call the desk now" in page_of(manager, f"/houses/{house.id}")
    assert "call the desk now" in page_of(visitor_as(night.desk.national_contact), f"/country/houses/{house.id}")


def test_a_yes_to_a_room_that_has_changed_is_refused_in_words(night: Night, visitor_as: VisitorAs) -> None:
    house = night.house(2)
    request_id = night.request()
    offer_id = night.offer(request_id, house)
    report_stranger(night, house, offer_id, A_MAN)
    refused = visitor_as(night.manager(house)).post(f"/house-offers/{offer_id}/accept")
    assert refused.status_code == 409
    assert f"{ROOM_CHANGED} Nothing was changed." in text_of(refused.text)
    assert night.request_state(request_id) is RequestState.OFFERED
