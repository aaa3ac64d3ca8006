"""What has come of waking a house for an offer, as far as its duty contacts go: nobody may believe that somebody is awake there."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from safehouse.domain.access import Actor
from safehouse.domain.codes import Channel, MailKind
from safehouse.domain.errors import BrokenSeal, NotFound
from safehouse.models.houses import DutyContact
from safehouse.models.mail import OutboxMessage
from safehouse.models.offers import Offer
from safehouse.services.contacts import address_on
from safehouse.services.context import Context
from safehouse.services.mail.carriers import open_channels


@dataclass(frozen=True, slots=True)
class Waking:
    """Whether anybody on duty was woken. `woken_at`: when a message last left, None when none has. `is_under_way`: one still can."""

    woken_at: datetime | None = None
    is_under_way: bool = False


NOBODY = Waking()


def get_waking(context: Context, actor: Actor, *, offer_id: str) -> Waking:
    """What has come of waking the house of an offer that the actor made. Raises NotFound."""
    with context.store.reading() as session:
        offer = session.get(Offer, offer_id)
        if offer is None or offer.made_by_id != actor.account_id:
            raise NotFound
        return load_wakings(context, session, (offer_id,)).get(offer_id, NOBODY)


def load_wakings(context: Context, session: Session, offer_ids: Collection[str]) -> Mapping[str, Waking]:
    """What has come of waking the house of each offer, by offer id; nothing for an offer whose house has nobody on duty."""
    of_offers = (
        select(OutboxMessage, DutyContact)
        .join(DutyContact, col(DutyContact.id) == OutboxMessage.duty_contact_id)
        .where(col(OutboxMessage.kind).in_((MailKind.OFFER, MailKind.OFFER_REMINDER)))
        .where(col(OutboxMessage.subject_id).in_(offer_ids), col(OutboxMessage.dropped_at).is_(None))
    )
    found: defaultdict[str, list[tuple[OutboxMessage, DutyContact]]] = defaultdict(list)
    for message, contact in session.exec(of_offers):
        found[message.subject_id].append((message, contact))
    channels = open_channels(context)
    return {
        offer_id: Waking(
            woken_at=max((message.sent_at for message, _ in messages if message.sent_at is not None), default=None),
            is_under_way=any(_can_leave(context, channels, message, contact) for message, contact in messages),
        )
        for offer_id, messages in found.items()
    }


def _can_leave(context: Context, channels: Collection[Channel], message: OutboxMessage, contact: DutyContact) -> bool:
    if message.sent_at is not None or message.channel not in channels:
        return False
    try:
        return bool(address_on(context.vault, contact, message.channel))
    except BrokenSeal:
        # Whoever sends the message finds the same, and puts it on record for the administrator; here it wakes nobody.
        return False
