"""A house takes back its yes: the places are free, the request is open, the chain goes on, and the desk is told on top.

Seen red, which `tests/faults/test_offers_faults.py` repeats: with the places kept, and with the desk's message left out.
"""

from collections.abc import Callable

import pytest
from sqlmodel import col, select

from safehouse.domain.codes import (
    ClaimState,
    DeclinedHouse,
    DeskGroup,
    MailKind,
    OfferState,
    ReleaseReason,
    RequestState,
    Role,
)
from safehouse.domain.errors import NotFound, OfferAnswered, WrongState
from safehouse.models.mail import OutboxMessage
from safehouse.models.offers import Offer
from safehouse.services.arrivals import record_departure
from safehouse.services.offers import (
    accept_offer,
    get_house_offer,
    list_request_offers,
    take_back_acceptance,
)
from safehouse.services.requests import get_request, list_desk, write_hand_over
from tests.rows import HouseRows
from tests.services.chaining import Chain
from tests.services.night import Night, claims_of

REASON = DeclinedHouse.NO_BED_AFTER_ALL


def take_back(night: Night, offer_id: str, house: HouseRows) -> None:
    """Its manager says that the house cannot take them after all."""
    take_back_acceptance(night.context, night.manager(house), offer_id=offer_id, reason=REASON, now=night.now)


@pytest.fixture
def taken_back(night: Night) -> tuple[str, str, HouseRows]:
    """A request, its offer and the house that took its yes back."""
    request_id, house = night.request(), night.house(1)
    offer_id = night.reservation(request_id, house)
    take_back(night, offer_id, house)
    return request_id, offer_id, house


def test_the_places_are_free_and_the_request_is_open(night: Night, taken_back: tuple[str, str, HouseRows]) -> None:
    request_id, offer_id, house = taken_back
    with night.context.store.reading() as session:
        offer = session.get_one(Offer, offer_id)
        [claim] = claims_of(session, offer_id)
    assert (offer.state, offer.reason) == (OfferState.DECLINED_HOUSE, REASON)
    assert (claim.state, claim.release_reason) == (ClaimState.RELEASED, ReleaseReason.TAKEN_BACK)
    assert night.request_state(request_id) is RequestState.OPEN
    night.offer(night.request(), house)


def test_the_note_for_the_house_is_destroyed(night: Night) -> None:
    request_id, house = night.request(), night.house(1)
    offer_id = night.reservation(request_id, house)
    write_hand_over(night.context, night.coordinator, request_id=request_id, note="By tram.", now=night.now)
    take_back(night, offer_id, house)
    seen = get_request(night.context, night.coordinator, request_id=request_id)
    assert (seen.has_hand_over, seen.is_note_lost) == (False, True)


def test_the_next_house_of_the_chain_is_asked_at_once(chain: Chain) -> None:
    accept_offer(
        chain.night.context, chain.night.manager(chain.houses[0]), offer_id=chain.offers[0].id, now=chain.night.now
    )
    take_back(chain.night, chain.offers[0].id, chain.houses[0])
    assert chain.states == [OfferState.DECLINED_HOUSE, OfferState.PENDING]


def test_the_desk_sees_it_on_top_until_another_house_has_said_yes(chain: Chain) -> None:
    night, manager = chain.night, chain.night.manager(*chain.houses)
    emergency = night.offer(night.request(), night.house(1))
    accept_offer(night.context, manager, offer_id=chain.offers[0].id, now=night.now)
    take_back(night, chain.offers[0].id, chain.houses[0])
    first, second = list_desk(night.context, night.coordinator)
    assert (first.request_id, first.group, second.offer_id) == (chain.request_id, DeskGroup.TAKEN_BACK, emergency)
    assert first.taken_back is not None
    assert (first.taken_back.house_code, first.taken_back.had_departed) == (chain.houses[0].code, False)
    accept_offer(night.context, manager, offer_id=chain.offers[1].id, now=night.now)
    by_request = {line.request_id: line for line in list_desk(night.context, night.coordinator)}
    assert by_request[chain.request_id].taken_back is None


def test_the_desk_sees_that_they_were_on_their_way(night: Night) -> None:
    house = night.house(1)
    offer_id = night.reservation(night.request(), house)
    record_departure(night.context, night.coordinator, offer_id=offer_id, now=night.now)
    take_back(night, offer_id, house)
    [line] = list_desk(night.context, night.coordinator)
    assert line.taken_back is not None
    assert (line.state, line.taken_back.had_departed) == (RequestState.OPEN, True)


def test_every_coordinator_of_the_desk_is_sent_the_message_that_says_nothing(night: Night) -> None:
    house = night.house(1)
    offer_id = night.reservation(night.request(), house)
    take_back(night, offer_id, house)
    with night.context.store.reading() as session:
        told = session.exec(select(OutboxMessage).where(col(OutboxMessage.kind) == MailKind.DESK)).all()
    assert [message.account_id for message in told] == [night.coordinator.account_id]


def test_the_house_sees_a_number_and_a_reason_only(night: Night, taken_back: tuple[str, str, HouseRows]) -> None:
    _, offer_id, house = taken_back
    seen = get_house_offer(night.context, night.manager(house), offer_id=offer_id)
    assert (seen.state, seen.reason, seen.number_of_people) == (OfferState.DECLINED_HOUSE, REASON, 1)
    assert (seen.household, seen.rooms) == (None, ())


def test_by_telephone_the_desk_or_the_national_contact_says_so(night: Night) -> None:
    for actor, role in (
        (night.coordinator, Role.COORDINATOR),
        (night.desk.national_contact, Role.NATIONAL_CONTACT),
    ):
        request_id, house = night.request(), night.house(1)
        offer_id = night.reservation(request_id, house)
        take_back_acceptance(night.context, actor, offer_id=offer_id, reason=REASON, now=night.now, by_telephone=True)
        [seen] = list_request_offers(night.context, night.coordinator, request_id=request_id)
        assert (seen.was_taken_back, seen.telephone_role) == (True, role)


def pending(night: Night, house: HouseRows) -> str:
    return night.offer(night.request(), house)


def arrived(night: Night, house: HouseRows) -> str:
    offer_id = night.reservation(night.request(), house)
    night.arrive(offer_id, house)
    return offer_id


def taken_back_before(night: Night, house: HouseRows) -> str:
    offer_id = night.reservation(night.request(), house)
    take_back(night, offer_id, house)
    return offer_id


@pytest.mark.parametrize(
    ("offer", "refusal"), [(pending, WrongState), (arrived, WrongState), (taken_back_before, OfferAnswered)]
)
def test_only_a_yes_before_the_arrival_can_be_taken_back(
    night: Night, offer: Callable[[Night, HouseRows], str], refusal: type[Exception]
) -> None:
    house = night.house(1)
    offer_id = offer(night, house)
    with pytest.raises(refusal):
        take_back(night, offer_id, house)


def test_another_houses_manager_takes_nothing_back(night: Night) -> None:
    offer_id = night.reservation(night.request(), night.house(1))
    with pytest.raises(NotFound):
        take_back(night, offer_id, night.house(1))
