"""Which nights are due: each business date once, at half past two of the next day, and later if nothing ran then."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import col, func, select

from safehouse.domain.spans import business_date
from safehouse.models.houses import House
from safehouse.models.jobs import JobRun
from safehouse.services.context import Context
from safehouse.services.summaries.making import JOB, make_summary

DUE_TIME = time(2, 30)
"""By the clock of SAFEHOUSE_TIME_ZONE: the day is over, and the morning shift not there yet."""
LOOK_BACK = timedelta(days=30)
"""Nights that were missed longer ago stay missed."""
_DAY = timedelta(days=1)


def run_due_nights(context: Context, *, now: datetime) -> tuple[date, ...]:
    """Make every summary that is due and missing, the oldest first; the business dates that this call made.

    Safe to repeat and to run in several processes at once. The first night is that of the day of the first house.
    """
    return tuple(
        business_on
        for business_on in _missing_nights(context, now)
        if make_summary(context, business_on=business_on, now=now) is not None
    )


def due_at(business_on: date, zone: ZoneInfo) -> datetime:
    """When the summary of a business date is due, in UTC.

    Where the clock skips half past two it is the moment an hour after half past one; where it shows it twice, the first.
    """
    return datetime.combine(business_on + _DAY, DUE_TIME, tzinfo=zone).astimezone(UTC)


def _missing_nights(context: Context, now: datetime) -> tuple[date, ...]:
    zone = context.settings.time_zone
    with context.store.reading() as session:
        first_house_at = session.exec(select(func.min(col(House.created_at)))).one()
        if first_house_at is None:
            return ()
        today = business_date(now, zone)
        first = max(business_date(first_house_at, zone), today - LOOK_BACK)
        made = frozenset(session.exec(select(col(JobRun.due_on)).where(JobRun.job == JOB, col(JobRun.due_on) >= first)))
    nights = (first + number * _DAY for number in range((today - first).days))
    return tuple(night for night in nights if night not in made and due_at(night, zone) <= now)
