"""The house's pages: what waits is on top, nothing changed is one tap, and a house learns no more than it may.

Seen red with faults planted: every house in the scope of every manager, the case code shown in place of the house's, who stays
above who is expected, and the hand-over note opened before the yes.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from safehouse.domain.access import Actor
from safehouse.domain.codes import AreaKind, DeclinedHouse, OfferState, RequestState
from safehouse.services.context import Context
from safehouse.services.offers import get_desk_offer
from safehouse.services.phones import open_phone
from safehouse.services.request_documents import KnownArea, KnownPlace
from safehouse.services.requests import write_hand_over
from tests.rows import HouseRows, a_manager
from tests.services.night import MOTHER_AND_SON, Night, a_night
from tests.support.stores import Clock
from tests.support.visitors import Visitor, text_of

VisitorAs = Callable[[Actor], Visitor]
Forward = Callable[[timedelta], datetime]
AREA = KnownArea(KnownPlace(2747891, "Rotterdam, NL", "87196a9a0ffffff"), 5, AreaKind.TRAFFICKER)


@pytest.fixture
def night(context: Context, clock: Clock) -> Night:
    return a_night(context, clock)


@pytest.fixture
def house(night: Night) -> HouseRows:
    return night.house(2, 3)


@pytest.fixture
def manager(context: Context, house: HouseRows, visitor_as: VisitorAs) -> Visitor:
    return visitor_as(a_manager(context, house.id))


def opened_at(night: Night, offer_id: str) -> datetime | None:
    return get_desk_offer(night.context, night.coordinator, offer_id=offer_id).opened_at


def request_state(night: Night, offer_id: str) -> RequestState:
    return night.request_state(get_desk_offer(night.context, night.coordinator, offer_id=offer_id).request_id)


def test_the_manager_of_one_house_begins_on_its_board(manager: Visitor, house: HouseRows) -> None:
    page = text_of(manager.get("/houses").text)
    assert f"House {house.code}" in page
    assert "Bed board" in page


def test_the_manager_of_two_houses_chooses(night: Night, house: HouseRows, visitor_as: VisitorAs) -> None:
    other = night.house(1)
    page = text_of(visitor_as(a_manager(night.context, house.id, other.id)).get("/houses").text)
    assert f"House {house.code}" in page
    assert f"House {other.code}" in page
    assert "Bed board" not in page


def test_nothing_changed_is_one_tap_and_makes_the_report_fresh(
    context: Context, house: HouseRows, forward: Forward, visitor_as: VisitorAs
) -> None:
    forward(timedelta(hours=25))
    manager = visitor_as(a_manager(context, house.id))
    assert "Nobody knows whether your beds are free." in text_of(manager.get(f"/houses/{house.id}").text)
    answer = manager.post(f"/houses/{house.id}/nothing-changed")
    assert answer.status_code == 303
    page = text_of(manager.get(answer.location).text)
    assert "Reported: nothing has changed." in page
    assert page.count("Last report just now") == 1


def test_an_offer_on_the_board_says_how_many_and_until_when_and_opens_by_a_deed(
    night: Night, manager: Visitor, house: HouseRows
) -> None:
    offer_id = night.offer(night.request(MOTHER_AND_SON), house)
    page = text_of(manager.get(f"/houses/{house.id}").text)
    assert "An offer waits for your answer" in page
    assert "2 people" in page
    manager.get(f"/house-offers/{offer_id}")
    assert opened_at(night, offer_id) is None
    assert manager.post(f"/house-offers/{offer_id}/open").status_code == 303
    assert opened_at(night, offer_id) is not None


def test_who_comes_is_shown_once_the_offer_is_opened(night: Night, manager: Visitor, house: HouseRows) -> None:
    """The desk reads "not opened yet" and telephones; seen to fail while the page showed everything before."""
    address = f"/house-offers/{night.offer(night.request(MOTHER_AND_SON), house)}"
    closed = text_of(manager.get(address).text)
    assert "Open the offer" in closed
    assert "a boy" not in closed
    assert "Yes, we take them" not in closed
    opened = text_of(manager.get(manager.post(f"{address}/open").location).text)
    assert "a boy, 2 to 11 years" in opened
    assert "Yes, we take them" in opened


def test_a_house_sees_people_languages_and_needs_and_never_where_they_flee_from(
    night: Night, manager: Visitor, house: HouseRows
) -> None:
    request_id = night.request(
        MOTHER_AND_SON,
        columns={"languages": {"ro": "fluent"}, "exploitation": "sexual"},
        keep_away=(AREA,),
        tags=frozenset({"blue group"}),
    )
    offer_id = night.offer(request_id, house)
    manager.post(f"/house-offers/{offer_id}/open")
    page = text_of(manager.get(f"/house-offers/{offer_id}").text)
    assert "a woman; a boy, 2 to 11 years" in page
    assert "Romanian (fluent)" in page
    for secret in ("Rotterdam", "exploitation", "trafficker", "blue group", night.case_code(request_id), "24"):
        assert secret not in page.replace("24 Nov", "")


def test_the_house_accepts_and_checks_in_and_out(night: Night, manager: Visitor, house: HouseRows) -> None:
    offer_id = night.offer(night.request(MOTHER_AND_SON), house)
    address = f"/house-offers/{offer_id}"
    assert manager.post(f"{address}/accept").status_code == 303
    assert "They have arrived" in text_of(manager.get(address).text)
    assert manager.post(f"{address}/arrived").status_code == 303
    assert request_state(night, offer_id) is RequestState.CHECKED_IN
    assert manager.post(f"{address}/away").status_code == 303
    assert "Away since" in text_of(manager.get(address).text)
    assert manager.post(f"{address}/back").status_code == 303
    refused = manager.post(f"{address}/check-out", {"move_on": "nowhere"})
    assert refused.status_code == 422
    assert manager.post(f"{address}/check-out", {"move_on": "own_home"}).status_code == 303
    assert request_state(night, offer_id) is RequestState.CLOSED


def test_a_house_says_that_they_come_at_another_time(night: Night, manager: Visitor, house: HouseRows) -> None:
    offer_id = night.reservation(night.request(), house)
    address = f"/house-offers/{offer_id}"
    assert 'value="2026-11-24T04:00"' in manager.get(address).text
    for wrong, sentence in (
        ("soon", "New arrival time: Please give a day and a time."),
        ("2026-11-23T06:30", "New arrival time: This is in the past."),
    ):
        refused = manager.post(f"{address}/arrival-time", {"arrives_at": wrong})
        assert refused.status_code == 422
        assert sentence in text_of(refused.text)
        assert f'value="{wrong}"' in refused.text
    assert manager.post(f"{address}/arrival-time", {"arrives_at": "2026-11-24T06:30"}).status_code == 303
    arrives_at = get_desk_offer(night.context, night.coordinator, offer_id=offer_id).arrives_at
    assert arrives_at.isoformat() == "2026-11-24T05:30:00+00:00"


def test_an_overdue_line_of_the_board_leads_to_what_can_be_said(
    night: Night, house: HouseRows, forward: Forward, visitor_as: VisitorAs
) -> None:
    offer_id = night.reservation(night.request(), house)
    address = f"/house-offers/{offer_id}"
    manager = visitor_as(a_manager(night.context, house.id))
    assert manager.post(f"{address}/no-show").status_code == 409
    assert "Say what happened" not in text_of(manager.get(f"/houses/{house.id}").text)
    forward(timedelta(hours=14))
    manager = visitor_as(a_manager(night.context, house.id))
    assert f'href="{address}">Say what happened' in manager.get(f"/houses/{house.id}").text
    assert "Nobody came" in text_of(manager.get(address).text)
    assert manager.post(f"{address}/no-show").status_code == 303
    assert request_state(night, offer_id) is RequestState.OPEN
    assert "This offer does not concern the house any more." in text_of(manager.get(address).text)


def test_what_waits_for_an_answer_stands_above_who_comes_and_who_stays(
    night: Night, manager: Visitor, house: HouseRows
) -> None:
    night.stay(night.request(), house)
    night.reservation(night.request(), house)
    night.offer(night.request(), house)
    page = text_of(manager.get(f"/houses/{house.id}").text)
    waiting, expected, here = (page.index(words) for words in ("An offer waits", "expected", "here since"))
    assert waiting < expected < here


def test_declining_needs_a_reason_and_frees_the_beds(night: Night, manager: Visitor, house: HouseRows) -> None:
    offer_id = night.offer(night.request(), house)
    refused = manager.post(f"/house-offers/{offer_id}/decline")
    assert refused.status_code == 422
    assert night.offer_state(offer_id) is OfferState.PENDING
    answer = manager.post(f"/house-offers/{offer_id}/decline", {"reason": DeclinedHouse.STAFF_SHORTAGE.value})
    assert answer.status_code == 303
    assert night.offer_state(offer_id) is OfferState.DECLINED_HOUSE


def test_an_offer_answered_twice_is_refused_in_words(night: Night, manager: Visitor, house: HouseRows) -> None:
    offer_id = night.offer(night.request(), house)
    manager.post(f"/house-offers/{offer_id}/accept")
    again = manager.post(f"/house-offers/{offer_id}/decline", {"reason": DeclinedHouse.FUNDING.value})
    assert again.status_code == 409
    assert "Nothing was changed." in text_of(again.text)
    assert night.offer_state(offer_id) is OfferState.ACCEPTED


def test_an_offer_answered_too_late_is_refused_in_words(
    night: Night, house: HouseRows, forward: Forward, visitor_as: VisitorAs
) -> None:
    offer_id = night.offer(night.request(), house)
    forward(timedelta(hours=4))
    manager = visitor_as(a_manager(night.context, house.id))
    late = manager.post(f"/house-offers/{offer_id}/accept")
    assert late.status_code == 409
    assert night.offer_state(offer_id) is not OfferState.ACCEPTED


def test_the_hand_over_note_is_opened_by_a_deed_and_gone_at_arrival(
    night: Night, manager: Visitor, house: HouseRows
) -> None:
    request_id = night.request()
    offer_id = night.offer(request_id, house)
    write_hand_over(night.context, night.coordinator, request_id=request_id, note="Afraid of dogs.", now=night.now)
    address = f"/house-offers/{offer_id}"
    assert manager.post(f"{address}/hand-over").status_code == 409
    manager.post(f"{address}/accept")
    assert "Afraid of dogs." not in manager.get(address).text
    assert "Afraid of dogs." in manager.post(f"{address}/hand-over").text
    manager.post(f"{address}/arrived")
    assert manager.post(f"{address}/hand-over").status_code == 409


def test_the_house_is_told_that_its_telephone_number_was_opened(
    night: Night, manager: Visitor, house: HouseRows
) -> None:
    offer_id = night.offer(night.request(), house)
    open_phone(night.context, night.coordinator, offer_id=offer_id, now=night.now)
    assert "The duty telephone was opened by: placement coordinator" in text_of(manager.get(f"/houses/{house.id}").text)


def test_a_foreign_house_and_a_missing_one_are_the_same(night: Night, manager: Visitor) -> None:
    foreign = night.house(2)
    offer_id = night.offer(night.request(), foreign)
    missing = manager.get("/houses/00000000000000000000")
    assert missing.status_code == 404
    assert text_of(manager.get(f"/houses/{foreign.id}").text) == text_of(missing.text)
    assert manager.get(f"/house-offers/{offer_id}").status_code == 404
    for deed in ("accept", "arrival-time", "no-show"):
        fields = {"arrives_at": "2026-11-24T06:30"}
        assert manager.post(f"/house-offers/{offer_id}/{deed}", fields).status_code == 404
