"""Each night has one backup, whichever scheduler makes it and however often it fails before; and the administrator sees how it went."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from safehouse.domain.access import Actor
from safehouse.domain.codes import BackupError, Role
from safehouse.domain.errors import BackupFailed
from safehouse.models.jobs import BackupRun
from safehouse.scheduler import PlanProcess, build_scheduler
from safehouse.services.backups import back_up, run_due_backup
from safehouse.services.backups.nights import last_due_on
from safehouse.services.backups.viewing import Backups
from safehouse.services.context import Context
from safehouse.services.operations import get_operations
from tests.rows import somebody
from tests.services.backed_up import BackedUp, with_backups
from tests.services.racing import race
from tests.support.stores import Clock

MORNING = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
"""Half past three in Brussels."""


@pytest.fixture
def backed_up(context: Context, tmp_path: Path, clock: Clock) -> BackedUp:
    clock.now = MORNING
    return with_backups(context, tmp_path / "backups")


def files(backed_up: BackedUp) -> int:
    return len(list(backed_up.folder.iterdir()))


def seen(backed_up: BackedUp) -> Backups:
    administrator: Actor = somebody(backed_up.context, Role.ADMINISTRATOR)
    return get_operations(backed_up.context, administrator).backups


@pytest.mark.parametrize(
    ("local", "due_on"),
    [
        ("2026-11-24T03:30", date(2026, 11, 24)),
        ("2026-11-24T03:29", date(2026, 11, 23)),
        ("2026-11-24T23:59", date(2026, 11, 24)),
        ("2026-03-29T03:30", date(2026, 3, 29)),
        ("2026-10-25T02:59", date(2026, 10, 24)),
        ("2026-10-25T03:30", date(2026, 10, 25)),
    ],
)
def test_a_backup_is_due_at_half_past_three_on_nights_of_clock_change_too(local: str, due_on: date) -> None:
    zone = ZoneInfo("Europe/Brussels")
    assert last_due_on(datetime.fromisoformat(local).replace(tzinfo=zone), zone) == due_on


def test_a_night_has_one_backup(backed_up: BackedUp, clock: Clock) -> None:
    """Seen to fail with a run that is not looked for."""
    assert run_due_backup(backed_up.context, now=clock.now) is not None
    for hours in (1, 10, 23):
        clock.now = MORNING + timedelta(hours=hours)
        assert run_due_backup(backed_up.context, now=clock.now) is None
    clock.now = MORNING + timedelta(hours=24)
    assert run_due_backup(backed_up.context, now=clock.now) is not None
    assert files(backed_up) == 2


def test_nights_that_were_missed_are_made_up_for_by_one_backup(backed_up: BackedUp, clock: Clock) -> None:
    run_due_backup(backed_up.context, now=clock.now)
    clock.forward(timedelta(days=6))
    run_due_backup(backed_up.context, now=clock.now)
    run_due_backup(backed_up.context, now=clock.now)
    assert files(backed_up) == 2


def test_several_schedulers_make_one_backup(backed_up: BackedUp, clock: Clock) -> None:
    """Seen to fail on PostgreSQL without the unique key of the day."""
    made = race(*[partial(run_due_backup, backed_up.context, now=clock.now)] * 4)
    assert sum(outcome is not None for outcome in made) == 1
    assert files(backed_up) == 1


def test_a_failed_backup_is_seen_and_tried_again(backed_up: BackedUp, clock: Clock) -> None:
    backed_up.folder.rename(backed_up.folder.with_name("away"))
    with pytest.raises(BackupFailed):
        run_due_backup(backed_up.context, now=clock.now)
    (run,) = seen(backed_up).runs
    assert (run.error, run.size) == (BackupError.FOLDER_MISSING, None)
    assert seen(backed_up).is_overdue
    backed_up.folder.with_name("away").rename(backed_up.folder)
    clock.forward(timedelta(minutes=30))
    assert run_due_backup(backed_up.context, now=clock.now) is not None
    (run,) = seen(backed_up).runs
    assert run.error is None
    assert (run.size or 0) > 0
    assert not seen(backed_up).is_overdue


def test_a_backup_whose_process_was_killed_is_tried_again_after_a_while(backed_up: BackedUp, clock: Clock) -> None:
    with backed_up.context.store.transaction() as session:
        session.add(BackupRun(due_on=date(2026, 11, 24), begun_at=clock.now))
    clock.forward(timedelta(hours=1))
    assert run_due_backup(backed_up.context, now=clock.now) is None
    clock.forward(timedelta(hours=1, seconds=1))
    assert run_due_backup(backed_up.context, now=clock.now) is not None


def test_without_settings_there_is_none_and_the_administrator_is_told(backed_up: BackedUp) -> None:
    context = replace(backed_up.context, settings=replace(backed_up.context.settings, backups=None))
    assert run_due_backup(context, now=MORNING) is None
    assert not seen(replace(backed_up, context=context)).is_set_up


def test_a_backup_by_hand_does_not_replace_the_one_of_the_night(backed_up: BackedUp, clock: Clock) -> None:
    back_up(backed_up.context, now=clock.now)
    clock.forward(timedelta(minutes=1))
    assert run_due_backup(backed_up.context, now=clock.now) is not None
    assert files(backed_up) == 2


def test_a_backup_is_overdue_when_a_night_has_passed_without_one(backed_up: BackedUp, clock: Clock) -> None:
    assert seen(backed_up).is_overdue
    run_due_backup(backed_up.context, now=clock.now)
    assert not seen(backed_up).is_overdue
    clock.forward(timedelta(hours=27))
    assert seen(backed_up).is_overdue


def test_the_scheduler_says_in_one_line_why_there_is_no_backup(
    backed_up: BackedUp, capsys: pytest.CaptureFixture[str]
) -> None:
    backed_up.folder.rmdir()
    idle = PlanProcess(backed_up.context)
    jobs = {job.id: job for job in build_scheduler(backed_up.context, idle, idle).get_jobs()}
    jobs["backups"].func()
    said = "".join(capsys.readouterr())
    assert "backup_failed" in said
    assert "folder_missing" in said
    assert str(backed_up.folder) not in said
