"""A hand-over note is for the house for which it was written: no other house ever gets it, and the desk knows that it is gone.

Seen red with `_destroy_note` doing nothing (each way of ending an offer), with `destroy_older_note` doing nothing (the passed offer),
with `is_note_lost` never set, and with a note taken for an ended offer or for one of another request.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest

from safehouse.domain.codes import DeclinedHouse, DeclinedSurvivor
from safehouse.domain.errors import NotFound, OfferAnswered
from safehouse.models.requests import SealedDocument
from safehouse.services.arrivals import record_no_show
from safehouse.services.offers import accept_offer, decline_offer, record_survivor_refusal, withdraw_offer
from safehouse.services.phones import open_hand_over
from safehouse.services.request_documents import read_document
from safehouse.services.requests import get_request, list_desk, write_hand_over
from tests.rows import HouseRows
from tests.services.night import Night

NOTE = "Ring at the green door."
Ending = Callable[[Night, str, HouseRows], None]


def withdraw(night: Night, offer_id: str, _house: HouseRows) -> None:
    withdraw_offer(night.context, night.coordinator, offer_id=offer_id, now=night.now)


def refuse(night: Night, offer_id: str, _house: HouseRows) -> None:
    reason = DeclinedSurvivor.NOT_SAID
    record_survivor_refusal(night.context, night.coordinator, offer_id=offer_id, reason=reason, now=night.now)


def nobody_comes(night: Night, offer_id: str, _house: HouseRows) -> None:
    night.clock.forward(timedelta(days=1))
    record_no_show(night.context, night.coordinator, offer_id=offer_id, now=night.now)


def decline(night: Night, offer_id: str, house: HouseRows) -> None:
    reason = DeclinedHouse.FUNDING
    decline_offer(night.context, night.manager(house), offer_id=offer_id, reason=reason, now=night.now)


def write(night: Night, request_id: str) -> None:
    write_hand_over(night.context, night.coordinator, request_id=request_id, note=NOTE, now=night.now)


def note_of(night: Night, request_id: str) -> str | None:
    """What is sealed."""
    with night.context.store.reading() as session:
        return read_document(session, night.context.vault, request_id).hand_over


def key_of(night: Night, request_id: str) -> bytes | None:
    with night.context.store.reading() as session:
        return session.get_one(SealedDocument, request_id).wrapped_key


def lost_notes(night: Night, request_id: str) -> tuple[bool, bool]:
    """What the desk and the request say of it."""
    [line] = list_desk(night.context, night.coordinator)
    return line.is_note_lost, get_request(night.context, night.coordinator, request_id=request_id).is_note_lost


@pytest.mark.parametrize("end", [withdraw, refuse, nobody_comes])
def test_the_note_ends_with_an_accepted_offer(night: Night, end: Ending) -> None:
    request_id, house = night.request(), night.house(1)
    offer_id = night.reservation(request_id, house)
    write(night, request_id)
    key = key_of(night, request_id)
    end(night, offer_id, house)
    assert note_of(night, request_id) is None
    assert key_of(night, request_id) != key
    assert lost_notes(night, request_id) == (True, True)


@pytest.mark.parametrize("end", [withdraw, refuse, decline])
def test_the_note_ends_with_an_offer_to_which_the_house_never_said_yes(night: Night, end: Ending) -> None:
    request_id, house = night.request(), night.house(1)
    offer_id = night.offer(request_id, house)
    write(night, request_id)
    end(night, offer_id, house)
    assert note_of(night, request_id) is None
    assert lost_notes(night, request_id) == (True, True)


def test_the_next_house_never_gets_the_note_of_an_offer_that_passed(night: Night) -> None:
    request_id = night.request(columns={"arrives_at": night.now + timedelta(days=1)})
    first, second = night.house(1), night.house(2)
    night.offer(request_id, first)
    write(night, request_id)
    night.clock.forward(timedelta(hours=4))
    offer_id, manager = night.offer(request_id, second), night.manager(second)
    assert note_of(night, request_id) is None
    assert lost_notes(night, request_id) == (True, True)
    accept_offer(night.context, manager, offer_id=offer_id, now=night.now)
    assert open_hand_over(night.context, manager, offer_id=offer_id, now=night.now) is None


def test_a_note_for_one_house_is_not_sealed_for_the_next(night: Night) -> None:
    """While it was written, a colleague put another house in the place of the first."""
    request_id, first, second = night.request(), night.house(1), night.house(2)
    seen = night.reservation(request_id, first)
    withdraw(night, seen, first)
    night.reservation(request_id, second)
    desk = (night.context, night.coordinator)
    with pytest.raises(OfferAnswered):
        write_hand_over(*desk, request_id=request_id, note=NOTE, now=night.now, offer_id=seen)
    assert note_of(night, request_id) is None


def test_a_note_is_sealed_for_no_offer_of_another_request(night: Night) -> None:
    house, request_id = night.house(1), night.request()
    foreign = night.offer(night.request(), house)
    desk = (night.context, night.coordinator)
    with pytest.raises(NotFound):
        write_hand_over(*desk, request_id=request_id, note=NOTE, now=night.now, offer_id=foreign)


def test_a_note_that_is_written_again_is_not_lost_any_more(night: Night) -> None:
    request_id, house = night.request(), night.house(1)
    offer_id = night.reservation(request_id, house)
    write(night, request_id)
    withdraw(night, offer_id, house)
    night.reservation(request_id, house)
    assert lost_notes(night, request_id) == (True, True)
    write(night, request_id)
    assert lost_notes(night, request_id) == (False, False)
    assert note_of(night, request_id) == NOTE


def test_an_offer_without_a_note_loses_none(night: Night) -> None:
    request_id, house = night.request(), night.house(1)
    withdraw(night, night.reservation(request_id, house), house)
    assert lost_notes(night, request_id) == (False, False)
