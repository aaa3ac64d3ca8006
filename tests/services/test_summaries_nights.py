"""Nights on a simulated clock: one summary per business date, whatever the clocks do and however many schedulers run."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import col, select

from safehouse.domain.codes import MailKind, Role
from safehouse.models.jobs import JobRun
from safehouse.models.mail import OutboxMessage
from safehouse.models.summaries import Summary
from safehouse.services.context import Context
from safehouse.services.summaries import due_at, make_summary, run_due_nights
from safehouse.services.summaries.nights import LOOK_BACK
from tests.rows import a_house, somebody

BRUSSELS = ZoneInfo("Europe/Brussels")
DAY = timedelta(days=1)
HALF_AN_HOUR = timedelta(minutes=30)
NIGHTS = 30
CLOCK_CHANGES = {"autumn": date(2026, 10, 25), "spring": date(2027, 3, 28)}
DOWN = range(10, 14)
"""The nights in which nothing ran."""


def nights_around(change: date) -> list[date]:
    return [change + (number - NIGHTS // 2) * DAY for number in range(NIGHTS)]


def start_network(context: Context, first: date) -> None:
    """The first house, registered on the first business date."""
    a_house(context, created_at=datetime(first.year, first.month, first.day, 12, 0, tzinfo=UTC))


def ticks_after(night: date) -> Iterable[datetime]:
    """Every half hour of the night after a business date, from midnight to four in the morning in UTC."""
    midnight = datetime(night.year, night.month, night.day, tzinfo=UTC) + DAY
    return (midnight + number * HALF_AN_HOUR for number in range(9))


def run_two_schedulers(context: Context, ticks: Iterable[datetime]) -> tuple[list[date], list[date]]:
    """Two schedulers that look at every tick at the same time; the nights that each of them made, in order."""
    made: tuple[list[date], list[date]] = ([], [])
    moments = tuple(ticks)
    together = Barrier(2, timeout=60)

    def run(own: list[date]) -> None:
        for now in moments:
            together.wait()
            own.extend(run_due_nights(context, now=now))

    threads = [Thread(target=run, args=(own,)) for own in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return made


def stored(context: Context) -> dict[date, datetime]:
    """When each night was made."""
    with context.store.reading() as session:
        rows = session.exec(select(col(Summary.business_on), col(Summary.made_at)))
        return dict(rows.all())


@pytest.mark.parametrize("change", CLOCK_CHANGES)
def test_two_schedulers_make_thirty_nights_around_a_clock_change_once_each(context: Context, change: str) -> None:
    """With four nights in which nothing ran. Seen to fail without the run's row, and with nights counted in UTC days."""
    nights = nights_around(CLOCK_CHANGES[change])
    start_network(context, nights[0])
    running = [night for number, night in enumerate(nights) if number not in DOWN]
    one, other = run_two_schedulers(context, (tick for night in running for tick in ticks_after(night)))
    assert sorted(one + other) == nights
    assert (one, other) == (sorted(one), sorted(other))
    made_at = stored(context)
    assert sorted(made_at) == nights
    assert {night: made_at[night] for night in running} == {night: due_at(night, BRUSSELS) for night in running}
    with context.store.reading() as session:
        assert sorted(session.exec(select(col(JobRun.due_on)))) == nights


@pytest.mark.parametrize("change", CLOCK_CHANGES)
def test_each_reader_gets_one_mail_for_each_night_that_is_not_late(context: Context, change: str) -> None:
    nights = nights_around(CLOCK_CHANGES[change])
    start_network(context, nights[0])
    analyst = somebody(context, Role.ANALYST)
    running = [night for number, night in enumerate(nights) if number not in DOWN]
    run_two_schedulers(context, (due_at(night, BRUSSELS) for night in running))
    with context.store.reading() as session:
        mails = session.exec(select(OutboxMessage).where(OutboxMessage.kind == MailKind.SUMMARY)).all()
        assert {mail.account_id for mail in mails} == {analyst.account_id}
        # The last night in which nothing ran is made a day late, those before it later still.
        assert len({mail.subject_id for mail in mails}) == len(mails) == len(running)


def test_missed_nights_are_caught_up_oldest_first(context: Context) -> None:
    first = date(2026, 11, 20)
    start_network(context, first)
    now = due_at(first + 3 * DAY, BRUSSELS)
    assert run_due_nights(context, now=now) == tuple(first + number * DAY for number in range(4))
    assert run_due_nights(context, now=now) == ()


def test_a_night_is_due_at_half_past_two(context: Context) -> None:
    night = date(2026, 11, 20)
    start_network(context, night)
    due = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)
    assert run_due_nights(context, now=due - timedelta(seconds=1)) == ()
    assert run_due_nights(context, now=due) == (night,)


@pytest.mark.parametrize(
    ("night", "due"),
    [
        (date(2026, 10, 23), datetime(2026, 10, 24, 0, 30, tzinfo=UTC)),
        (date(2026, 10, 24), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 26, 1, 30, tzinfo=UTC)),
        (date(2027, 3, 27), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        (date(2027, 3, 28), datetime(2027, 3, 29, 0, 30, tzinfo=UTC)),
    ],
)
def test_half_past_two_that_comes_twice_or_never_is_one_moment(night: date, due: datetime) -> None:
    assert due_at(night, BRUSSELS) == due


def test_nights_before_the_first_house_and_older_than_the_look_back_are_not_made(context: Context) -> None:
    assert run_due_nights(context, now=datetime(2026, 11, 21, 12, 0, tzinfo=UTC)) == ()
    start_network(context, date(2026, 9, 1))
    made = run_due_nights(context, now=datetime(2026, 11, 21, 12, 0, tzinfo=UTC))
    assert (made[0], made[-1]) == (date(2026, 11, 21) - LOOK_BACK, date(2026, 11, 20))
    assert len(made) == LOOK_BACK.days


def test_a_night_that_was_made_by_hand_is_not_made_again(context: Context) -> None:
    night = date(2026, 11, 20)
    start_network(context, night)
    make_summary(context, business_on=night, now=due_at(night, BRUSSELS) - timedelta(hours=2))
    assert run_due_nights(context, now=due_at(night, BRUSSELS)) == ()
