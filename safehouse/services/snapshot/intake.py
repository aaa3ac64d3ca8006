"""Intake windows: what a house says in its own local time, as the UTC windows that the engine reads.

The engine compares the minute of the UTC day, so local windows are moved by the offset of the house's zone at the arrival.
Around a change of the clocks two arrivals have two offsets; then only minutes that are open under all of them count, because
a closed door at night is worse than a telephone call.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from safehouse.placement.problem import ALWAYS_OPEN, MINUTES_PER_DAY, IntakeWindow


def intake_windows(
    local: Sequence[Sequence[str]] | None, time_zone: str, arrivals: Iterable[datetime]
) -> tuple[IntakeWindow, ...]:
    """UTC windows of local ["HH:MM", "HH:MM"] pairs, for arrivals at these moments; None: day and night, no pair: nobody.

    A window that ends before it starts passes midnight, "24:00" may end one.
    """
    if local is None:
        return ALWAYS_OPEN
    zone = ZoneInfo(time_zone)
    offsets = frozenset(_offset_minutes(arrival, zone) for arrival in arrivals)
    return _utc_windows(tuple((start, end) for start, end in local), offsets)


def takes_in_at(local: Sequence[Sequence[str]] | None, time_zone: str, moment: datetime) -> bool:
    """Whether a house with these local windows takes somebody in at a moment, seconds cut off."""
    utc = moment.astimezone(UTC)
    minute = utc.hour * 60 + utc.minute
    windows = intake_windows(local, time_zone, (moment,))
    return any(window.start_minute <= minute < window.end_minute for window in windows)


def _offset_minutes(moment: datetime, zone: ZoneInfo) -> int:
    offset = moment.astimezone(zone).utcoffset() or timedelta(0)
    return int(offset.total_seconds()) // 60


@lru_cache(maxsize=4096)
def _utc_windows(local: tuple[tuple[str, str], ...], offsets: frozenset[int]) -> tuple[IntakeWindow, ...]:
    open_minutes = frozenset(minute for start, end in local for minute in _minutes(start, end))
    return _as_windows(
        minute
        for minute in range(MINUTES_PER_DAY)
        if all((minute + offset) % MINUTES_PER_DAY in open_minutes for offset in offsets)
    )


def _minutes(start: str, end: str) -> Iterable[int]:
    first, last = _minute_of_day(start), _minute_of_day(end)
    if last < first:
        return (*range(first, MINUTES_PER_DAY), *range(last))
    return range(first, last)


def _minute_of_day(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _as_windows(minutes: Iterable[int]) -> tuple[IntakeWindow, ...]:
    """Runs of minutes that follow each other, given in order."""
    windows: list[IntakeWindow] = []
    for minute in minutes:
        if windows and windows[-1].end_minute == minute:
            windows[-1] = IntakeWindow(windows[-1].start_minute, minute + 1)
        else:
            windows.append(IntakeWindow(minute, minute + 1))
    return tuple(windows)
