"""What the administrator sees of the service at work: jobs, scheduled runs, backups, the outbox, and of houses their codes alone."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from safehouse.domain.access import Actor
from safehouse.domain.codes import Channel, JobError, JobKind, JobState, ScheduledJob
from safehouse.models.houses import House
from safehouse.models.jobs import Job, JobRun
from safehouse.models.mail import OutboxMessage
from safehouse.services.accounts.rights import require_administrator
from safehouse.services.backups.viewing import Backups, view_backups
from safehouse.services.context import Context
from safehouse.services.mail.outbox import is_waiting
from safehouse.services.mail.sending import ATTEMPTS

_SHOWN = 50


@dataclass(frozen=True, slots=True)
class JobLine:
    """One job that a page asked for."""

    id: str
    kind: JobKind
    country: str
    state: JobState
    asked_at: datetime
    finished_at: datetime | None
    error: JobError | None


@dataclass(frozen=True, slots=True)
class RunLine:
    """One scheduled run that was done."""

    job: ScheduledJob
    due_on: date
    finished_at: datetime


@dataclass(frozen=True, slots=True)
class OutboxLine:
    """How many messages of a channel wait and since when, and how many are not sent any more.

    `undelivered`: every attempt failed. `unneeded`: when it was due nobody had to be told, or there was nobody to tell.
    """

    channel: Channel
    waiting: int
    waiting_since: datetime | None
    undelivered: int
    unneeded: int


@dataclass(frozen=True, slots=True)
class Operations:
    """The latest jobs and runs, the backups, and the outbox by channel."""

    jobs: tuple[JobLine, ...]
    runs: tuple[RunLine, ...]
    backups: Backups
    outbox: tuple[OutboxLine, ...]


def get_operations(context: Context, actor: Actor) -> Operations:
    """The service at work. Raises NotFound for an actor who is no administrator."""
    require_administrator(actor)
    with context.store.reading() as session:
        jobs = session.exec(select(Job).order_by(col(Job.asked_at).desc(), col(Job.id)).limit(_SHOWN)).all()
        runs = session.exec(select(JobRun).order_by(col(JobRun.due_on).desc(), col(JobRun.job)).limit(_SHOWN)).all()
        return Operations(
            jobs=tuple(
                JobLine(job.id, job.kind, job.country, job.state, job.asked_at, job.finished_at, job.error)
                for job in jobs
            ),
            runs=tuple(RunLine(ScheduledJob(run.job), run.due_on, run.finished_at) for run in runs),
            backups=view_backups(context, session),
            outbox=tuple(_outbox_line(session, channel) for channel in Channel),
        )


def list_house_codes(context: Context, actor: Actor) -> tuple[str, ...]:
    """The code of every house: for whom a manager's account can be. Raises NotFound like `get_operations`."""
    require_administrator(actor)
    with context.store.reading() as session:
        return tuple(session.exec(select(House.code).order_by(House.code)))


def _outbox_line(session: Session, channel: Channel) -> OutboxLine:
    messages = select(func.count(), func.min(OutboxMessage.due_at)).where(OutboxMessage.channel == channel)
    dropped = messages.where(col(OutboxMessage.sent_at).is_(None), col(OutboxMessage.dropped_at).is_not(None))
    waiting, since = session.exec(messages.where(*is_waiting())).one()
    undelivered, _ = session.exec(dropped.where(col(OutboxMessage.attempts) >= ATTEMPTS)).one()
    unneeded, _ = session.exec(dropped.where(col(OutboxMessage.attempts) < ATTEMPTS)).one()
    return OutboxLine(channel, waiting, since, undelivered, unneeded)
