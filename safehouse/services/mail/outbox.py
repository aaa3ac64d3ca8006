"""Putting messages into the outbox, in the transaction of the deed that they announce."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from safehouse.domain.access import SUMMARY_ROLES
from safehouse.domain.codes import Channel, MailKind, Role
from safehouse.models.accounts import Account, Grant
from safehouse.models.houses import DutyContact
from safehouse.models.mail import OutboxMessage


def enqueue_offer_messages(
    session: Session, *, offer_id: str, house_id: str, now: datetime, answer_by: datetime
) -> None:
    """Wake a house for an offer, in the caller's transaction: now, and once more at half of the time to answer.

    The duty contacts are woken by mail and by the gateway's command, the house's managers by mail.
    """
    half_time = now + (answer_by - now) / 2
    for kind, due_at in ((MailKind.OFFER, now), (MailKind.OFFER_REMINDER, half_time)):
        session.add_all(_to_house(session, house_id, kind, offer_id, due_at))


def enqueue_report_messages(session: Session, *, report_id: str, house_id: str, now: datetime) -> int:
    """Ask a house to report again before its last report is too old, in the caller's transaction; how many messages.

    The duty contacts by mail and by the gateway's command, the managers by mail, each once for a report. A second scheduler that
    does the same is refused by the database.
    """
    messages = _to_house(session, house_id, MailKind.REPORT_DUE, report_id, now)
    session.add_all(messages)
    session.flush()
    return len(messages)


def enqueue_desk_messages(session: Session, *, offer_id: str, country: str, now: datetime) -> None:
    """One mail to each coordinator of a desk whose people have lost the place of an offer, in the caller's transaction."""
    coordinators = session.exec(_account_ids(Grant.role == Role.COORDINATOR, Grant.country == country)).all()
    session.add_all(_to_accounts(coordinators, MailKind.DESK, offer_id, now))


def enqueue_border_messages(
    session: Session, *, border_id: str, country: str, now: datetime, answer_by: datetime
) -> None:
    """Tell the national contacts of a country that they are asked, in the caller's transaction: now, and once more at half time."""
    contacts = session.exec(_account_ids(Grant.role == Role.NATIONAL_CONTACT, Grant.country == country)).all()
    half_time = now + (answer_by - now) / 2
    for kind, due_at in ((MailKind.BORDER_REQUEST, now), (MailKind.BORDER_REMINDER, half_time)):
        session.add_all(_to_accounts(contacts, kind, border_id, due_at))


def enqueue_summary_messages(session: Session, *, summary_id: str, now: datetime) -> None:
    """One mail to everybody who may read summaries, in the caller's transaction."""
    readers = session.exec(_account_ids(col(Grant.role).in_(SUMMARY_ROLES))).all()
    session.add_all(_to_accounts(readers, MailKind.SUMMARY, summary_id, now))


def enqueue_link_message(session: Session, *, link_id: str, account_id: str, now: datetime) -> None:
    """Mail a one-time link to its account, in the caller's transaction. Its address is made when the message leaves."""
    session.add_all(_to_accounts([account_id], MailKind.ACCOUNT_LINK, link_id, now))


def enqueue_absence_messages(
    session: Session, *, absence_id: str, desk_country: str, house_country: str, entered_by_id: str, now: datetime
) -> None:
    """Tell of an absence, in the caller's transaction: the desk of its request and the national contact of the house's country.

    Whoever entered it knows already.
    """
    is_desk = (col(Grant.role) == Role.COORDINATOR) & (col(Grant.country) == desk_country)
    is_contact = (col(Grant.role) == Role.NATIONAL_CONTACT) & (col(Grant.country) == house_country)
    told = session.exec(_account_ids(is_desk | is_contact, col(Account.id) != entered_by_id)).all()
    session.add_all(_to_accounts(told, MailKind.ABSENCE, absence_id, now))


def is_waiting() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """What holds for a message that is neither sent nor dropped."""
    return col(OutboxMessage.sent_at).is_(None), col(OutboxMessage.dropped_at).is_(None)


def _account_ids(*of_grants: ColumnElement[bool] | bool) -> SelectOfScalar[str]:
    """The ids of the accounts with such a grant, each once, without those that cannot log in."""
    return (
        select(Account.id)
        .join(Grant, col(Grant.account_id) == Account.id)
        .where(col(Account.disabled_at).is_(None), col(Account.password_hash).is_not(None), *of_grants)
        .distinct()
        .order_by(Account.id)
    )


def _to_house(
    session: Session, house_id: str, kind: MailKind, subject_id: str, due_at: datetime
) -> Sequence[OutboxMessage]:
    """A message to each duty contact of a house on every channel, and to each of its managers."""
    contacts = select(DutyContact.id).where(DutyContact.house_id == house_id, col(DutyContact.retired_at).is_(None))
    managers = _account_ids(Grant.role == Role.MANAGER, Grant.house_id == house_id)
    return [
        *_to_contacts(session.exec(contacts), kind, subject_id, due_at),
        *_to_accounts(session.exec(managers), kind, subject_id, due_at),
    ]


def _to_accounts(
    account_ids: Iterable[str], kind: MailKind, subject_id: str, due_at: datetime
) -> Iterator[OutboxMessage]:
    for account_id in account_ids:
        yield OutboxMessage(
            kind=kind, channel=Channel.MAIL, subject_id=subject_id, account_id=account_id, due_at=due_at, attempts=0
        )


def _to_contacts(
    contact_ids: Iterable[str], kind: MailKind, subject_id: str, due_at: datetime
) -> Iterator[OutboxMessage]:
    for contact_id in contact_ids:
        for channel in Channel:
            yield OutboxMessage(
                kind=kind,
                channel=channel,
                subject_id=subject_id,
                duty_contact_id=contact_id,
                due_at=due_at,
                attempts=0,
            )
