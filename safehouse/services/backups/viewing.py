"""What the administrator sees of backups: whether there is a new one, and how the latest went."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from safehouse.domain.codes import BackupError
from safehouse.models.jobs import BackupRun
from safehouse.services.context import Context
from safehouse.services.db import database_now

OVERDUE_AFTER = timedelta(hours=26)
"""One night to the next, and time for it to be tried again."""
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class BackupLine:
    """One backup that was begun. `ended_at` None: it goes on, or was killed. `size` in bytes, `error` a code: one of them."""

    begun_at: datetime
    ended_at: datetime | None
    size: int | None
    error: BackupError | None


@dataclass(frozen=True, slots=True)
class Backups:
    """Whether backups are set up, whether the newest good one is more than a night old or missing, and the latest runs."""

    is_set_up: bool
    is_overdue: bool
    runs: tuple[BackupLine, ...]


def view_backups(context: Context, session: Session) -> Backups:
    """The backups as they are known to the database, for a caller who has looked at the rights."""
    newest_first = select(BackupRun).order_by(col(BackupRun.begun_at).desc(), col(BackupRun.id))
    good = session.exec(newest_first.where(col(BackupRun.size).is_not(None))).first()
    latest = session.exec(newest_first.limit(_SHOWN))
    return Backups(
        is_set_up=context.settings.backups is not None,
        is_overdue=good is None or good.begun_at < database_now(session) - OVERDUE_AFTER,
        runs=tuple(BackupLine(run.begun_at, run.ended_at, run.size, run.error) for run in latest),
    )
