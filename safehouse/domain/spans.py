"""Half-open spans of time, business dates and time zones. Moments are aware and in UTC, days are local."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones


@dataclass(frozen=True, slots=True)
class Span:
    """From `starts_at` to just before `ends_at`; None: without end."""

    starts_at: datetime
    ends_at: datetime | None

    def contains(self, moment: datetime) -> bool:
        """Whether the moment is inside, the start included and the end not."""
        return self.starts_at <= moment and (self.ends_at is None or moment < self.ends_at)


def business_date(moment: datetime, zone: ZoneInfo) -> date:
    """The local day that a moment falls into."""
    return moment.astimezone(zone).date()


def business_day(day: date, zone: ZoneInfo) -> Span:
    """The local day from midnight to midnight: 23, 24 or 25 hours long."""
    return Span(_local_midnight(day, zone), _local_midnight(day + timedelta(days=1), zone))


def _local_midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def is_time_zone(name: str) -> bool:
    """Whether this is the name of an IANA time zone."""
    return name in _time_zones()


@cache
def _time_zones() -> frozenset[str]:
    # Listing them walks through the whole folder of zones.
    return frozenset(available_timezones())
