"""What a restored state must not go on with: it is of the past, and what happened since is not in it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, update
from sqlmodel import Session, SQLModel, col

from safehouse.domain.access import Action, SubjectKind
from safehouse.domain.codes import JobError, JobState, SessionEnd
from safehouse.models.accounts import AccountLink, LoginSession
from safehouse.models.jobs import Job
from safehouse.models.mail import OutboxMessage
from safehouse.services import audit
from safehouse.services.mail.outbox import is_waiting
from safehouse.services.one_time_links import is_open


@dataclass(frozen=True, slots=True)
class Settled:
    """How many sessions were ended, one-time links voided, messages dropped and jobs given up."""

    sessions: int
    links: int
    messages: int
    jobs: int


def settle(connection: Connection, *, made_at: datetime, now: datetime) -> Settled:
    """End what must not go on, in the transaction of a restored database, and put that on record.

    Sessions and one-time links may have been ended or used since. Messages that waited may have left since, and the house may
    have answered. Jobs may have been done.
    """
    with Session(connection) as session:
        settled = Settled(
            sessions=_change(
                session, LoginSession, col(LoginSession.ended_at).is_(None), ended_at=now, end=SessionEnd.EXPIRED
            ),
            links=_change(session, AccountLink, *is_open(now), voided_at=now),
            messages=_change(session, OutboxMessage, *is_waiting(), dropped_at=now),
            jobs=_change(
                session,
                Job,
                col(Job.state).in_((JobState.QUEUED, JobState.RUNNING)),
                state=JobState.FAILED,
                error=JobError.INTERRUPTED,
                finished_at=now,
            ),
        )
        audit.record(
            session,
            actor=None,
            role=None,
            action=Action.RESTORED_BACKUP,
            subject_kind=SubjectKind.BACKUP,
            subject_id=made_at.strftime("%Y%m%dT%H%M%SZ"),
            now=now,
        )
        session.commit()
    return settled


def _change(session: Session, table: type[SQLModel], *which: ColumnElement[bool], **values: object) -> int:
    """Change the rows of a table, and say how many they were."""
    return session.connection().execute(update(table).where(*which).values(**values)).rowcount
