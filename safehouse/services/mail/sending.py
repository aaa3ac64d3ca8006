"""Sending what is due: a message is claimed in one transaction, handed over outside of any, and marked in another.

So several schedulers never send one message at the same time. A scheduler that is killed between handing over and marking
leaves a message that is tried again when its claim runs out: rather twice than never, and under the same message id.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, update
from sqlmodel import Session, col, select

from safehouse.domain.codes import BorderState, Channel, HouseStatus, MailKind, OfferState, RequestState
from safehouse.domain.errors import BrokenSeal
from safehouse.logs import get_logger
from safehouse.models.accounts import Account, AccountLink
from safehouse.models.borders import BorderRequest
from safehouse.models.capacity import CapacityReport
from safehouse.models.claims import Stay
from safehouse.models.houses import DutyContact, House
from safehouse.models.mail import OutboxMessage
from safehouse.models.offers import Offer
from safehouse.models.requests import Request
from safehouse.models.summaries import Summary
from safehouse.services.absences import is_away
from safehouse.services.bed_facts import latest_report_id
from safehouse.services.contacts import address_on
from safehouse.services.context import Context
from safehouse.services.mail.carriers import Letter, NotDelivered, deliver, open_channels
from safehouse.services.mail.outbox import is_waiting
from safehouse.services.mail.texts import body_of, body_with
from safehouse.services.one_time_links import is_open, url_of
from safehouse.services.sealing import Vault

RUN_LIMIT = 20
"""Messages per run and channel, so that a slow mail server does not outlast the claims of its messages."""
CLAIM_FOR = timedelta(minutes=5)
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
ATTEMPTS = 12
"""After about half a day of failures a message is given up."""
SUMMARY_IS_NEWS_FOR = timedelta(hours=24)

log = get_logger()


@dataclass(frozen=True, slots=True)
class _Claimed:
    """A message that this process alone may send for now. `address` empty: there is none on its channel."""

    id: str
    channel: Channel
    attempts: int
    address: str
    body: str


def send_due_messages(context: Context, *, now: datetime) -> int:
    """Drop what has lost its reason and send what is due; returns how many messages left.

    Safe to repeat and to run in several processes. Without a mail server or a command the messages of that channel wait.
    """
    if not _anything_is_due(context, now):
        return 0
    with context.store.transaction() as session:
        _drop_pointless(session, now)
    return sum(_send_channel(context, channel, now) for channel in open_channels(context))


def _anything_is_due(context: Context, now: datetime) -> bool:
    with context.store.reading() as session:
        return session.exec(select(OutboxMessage.id).where(*_is_due(now)).limit(1)).first() is not None


def _is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (*is_waiting(), col(OutboxMessage.due_at) <= now)


def _drop_pointless(session: Session, now: datetime) -> None:
    """Nobody is woken for an offer that was opened or has ended, told of an old summary or a past absence, or sent a dead link.

    No desk is called for people who have a place by now.
    """
    live_offers = select(Offer.id).where(
        Offer.state == OfferState.PENDING, col(Offer.opened_at).is_(None), col(Offer.answer_by_at) > now
    )
    without_place = select(Offer.id).join(Request, col(Request.id) == Offer.request_id)
    without_place = without_place.where(
        col(Request.state).in_((RequestState.OPEN, RequestState.OFFERED, RequestState.CHECKED_IN))
    )
    live_questions = select(BorderRequest.id).where(
        BorderRequest.state == BorderState.ASKED, col(BorderRequest.answer_by_at) > now
    )
    new_summaries = select(Summary.id).where(col(Summary.made_at) > now - SUMMARY_IS_NEWS_FOR)
    live_absences = select(Stay.absence_id).where(*is_away(), col(Stay.absence_id).is_not(None))
    last_reports = select(CapacityReport.id).join(House, col(House.id) == CapacityReport.house_id)
    last_reports = last_reports.where(House.status == HouseStatus.OPEN, col(CapacityReport.id) == latest_report_id())
    live_links = select(AccountLink.id).where(*is_open(now))
    kind, subject = col(OutboxMessage.kind), col(OutboxMessage.subject_id)
    is_pointless = or_(
        kind.in_((MailKind.OFFER, MailKind.OFFER_REMINDER)) & subject.not_in(live_offers),
        (kind == MailKind.DESK) & subject.not_in(without_place),
        kind.in_((MailKind.BORDER_REQUEST, MailKind.BORDER_REMINDER)) & subject.not_in(live_questions),
        (kind == MailKind.SUMMARY) & subject.not_in(new_summaries),
        (kind == MailKind.REPORT_DUE) & subject.not_in(last_reports),
        (kind == MailKind.ACCOUNT_LINK) & subject.not_in(live_links),
        (kind == MailKind.ABSENCE) & subject.not_in(live_absences),
    )
    session.exec(update(OutboxMessage).where(*_is_due(now), is_pointless).values(dropped_at=now))


def _send_channel(context: Context, channel: Channel, now: datetime) -> int:
    """Send until nothing is due or a message fails: whatever holds that one up would most likely hold up the next."""
    sent = 0
    for _ in range(RUN_LIMIT):
        message = _claim_next(context, channel, now)
        if message is None or not _send(context, message, now):
            break
        sent += 1
    return sent


def _claim_next(context: Context, channel: Channel, now: datetime) -> _Claimed | None:
    """Take the message that is due longest out of the way of everybody else, for a while."""
    with context.store.transaction() as session:
        message = session.exec(
            select(OutboxMessage)
            .where(*_is_due(now), OutboxMessage.channel == channel)
            .order_by(col(OutboxMessage.due_at), OutboxMessage.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).first()
        if message is None:
            return None
        message.attempts += 1
        message.due_at = now + CLAIM_FOR
        session.add(message)
        return _Claimed(
            id=message.id,
            channel=channel,
            attempts=message.attempts,
            address=_address(session, context.vault, message),
            body=_body(context, message),
        )


def _body(context: Context, message: OutboxMessage) -> str:
    """The text of a message; the token of a one-time link is made here and stands in no row."""
    if message.kind is MailKind.ACCOUNT_LINK:
        return body_with(url_of(context, message.subject_id))
    return body_of(message.kind, context.settings.public_url)


def _address(session: Session, vault: Vault, message: OutboxMessage) -> str:
    """The recipient's address on the message's channel; empty when there is none."""
    if message.account_id is not None:
        return session.exec(select(Account.email).where(Account.id == message.account_id)).one()
    contact = session.exec(select(DutyContact).where(DutyContact.id == message.duty_contact_id)).one()
    try:
        return address_on(vault, contact, message.channel)
    except BrokenSeal:
        # One damaged contact must not keep the others from being woken; the damage itself is for the administrator.
        log.exception("contact_does_not_open", message_id=message.id)
        return ""


def _send(context: Context, message: _Claimed, now: datetime) -> bool:
    """Deliver one message and mark what became of it; False when it could not be delivered."""
    if not message.address:
        _mark(context, message.id, dropped_at=now)
        return True
    try:
        deliver(context, message.channel, Letter(id=message.id, address=message.address, body=message.body, now=now))
    except NotDelivered as failure:
        log.warning("message_not_delivered", message_id=message.id, attempts=message.attempts, error=str(failure))
        _put_back(context, message, now)
        return False
    _mark(context, message.id, sent_at=now)
    return True


def _put_back(context: Context, message: _Claimed, now: datetime) -> None:
    if message.attempts >= ATTEMPTS:
        _mark(context, message.id, dropped_at=now)
    else:
        _mark(context, message.id, due_at=now + min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (message.attempts - 1)))


def _mark(context: Context, message_id: str, **moments: datetime) -> None:
    with context.store.transaction() as session:
        session.exec(update(OutboxMessage).where(col(OutboxMessage.id) == message_id).values(**moments))
