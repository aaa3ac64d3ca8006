"""Work that a process beside the web workers does: asked for by a page, claimed by one process, finished or given up.

Whoever works on a job says so at every step. A process that has been silent for much longer than a step may take counts as
killed: its job may be claimed by another one, and what the silent one still writes is refused. All of it goes by the
database's clock, so that machines whose clocks differ agree.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select

from safehouse.domain.codes import JobError, JobKind, JobState
from safehouse.domain.errors import Unavailable, UnsafePlan
from safehouse.logs import get_logger
from safehouse.models.jobs import Job
from safehouse.services.context import Context
from safehouse.services.db import database_now

SILENCE_BEYOND_A_STEP = timedelta(seconds=60)
"""A step takes at most the time that a plan may take, and what is not computing in it far less than this."""
ATTEMPTS = 3
"""A job that ended its process so often most likely ends the next one too."""
_ATTEMPTS = "attempts"

log = get_logger()


class JobLost(Exception):  # noqa: N818  # Named after what happened, as all refusals are.
    """The job has been claimed by another process, which took this one for dead. Nothing may be stored any more."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """The right to work on a job, until another process starts it anew."""

    job_id: str
    kind: JobKind
    country: str
    started_at: datetime


@dataclass(frozen=True, slots=True)
class JobView:
    """What a page shows of a job. `step` is a code, `done` of `total` counts within it; `total` 0: not known yet."""

    id: str
    state: JobState
    asked_at: datetime
    finished_at: datetime | None
    step: str | None
    done: int
    total: int
    error: JobError | None


def ask_for_job(session: Session, *, kind: JobKind, country: str, asked_by_id: str, now: datetime) -> str:
    """The id of a new job, in the caller's transaction; of the one that waits already, if one does."""
    waiting = session.exec(
        select(Job.id).where(Job.kind == kind, Job.country == country, Job.state == JobState.QUEUED).limit(1)
    ).first()
    if waiting is not None:
        return waiting
    return queue_job(session, kind=kind, country=country, asked_by_id=asked_by_id, now=now)


def queue_job(session: Session, *, kind: JobKind, country: str, asked_by_id: str, now: datetime) -> str:
    """The id of a new job, in the caller's transaction, whatever waits already."""
    job = Job(kind=kind, country=country, state=JobState.QUEUED, asked_by_id=asked_by_id, asked_at=now, progress={})
    session.add(job)
    session.flush()
    return job.id


def find_job_to_start(context: Context, kinds: Collection[JobKind] = tuple(JobKind)) -> str | None:
    """The id of the job that has waited longest, if any of these kinds waits."""
    with context.store.reading() as session:
        waiting = select(Job.id).where(col(Job.kind).in_(kinds), _may_be_claimed(context, database_now(session)))
        return session.exec(waiting.order_by(col(Job.asked_at), Job.id).limit(1)).first()


def work_on(context: Context, *, job_id: str, work: Callable[[Ticket], str]) -> str | None:
    """What the work on a job gives; None when another process has the job, or took it because this one was silent.

    Whatever goes wrong in the work is raised, and the job has failed; on Unavailable it stays as it is and is claimed again later.
    """
    ticket = claim_job(context, job_id=job_id)
    if ticket is None:
        return None
    try:
        return work(ticket)
    except JobLost:
        log.warning("job_lost", job_id=job_id)
        return None
    except Unavailable:
        raise
    except UnsafePlan:
        fail_job(context, ticket, error=JobError.UNSAFE_PLAN)
        raise
    except Exception:
        fail_job(context, ticket, error=JobError.OTHER)
        raise


def claim_job(context: Context, *, job_id: str) -> Ticket | None:
    """Take a job, unless another process has it or it has been tried too often; then it has failed."""
    with context.store.transaction() as session:
        now = database_now(session)
        job = session.exec(
            select(Job).where(Job.id == job_id, _may_be_claimed(context, now)).with_for_update(skip_locked=True)
        ).one_or_none()
        if job is None:
            return None
        attempts = job.progress.get(_ATTEMPTS, 0) + 1
        if attempts > ATTEMPTS:
            _end(job, JobState.FAILED, now, JobError.INTERRUPTED)
            return None
        job.state, job.started_at, job.seen_at = JobState.RUNNING, now, now
        job.progress = {_ATTEMPTS: attempts}
        session.add(job)
        return Ticket(job_id=job.id, kind=job.kind, country=job.country, started_at=now)


def report_progress(context: Context, ticket: Ticket, *, step: str, done: int = 0, total: int = 0) -> None:
    """Say that the work goes on, and how far it is. Raises JobLost."""
    with context.store.transaction() as session:
        job = _own_job(session, ticket)
        job.seen_at = database_now(session)
        job.progress = {_ATTEMPTS: job.progress[_ATTEMPTS], "step": step, "done": done, "total": total}
        session.add(job)


def finish_job(session: Session, ticket: Ticket) -> None:
    """Mark the job done, in the transaction that stores its result. Raises JobLost."""
    _end(_own_job(session, ticket), JobState.DONE, database_now(session), None)


def fail_job(context: Context, ticket: Ticket, *, error: JobError) -> None:
    """Mark the job failed. Raises JobLost."""
    with context.store.transaction() as session:
        _end(_own_job(session, ticket), JobState.FAILED, database_now(session), error)


def find_job_kind(context: Context, job_id: str) -> JobKind | None:
    """What a job asks for; None when there is no such job."""
    with context.store.reading() as session:
        job = session.get(Job, job_id)
        return None if job is None else job.kind


def get_job(session: Session, job_id: str) -> JobView:
    """What a page shows of a job that is there."""
    return _view(session.get_one(Job, job_id))


def find_latest_job(session: Session, *, kind: JobKind, country: str) -> JobView | None:
    """The job that was asked for last."""
    newest = select(Job).where(Job.kind == kind, Job.country == country)
    job = session.exec(newest.order_by(col(Job.asked_at).desc(), col(Job.id).desc()).limit(1)).first()
    return None if job is None else _view(job)


def _may_be_claimed(context: Context, now: datetime) -> ColumnElement[bool]:
    """Whether a job waits, or its process has been silent for too long."""
    silence = timedelta(seconds=context.settings.plan_seconds) + SILENCE_BEYOND_A_STEP
    state, seen_at = col(Job.state), col(Job.seen_at)
    return or_(state == JobState.QUEUED, and_(state == JobState.RUNNING, seen_at < now - silence))


def _own_job(session: Session, ticket: Ticket) -> Job:
    job = session.exec(select(Job).where(Job.id == ticket.job_id).with_for_update()).one()
    if (job.state, job.started_at) != (JobState.RUNNING, ticket.started_at):
        raise JobLost
    return job


def _end(job: Job, state: JobState, now: datetime, error: JobError | None) -> None:
    job.state, job.seen_at, job.finished_at, job.error = state, now, now, error


def _view(job: Job) -> JobView:
    progress: dict[str, Any] = job.progress
    return JobView(
        id=job.id,
        state=job.state,
        asked_at=job.asked_at,
        finished_at=job.finished_at,
        step=progress.get("step"),
        done=progress.get("done", 0),
        total=progress.get("total", 0),
        error=job.error,
    )
