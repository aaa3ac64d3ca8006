"""Which backups are due: one in each night, begun by one scheduler, and tried again when it failed; and those made by hand.

A night that was missed is not caught up: the newest backup has all that an older one would have had.
"""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from safehouse.domain.codes import BackupError
from safehouse.domain.errors import BackupFailed
from safehouse.models.jobs import BackupRun
from safehouse.services.backups.making import make_backup
from safehouse.services.context import Context
from safehouse.services.db import database_now, is_duplicate

DUE_TIME = time(3, 30)
"""By the clock of SAFEHOUSE_TIME_ZONE: the summary of the night is in it, and the morning shift not there yet."""
SILENCE = timedelta(hours=2)
"""A backup that has been going on for longer was killed."""


def run_due_backup(context: Context, *, now: datetime) -> Path | None:
    """Make the backup of the night unless there is one, another process makes it, or none are set up; None then.

    Safe to repeat and to run in several processes at once. Raises like `back_up`.
    """
    if context.settings.backups is None:
        return None
    run_id = _claim(context, due_on=last_due_on(now, context.settings.time_zone))
    return None if run_id is None else _run(context, run_id, now)


def back_up(context: Context, *, now: datetime) -> Path:
    """Make a backup by hand, and keep in mind how it ended.

    Raises BackupFailed, UnsafeSettings where none are set up, and Unavailable.
    """
    with context.store.transaction() as session:
        run = BackupRun(begun_at=database_now(session))
        session.add(run)
        session.flush()
        run_id = run.id
    return _run(context, run_id, now)


def last_due_on(now: datetime, zone: ZoneInfo) -> date:
    """The day on which a backup was due last. Half past three is there once on every day, whatever the clock does at night."""
    local = now.astimezone(zone)
    return local.date() if local.time() >= DUE_TIME else local.date() - timedelta(days=1)


def _claim(context: Context, *, due_on: date) -> str | None:
    """The id of the run of a day, unless it is done or going on; whoever inserts or renews its row does the work."""
    try:
        with context.store.transaction() as session:
            run = session.exec(select(BackupRun).where(BackupRun.due_on == due_on).with_for_update()).one_or_none()
            now = database_now(session)
            if run is not None and not _may_be_tried_again(run, now):
                return None
            run = run or BackupRun(due_on=due_on, begun_at=now)
            run.begun_at, run.ended_at, run.error = now, None, None
            session.add(run)
            session.flush()
            return run.id
    except IntegrityError as error:
        if not is_duplicate(error):
            raise
        return None


def _may_be_tried_again(run: BackupRun, now: datetime) -> bool:
    return run.error is not None or (run.ended_at is None and run.begun_at < now - SILENCE)


def _run(context: Context, run_id: str, now: datetime) -> Path:
    try:
        path = make_backup(context, now=now)
    except BackupFailed as failure:
        _end(context, run_id, error=failure.error)
        raise
    except BaseException:
        _end(context, run_id, error=BackupError.OTHER)
        raise
    _end(context, run_id, size=path.stat().st_size)
    return path


def _end(context: Context, run_id: str, *, size: int | None = None, error: BackupError | None = None) -> None:
    """Keep in mind how a run ended: with a backup of `size` bytes, or with the reason why there is none."""
    with context.store.transaction() as session:
        run = session.exec(select(BackupRun).where(BackupRun.id == run_id)).one()
        run.ended_at, run.size, run.error = database_now(session), size, error
