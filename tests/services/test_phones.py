"""Duty telephones and hand-over notes: who may open them when, and that it is on record and the house sees it."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from safehouse.domain.access import Action, Actor
from safehouse.domain.codes import Role
from safehouse.domain.errors import NotFound, WrongState
from safehouse.models.audit import AuditEntry
from safehouse.services.offers import withdraw_offer
from safehouse.services.phones import list_openings, open_hand_over, open_house_phone, open_phone
from tests.rows import HouseRows, a_coordinator, a_manager, a_national_contact
from tests.services.night import Night

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
"""Who may open what does not depend on the database."""

NUMBER = "+31 20 000 0000"
NOTE = "Asks for a lamp at night."


@pytest.fixture
def house(night: Night) -> HouseRows:
    found = night.house(1)
    night.duty_contact(found, "+31 20 000 0002", position=2)
    night.duty_contact(found, NUMBER, position=1)
    return found


def phone(night: Night, actor: Actor, offer_id: str) -> tuple[str, ...]:
    return open_phone(night.context, actor, offer_id=offer_id, now=night.now).numbers


def hand_over(night: Night, actor: Actor, offer_id: str) -> str | None:
    return open_hand_over(night.context, actor, offer_id=offer_id, now=night.now)


def openings_on_record(night: Night) -> list[tuple[Action, Role | None, str | None]]:
    opened = col(AuditEntry.action).in_((Action.OPENED_PHONE, Action.OPENED_HAND_OVER))
    with night.context.store.reading() as session:
        entries = session.exec(select(AuditEntry).where(opened))
        return [(entry.action, entry.actor_role, entry.house_id) for entry in entries]


def test_the_desk_may_call_from_the_moment_an_offer_is_pending(night: Night, house: HouseRows) -> None:
    offer_id = night.offer(night.request(), house)
    assert phone(night, night.coordinator, offer_id) == (NUMBER, "+31 20 000 0002")
    assert openings_on_record(night) == [(Action.OPENED_PHONE, Role.COORDINATOR, house.id)]


def test_the_house_sees_who_opened_its_number(night: Night, house: HouseRows) -> None:
    phone(night, night.coordinator, night.offer(night.request(), house))
    open_house_phone(night.context, night.desk.national_contact, house_id=house.id, now=night.now)
    openings = list_openings(night.context, night.manager(house), house_id=house.id)
    assert {(opening.action, opening.role) for opening in openings} == {
        (Action.OPENED_PHONE, Role.COORDINATOR),
        (Action.OPENED_PHONE, Role.NATIONAL_CONTACT),
    }


def test_nobody_calls_about_an_offer_that_is_over(night: Night, house: HouseRows) -> None:
    passed = night.offer(night.request(), house)
    night.clock.forward(timedelta(hours=4))
    with pytest.raises(WrongState):
        phone(night, night.coordinator, passed)
    withdrawn = night.offer(night.request(), house)
    withdraw_offer(night.context, night.coordinator, offer_id=withdrawn, now=night.now)
    with pytest.raises(WrongState):
        phone(night, night.coordinator, withdrawn)
    assert openings_on_record(night) == []


def test_the_desk_may_call_while_they_are_there(night: Night, house: HouseRows) -> None:
    offer_id = night.reservation(night.request(), house)
    night.arrive(offer_id, house)
    assert phone(night, night.coordinator, offer_id)


def test_no_stranger_opens_a_number(night: Night, house: HouseRows) -> None:
    offer_id = night.offer(night.request(), house)
    for stranger in (a_coordinator(night.context, "DE"), night.desk.national_contact, night.manager(house)):
        with pytest.raises(NotFound):
            phone(night, stranger, offer_id)
    for stranger in (a_national_contact(night.context, "DE"), night.coordinator, night.manager(house)):
        with pytest.raises(NotFound):
            open_house_phone(night.context, stranger, house_id=house.id, now=night.now)
    assert openings_on_record(night) == []


def test_a_number_is_in_no_text_form(night: Night, house: HouseRows) -> None:
    offer_id = night.offer(night.request(), house)
    assert NUMBER not in repr(open_phone(night.context, night.coordinator, offer_id=offer_id, now=night.now))


def test_only_the_house_that_accepted_and_the_desk_open_the_note(night: Night, house: HouseRows) -> None:
    offer_id = night.reservation(night.request(hand_over=NOTE), house)
    assert hand_over(night, night.manager(house), offer_id) == NOTE
    assert hand_over(night, night.coordinator, offer_id) == NOTE
    strangers = (a_manager(night.context, night.house(1).id), night.desk.national_contact)
    for stranger in strangers:
        with pytest.raises(NotFound):
            hand_over(night, stranger, offer_id)
    assert sorted(openings_on_record(night)) == [
        (Action.OPENED_HAND_OVER, Role.COORDINATOR, house.id),
        (Action.OPENED_HAND_OVER, Role.MANAGER, house.id),
    ]


def test_a_pending_offer_opens_no_note(night: Night, house: HouseRows) -> None:
    offer_id = night.offer(night.request(hand_over=NOTE), house)
    with pytest.raises(WrongState):
        hand_over(night, night.manager(house), offer_id)


def test_after_the_arrival_there_is_no_note(night: Night, house: HouseRows) -> None:
    offer_id = night.reservation(night.request(hand_over=NOTE), house)
    night.arrive(offer_id, house)
    with pytest.raises(WrongState):
        hand_over(night, night.manager(house), offer_id)


def test_a_request_without_a_note_has_none(night: Night, house: HouseRows) -> None:
    offer_id = night.reservation(night.request(), house)
    assert hand_over(night, night.manager(house), offer_id) is None
