"""The periods of statistics: calendar months, quarters and years that are over. Nobody chooses where one begins.

Exact figures are given for all three. Rounded figures are given for quarters and years only: two lengths that lie in each
other leave every count open, three do not. Were months given as well, three quarters of 9 + 9 + 9 and one of 9 would show as
20, 20, 20 and "fewer than 10", their year of 90 as 90, and with that every month would be known: 90 is the most that the
quarters allow.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from safehouse.domain.codes import PeriodKind
from safehouse.domain.spans import Span, business_day

ROUNDED_KINDS = frozenset({PeriodKind.QUARTER, PeriodKind.YEAR})
"""The lengths for which rounded figures are given; see above why no more."""
SHOWN = {PeriodKind.MONTH: 12, PeriodKind.QUARTER: 4, PeriodKind.YEAR: 1}
"""How many of each are offered."""
_MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}
_NAME = re.compile(r"(?P<year>[12][0-9]{3})(?:-(?P<month>0[1-9]|1[0-2])|-Q(?P<quarter>[1-4]))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Period:
    """One calendar month, quarter or year, from the first day of `month` (1 to 12) on."""

    kind: PeriodKind
    year: int
    month: int

    @property
    def name(self) -> str:
        """`2026-09`, `2026-Q3` or `2026`."""
        names = {PeriodKind.MONTH: f"-{self.month:02}", PeriodKind.QUARTER: f"-Q{self.quarter}", PeriodKind.YEAR: ""}
        return f"{self.year}{names[self.kind]}"

    @property
    def quarter(self) -> int:
        """In which quarter it begins, from 1 to 4."""
        return (self.month + 2) // 3

    @property
    def starts_on(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def ends_on(self) -> date:
        """The day after its last."""
        return _first_of(self.year * 12 + self.month - 1 + _MONTHS[self.kind])

    def span(self, zone: ZoneInfo) -> Span:
        """From the midnight with which it begins to that with which it ends."""
        return Span(business_day(self.starts_on, zone).starts_at, business_day(self.ends_on, zone).starts_at)


def find_period(name: str) -> Period | None:
    """The period of this name; None when no period is called so."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    year, month, quarter = (found[part] for part in ("year", "month", "quarter"))
    if month is not None:
        return Period(PeriodKind.MONTH, int(year), int(month))
    if quarter is not None:
        return Period(PeriodKind.QUARTER, int(year), int(quarter) * 3 - 2)
    return Period(PeriodKind.YEAR, int(year), 1)


def finished_periods(kind: PeriodKind, *, today: date, since: date) -> Iterator[Period]:
    """The last periods of this kind that are over, newest first; none that was over when the day `since` began."""
    length = _MONTHS[kind]
    current = (today.year * 12 + today.month - 1) // length * length
    for back in range(1, SHOWN[kind] + 1):
        first = _first_of(current - back * length)
        period = Period(kind, first.year, first.month)
        if period.ends_on > since:
            yield period


def _first_of(months: int) -> date:
    """The first day of a month that is counted from the beginning of the calendar."""
    return date(months // 12, months % 12 + 1, 1)
