"""What a desk is told of the waking of a house: never that somebody was woken, or is being woken, where nobody can be."""

import pytest
from sqlalchemy import update
from sqlmodel import col

from safehouse.domain.errors import NotFound
from safehouse.models.houses import DutyContact
from safehouse.models.mail import OutboxMessage
from safehouse.services.contacts import Contact
from safehouse.services.mail import send_due_messages
from safehouse.services.offers import Waking, get_desk_offer, get_waking
from tests.rows import a_coordinator
from tests.services.night import Night
from tests.services.test_mail import DUTY, HALF_TIME, add_contact, an_emergency, with_settings
from tests.support.mailbox import open_mailbox

NOBODY = Waking(woken_at=None, is_under_way=False)
UNDER_WAY = Waking(woken_at=None, is_under_way=True)
ONLY_TELEPHONE = Contact(telephone="+31600000002", mail="")


def waking_of(night: Night, contact: Contact | None = DUTY) -> Waking:
    """What the desk sees once a bed of a house with this contact is held."""
    house = night.house(1)
    night.manager(house)
    if contact is not None:
        add_contact(night, house, contact)
    offer_id = an_emergency(night, house)
    seen = get_desk_offer(night.context, night.coordinator, offer_id=offer_id).waking
    assert get_waking(night.context, night.coordinator, offer_id=offer_id) == seen
    return seen


def test_without_any_channel_nobody_is_woken(night: Night) -> None:
    """Seen red without the look at the channels: the house "is being woken" for ever."""
    assert waking_of(night) == NOBODY


def test_without_a_contact_on_duty_nobody_is_woken_though_a_manager_is_mailed(night: Night) -> None:
    with open_mailbox() as mailbox:
        assert waking_of(with_settings(night, mail=mailbox.server), None) == NOBODY


def test_a_contact_without_an_address_on_the_open_channel_is_not_woken(night: Night) -> None:
    """Seen red with any contact taken for one that can be reached."""
    with open_mailbox() as mailbox:
        assert waking_of(with_settings(night, mail=mailbox.server), ONLY_TELEPHONE) == NOBODY
    assert waking_of(with_settings(night, wake_command=("true",)), ONLY_TELEPHONE) == UNDER_WAY


@pytest.mark.parametrize("damage", ["retired", "tampered"])
def test_a_contact_that_is_retired_or_does_not_open_any_more_is_not_woken(night: Night, damage: str) -> None:
    able, house = with_settings(night, wake_command=("true",)), night.house(1)
    contact_id = add_contact(able, house)
    offer_id = an_emergency(able, house)
    changes = {"retired_at": night.now} if damage == "retired" else {"contact": b"tampered"}
    with night.context.store.transaction() as session:
        session.exec(update(DutyContact).where(col(DutyContact.id) == contact_id).values(**changes))
    assert get_waking(able.context, able.coordinator, offer_id=offer_id) == NOBODY


def test_it_is_being_woken_until_a_message_has_left_and_then_the_newest_counts(night: Night) -> None:
    """Seen red with the moment at which the offer was made."""
    with open_mailbox() as mailbox:
        posting = with_settings(night, mail=mailbox.server)
        house = posting.house(1)
        add_contact(posting, house)
        offer_id = an_emergency(posting, house)
        assert get_waking(posting.context, posting.coordinator, offer_id=offer_id) == UNDER_WAY
        for pause in (HALF_TIME / 2, HALF_TIME):
            posting.clock.forward(pause)
            send_due_messages(posting.context, now=posting.now)
            assert get_waking(posting.context, posting.coordinator, offer_id=offer_id).woken_at == posting.now


def test_messages_that_were_given_up_wake_nobody(night: Night) -> None:
    able, house = with_settings(night, wake_command=("true",)), night.house(1)
    add_contact(able, house)
    offer_id = an_emergency(able, house)
    with night.context.store.transaction() as session:
        session.exec(update(OutboxMessage).values(dropped_at=night.now))
    assert get_waking(able.context, able.coordinator, offer_id=offer_id) == NOBODY


def test_only_who_made_an_offer_is_told_of_its_waking_by_its_id(night: Night) -> None:
    offer_id = an_emergency(night, night.house(1))
    with pytest.raises(NotFound):
        get_waking(night.context, a_coordinator(night.context), offer_id=offer_id)
