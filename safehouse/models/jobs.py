"""Work that a process beside the web workers does: job rows, one row per scheduled run, and a sign of life."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from safehouse.domain.codes import BackupError, JobError, JobKind, JobState
from safehouse.models.base import code_field, id_field, json_field, link_field, moment_field, text_field


class Job(SQLModel, table=True):
    """One piece of work asked for by a page. `progress` is {done, total, ...} in numbers and codes."""

    id: str = id_field()
    kind: JobKind = code_field(JobKind)
    country: str = text_field(2)
    state: JobState = code_field(JobState, index=True)
    asked_by_id: str = link_field("account.id")
    asked_at: datetime = moment_field()
    started_at: datetime | None = moment_field(nullable=True)
    seen_at: datetime | None = moment_field(nullable=True)
    finished_at: datetime | None = moment_field(nullable=True)
    progress: dict[str, Any] = json_field()
    error: JobError | None = code_field(JobError, nullable=True)


class JobRun(SQLModel, table=True):
    """The claim of one scheduled run: whoever inserts the row does the work, in the same transaction."""

    __tablename__ = "job_run"
    __table_args__ = (UniqueConstraint("job", "due_on"),)

    id: str = id_field()
    job: str = text_field(40)
    due_on: date
    finished_at: datetime = moment_field()


class BackupRun(SQLModel, table=True):
    """One backup that was begun. `due_on`: the day of a nightly one, each once; None for one made by hand. `size`: bytes."""

    __tablename__ = "backup_run"

    id: str = id_field()
    due_on: date | None = Field(default=None, unique=True)
    begun_at: datetime = moment_field(index=True)
    ended_at: datetime | None = moment_field(nullable=True)
    size: int | None = Field(default=None, sa_type=BigInteger)
    error: BackupError | None = code_field(BackupError, nullable=True)


class Heartbeat(SQLModel, table=True):
    """When a kind of process was last at work, however many of them run."""

    process: str = Field(sa_column=Column(String(40), primary_key=True))
    seen_at: datetime = moment_field()
