"""A house that has only a telephone: its national contact enters what it says, learns no more than it may, and nobody else does."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from safehouse.domain.access import Actor, Grant
from safehouse.domain.codes import AreaKind, DeclinedHouse, HouseNeed, OfferState, RequestState, Role
from safehouse.services.context import Context
from safehouse.services.offers import get_desk_offer
from safehouse.services.request_documents import KnownArea, KnownPlace
from tests.rows import HouseRows, a_national_contact, an_account
from tests.services.night import MOTHER_AND_SON, Night, a_night
from tests.support.stores import Clock
from tests.support.visitors import Visitor, text_of

VisitorAs = Callable[[Actor], Visitor]
Forward = Callable[[timedelta], datetime]
AREA = KnownArea(KnownPlace(2747891, "Rotterdam, NL", "87196a9a0ffffff"), 5, AreaKind.TRAFFICKER)
DEEDS = {
    "accept": {},
    "decline": {"reason": "funding"},
    "arrived": {},
    "arrival-time": {"arrives_at": "2026-11-24T06:30"},
    "no-show": {},
    "away": {},
    "back": {},
    "check-out": {"move_on": "own_home"},
}
"""Every deed with a form that could be right."""


@pytest.fixture
def night(context: Context, clock: Clock) -> Night:
    return a_night(context, clock)


@pytest.fixture
def house(night: Night) -> HouseRows:
    return night.house(2, 3, services=frozenset({HouseNeed.NEWBORN}))


@pytest.fixture
def contact(night: Night, visitor_as: VisitorAs) -> Visitor:
    return visitor_as(night.desk.national_contact)


def address_of(house: HouseRows, offer_id: str) -> str:
    return f"/country/houses/{house.id}/offers/{offer_id}"


def request_state(night: Night, offer_id: str) -> RequestState:
    return night.request_state(get_desk_offer(night.context, night.coordinator, offer_id=offer_id).request_id)


def test_the_page_of_the_house_leads_to_what_waits_there(night: Night, house: HouseRows, contact: Visitor) -> None:
    request_id = night.request(MOTHER_AND_SON)
    address = address_of(house, night.offer(request_id, house))
    page = contact.get(f"/country/houses/{house.id}").text
    assert f'href="{address}"' in page
    assert f"{night.case_code(request_id)} : 2 people" in text_of(page)
    assert "Answer by" in text_of(page)


def test_the_contact_may_tell_the_house_who_comes_with_which_needs_and_learns_nothing_else_that_is_sealed(
    night: Night, house: HouseRows, contact: Visitor
) -> None:
    request_id = night.request(
        MOTHER_AND_SON,
        columns={"exploitation": "sexual"},
        house_needs=frozenset({HouseNeed.NEWBORN}),
        keep_away=(AREA,),
        tags=frozenset({"blue group"}),
        hand_over="Afraid of dogs.",
    )
    address = address_of(house, night.offer(request_id, house))
    for path in (address, f"/country/houses/{house.id}"):
        page = contact.get(path).text
        for secret in ("Rotterdam", "trafficker", "sexual", "blue group", "dogs", "24 years"):
            assert secret not in page
    told = text_of(contact.get(address).text)
    assert "a woman; a boy, 2 to 11 years" in told
    assert "Needs care for a newborn" in told


def test_the_contact_runs_the_house_from_the_yes_to_the_check_out(
    night: Night, house: HouseRows, contact: Visitor
) -> None:
    offer_id = night.offer(night.request(MOTHER_AND_SON), house)
    address = address_of(house, offer_id)
    for deed, words in (
        ("accept", "The place is reserved."),
        ("arrived", "They have arrived."),
        ("away", "Away since"),
        ("back", "Recorded as back."),
    ):
        assert contact.post(f"{address}/{deed}").location == address
        assert words in text_of(contact.get(address).text)
    refused = contact.post(f"{address}/check-out", {"move_on": "nowhere"})
    assert refused.status_code == 422
    assert "Where they move on to: This is not one of the possible answers." in text_of(refused.text)
    assert contact.post(f"{address}/check-out", {"move_on": "own_home"}).status_code == 303
    assert request_state(night, offer_id) is RequestState.CLOSED
    assert "does not concern the house any more" in text_of(contact.get(address).text)


def test_desk_and_house_are_told_who_entered_the_answer(
    night: Night, house: HouseRows, contact: Visitor, visitor_as: VisitorAs
) -> None:
    request_id = night.request()
    offer_id = night.offer(request_id, house)
    contact.post(f"{address_of(house, offer_id)}/accept")
    told = "Answered by telephone, entered by national contact."
    assert told in text_of(visitor_as(night.coordinator).get(f"/requests/{request_id}").text)
    assert told in text_of(visitor_as(night.manager(house)).get(f"/house-offers/{offer_id}").text)


def test_the_house_declines_by_telephone_with_a_reason(night: Night, house: HouseRows, contact: Visitor) -> None:
    offer_id = night.offer(night.request(), house)
    address = f"{address_of(house, offer_id)}/decline"
    refused = contact.post(address)
    assert refused.status_code == 422
    assert "Why the house declines: Please answer this." in text_of(refused.text)
    assert contact.post(address, {"reason": DeclinedHouse.STAFF_SHORTAGE.value}).status_code == 303
    assert night.offer_state(offer_id) is OfferState.DECLINED_HOUSE


def test_the_house_says_another_time_by_telephone(night: Night, house: HouseRows, contact: Visitor) -> None:
    offer_id = night.reservation(night.request(), house)
    address = f"{address_of(house, offer_id)}/arrival-time"
    refused = contact.post(address, {"arrives_at": "soon"})
    assert refused.status_code == 422
    assert "New arrival time: Please give a day and a time." in text_of(refused.text)
    assert 'value="soon"' in refused.text
    assert contact.post(address, {"arrives_at": "2026-11-24T06:30"}).status_code == 303
    arrives_at = get_desk_offer(night.context, night.coordinator, offer_id=offer_id).arrives_at
    assert arrives_at.isoformat() == "2026-11-24T05:30:00+00:00"


def test_nobody_came_can_be_said_once_it_is_overdue(
    night: Night, house: HouseRows, contact: Visitor, visitor_as: VisitorAs, forward: Forward
) -> None:
    offer_id = night.reservation(night.request(), house)
    address = address_of(house, offer_id)
    assert contact.post(f"{address}/no-show").status_code == 409
    forward(timedelta(hours=14))
    contact = visitor_as(night.desk.national_contact)
    assert "overdue" in text_of(contact.get(f"/country/houses/{house.id}").text)
    assert contact.post(f"{address}/no-show").status_code == 303
    assert request_state(night, offer_id) is RequestState.OPEN


def test_an_answer_that_comes_too_late_is_refused_in_words_and_shows_nobody(
    night: Night, house: HouseRows, visitor_as: VisitorAs, forward: Forward
) -> None:
    offer_id = night.offer(night.request(MOTHER_AND_SON), house)
    forward(timedelta(hours=4))
    late = visitor_as(night.desk.national_contact).post(f"{address_of(house, offer_id)}/accept")
    assert late.status_code == 409
    assert "The time to answer has run out" in text_of(late.text)
    assert "a boy" not in text_of(late.text)
    assert night.offer_state(offer_id) is not OfferState.ACCEPTED


def test_the_page_of_an_offer_says_that_its_house_is_not_safe(night: Night, house: HouseRows, contact: Visitor) -> None:
    address = address_of(house, night.reservation(night.request(), house))
    assert "is not safe" not in text_of(contact.get(address).text)
    contact.post(f"/country/houses/{house.id}/status", {"status": "compromised"})
    assert "1 person is expected and must not arrive." in text_of(contact.get(address).text)


def test_what_has_not_begun_cannot_be_left(night: Night, house: HouseRows, contact: Visitor) -> None:
    address = address_of(house, night.reservation(night.request(), house))
    for deed in ("away", "back", "check-out"):
        assert contact.post(f"{address}/{deed}", DEEDS[deed]).status_code == 404


@pytest.mark.parametrize("deed", DEEDS)
def test_a_foreign_contact_and_a_foreign_house_are_not_found(
    night: Night, house: HouseRows, contact: Visitor, visitor_as: VisitorAs, deed: str
) -> None:
    """Somebody who coordinates here and is the contact elsewhere speaks on the page of the request, not here.

    Seen red with the scope of the house dropped, with coordinators let in, and with the house left out of the query.
    """
    offer_id = night.offer(night.request(), house)
    grants = (Grant(Role.COORDINATOR, "NL", None), Grant(Role.NATIONAL_CONTACT, "BE", None))
    for actor in (a_national_contact(night.context, "BE"), an_account(night.context, *grants)):
        stranger = visitor_as(actor)
        assert stranger.get(address_of(house, offer_id)).status_code == 404
        assert stranger.post(f"{address_of(house, offer_id)}/{deed}", DEEDS[deed]).status_code == 404
    elsewhere = address_of(night.house(1), offer_id)
    assert contact.post(f"{elsewhere}/{deed}", DEEDS[deed]).status_code == 404
    assert night.offer_state(offer_id) is OfferState.PENDING
