"""Which periods of statistics there are, what they are called, and when they are over."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from safehouse.domain.codes import PeriodKind
from safehouse.services.statistics.periods import Period, find_period, finished_periods

LONG_AGO = date(2020, 1, 1)
BRUSSELS = ZoneInfo("Europe/Brussels")


def names(kind: PeriodKind, today: date, since: date = LONG_AGO) -> list[str]:
    return [period.name for period in finished_periods(kind, today=today, since=since)]


@pytest.mark.parametrize(
    ("name", "starts_on", "ends_on"),
    [
        ("2026-01", date(2026, 1, 1), date(2026, 2, 1)),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1)),
        ("2026-Q1", date(2026, 1, 1), date(2026, 4, 1)),
        ("2026-Q4", date(2026, 10, 1), date(2027, 1, 1)),
        ("2026", date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_a_name_means_a_period(name: str, starts_on: date, ends_on: date) -> None:
    period = find_period(name)
    assert period is not None
    assert (period.name, period.starts_on, period.ends_on) == (name, starts_on, ends_on)


@pytest.mark.parametrize(
    "name", ["", "26", "2026-0", "2026-00", "2026-13", "2026-Q5", "2026-Q", "2026-1", "２０２６", " 2026"]
)
def test_what_is_no_period_has_none(name: str) -> None:
    assert find_period(name) is None


def test_periods_that_are_over_are_offered_newest_first() -> None:
    today = date(2026, 11, 24)
    assert names(PeriodKind.MONTH, today)[:2] == ["2026-10", "2026-09"]
    assert names(PeriodKind.MONTH, today)[-1] == "2025-11"
    assert names(PeriodKind.QUARTER, today) == ["2026-Q3", "2026-Q2", "2026-Q1", "2025-Q4"]
    assert names(PeriodKind.YEAR, today) == ["2025"]


def test_a_period_is_over_on_the_day_after_its_last() -> None:
    assert names(PeriodKind.YEAR, date(2026, 12, 31))[0] == "2025"
    assert names(PeriodKind.YEAR, date(2027, 1, 1))[0] == "2026"
    assert names(PeriodKind.QUARTER, date(2026, 9, 30))[0] == "2026-Q2"
    assert names(PeriodKind.QUARTER, date(2026, 10, 1))[0] == "2026-Q3"


def test_a_period_before_the_network_is_not_offered() -> None:
    assert names(PeriodKind.MONTH, date(2026, 11, 24), since=date(2026, 9, 30)) == ["2026-10", "2026-09"]
    assert names(PeriodKind.MONTH, date(2026, 11, 24), since=date(2026, 10, 1)) == ["2026-10"]
    assert names(PeriodKind.YEAR, date(2026, 11, 24), since=date(2026, 1, 1)) == []


def test_a_period_is_bounded_by_local_midnights_across_the_change_of_clocks() -> None:
    span = Period(PeriodKind.MONTH, 2026, 10).span(BRUSSELS)
    assert span.starts_at == datetime(2026, 9, 30, 22, tzinfo=UTC)
    assert span.ends_at == datetime(2026, 10, 31, 23, tzinfo=UTC)
