"""The outbox: messages that are due, sent by the scheduler, each once. The text is fixed by its kind and stored nowhere."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import SQLModel

from safehouse.domain.codes import Channel, MailKind
from safehouse.models.base import check, code_field, id_field, link_field, moment_field, text_field


class OutboxMessage(SQLModel, table=True):
    """One message to an account or to a duty contact about one subject (an offer, a summary, a link or an absence)."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        check("(account_id IS NULL) <> (duty_contact_id IS NULL)", "one_recipient"),
        UniqueConstraint("kind", "channel", "subject_id", "account_id"),
        UniqueConstraint("kind", "channel", "subject_id", "duty_contact_id"),
    )

    id: str = id_field()
    kind: MailKind = code_field(MailKind)
    channel: Channel = code_field(Channel)
    subject_id: str = text_field(40)
    account_id: str | None = link_field("account.id", nullable=True)
    duty_contact_id: str | None = link_field("duty_contact.id", nullable=True)
    due_at: datetime = moment_field(index=True)
    attempts: int
    sent_at: datetime | None = moment_field(nullable=True)
    dropped_at: datetime | None = moment_field(nullable=True)
