"""Local intake windows as the engine reads them: in UTC, at the offset of the arrival."""

from datetime import UTC, datetime

import pytest

from safehouse.placement.problem import ALWAYS_OPEN, IntakeWindow
from safehouse.services.snapshot.intake import intake_windows, takes_in_at

AMSTERDAM = "Europe/Amsterdam"
IN_WINTER = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
IN_SUMMER = datetime(2026, 7, 1, 1, 0, tzinfo=UTC)
BEFORE_THE_CLOCKS_GO_BACK = datetime(2026, 10, 24, 12, 0, tzinfo=UTC)
AFTER_THE_CLOCKS_WENT_BACK = datetime(2026, 10, 26, 12, 0, tzinfo=UTC)


def windows(*local: tuple[str, str], zone: str = AMSTERDAM, at: datetime = IN_WINTER) -> list[tuple[int, int]]:
    return [(window.start_minute, window.end_minute) for window in intake_windows(local, zone, (at,))]


def test_day_and_night_is_always() -> None:
    assert intake_windows(None, AMSTERDAM, (IN_WINTER,)) == ALWAYS_OPEN


def test_no_window_takes_nobody_in() -> None:
    assert windows() == []


@pytest.mark.parametrize(("at", "offset_hours"), [(IN_WINTER, 1), (IN_SUMMER, 2)])
def test_a_window_moves_with_the_offset_of_the_arrival(at: datetime, offset_hours: int) -> None:
    assert windows(("08:00", "20:00"), at=at) == [((8 - offset_hours) * 60, (20 - offset_hours) * 60)]


def test_a_window_that_begins_before_midnight_in_utc_has_two_parts() -> None:
    assert windows(("00:00", "06:00")) == [(0, 300), (1380, 1440)]


def test_a_window_that_passes_midnight_stays_whole() -> None:
    assert windows(("22:00", "06:00"), zone="UTC") == [(0, 360), (1320, 1440)]


def test_midnight_may_end_a_window() -> None:
    assert windows(("18:00", "24:00"), zone="UTC") == [(1080, 1440)]


def test_the_whole_day_is_one_window() -> None:
    assert intake_windows((("00:00", "24:00"),), AMSTERDAM, (IN_WINTER,)) == (IntakeWindow(0, 1440),)


def test_a_window_that_ends_where_it_starts_takes_nobody_in() -> None:
    assert windows(("08:00", "08:00")) == []


def test_between_two_offsets_only_what_is_open_under_both_counts() -> None:
    arrivals = (BEFORE_THE_CLOCKS_GO_BACK, AFTER_THE_CLOCKS_WENT_BACK)
    assert intake_windows((("08:00", "20:00"),), AMSTERDAM, arrivals) == (IntakeWindow(7 * 60, 18 * 60),)


def test_zones_of_half_hours_are_read_to_the_minute() -> None:
    assert windows(("08:00", "20:00"), zone="Asia/Kathmandu") == [(135, 855)]


@pytest.mark.parametrize(("minute", "is_open"), [(59, False), (0, True)])
def test_a_house_opens_to_the_minute(minute: int, *, is_open: bool) -> None:
    moment = datetime(2026, 11, 24, 6 if minute else 7, minute, 59, tzinfo=UTC)
    assert takes_in_at([["08:00", "20:00"]], AMSTERDAM, moment) is is_open
