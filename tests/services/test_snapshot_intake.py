"""Local intake windows as the engine reads them: in UTC, at the offset of the arrival."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from safehouse.placement.problem import ALWAYS_OPEN, IntakeWindow
from safehouse.services.snapshot.intake import intake_windows, takes_in_at

AMSTERDAM = "Europe/Amsterdam"
IN_WINTER = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
IN_SUMMER = datetime(2026, 7, 1, 1, 0, tzinfo=UTC)
BEFORE_THE_CLOCKS_GO_BACK = datetime(2026, 10, 24, 12, 0, tzinfo=UTC)
AFTER_THE_CLOCKS_WENT_BACK = datetime(2026, 10, 26, 12, 0, tzinfo=UTC)
CLOCKS_GO_FORWARD = datetime(2027, 3, 28, 1, 0, tzinfo=UTC)
"""All over the European Union at this moment: in Amsterdam 02:00 is followed by 03:00."""
CLOCKS_GO_BACK = datetime(2026, 10, 25, 1, 0, tzinfo=UTC)
"""In Amsterdam 03:00 is followed by 02:00."""
MINUTE = timedelta(minutes=1)


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


def minutes_around(change: datetime) -> Iterator[datetime]:
    """Every minute of the day before and the day after a change of the clocks."""
    return (change + number * MINUTE for number in range(-24 * 60, 24 * 60))


def is_within(window: tuple[str, str], moment: datetime, zone: str) -> bool:
    """What the clock on the wall of the house says, as people compare it."""
    start, end = window
    on_the_wall = moment.astimezone(ZoneInfo(zone)).strftime("%H:%M")
    return start <= on_the_wall < end if start <= end else on_the_wall >= start or on_the_wall < end


@pytest.mark.parametrize("change", [CLOCKS_GO_FORWARD, CLOCKS_GO_BACK], ids=["forward", "back"])
@pytest.mark.parametrize("zone", [AMSTERDAM, "Europe/Lisbon", "Europe/Bucharest", "America/New_York", "UTC"])
@pytest.mark.parametrize(
    "window",
    [
        ("08:00", "20:00"),
        ("22:00", "06:00"),
        ("02:00", "03:00"),
        ("02:30", "03:30"),
        ("00:00", "02:00"),
        ("18:00", "24:00"),
    ],
    ids="-".join,
)
def test_on_both_nights_of_clock_change_the_clock_on_the_wall_decides_minute_by_minute(
    window: tuple[str, str], zone: str, change: datetime
) -> None:
    """Seen red with the offset of the day's midnight in place of the arrival's own."""
    wrong = [
        moment
        for moment in minutes_around(change)
        if takes_in_at([window], zone, moment) != is_within(window, moment, zone)
    ]
    assert wrong == []


def test_an_hour_that_does_not_exist_takes_nobody_in_and_a_window_that_begins_in_it_opens_after_it() -> None:
    around = [moment for moment in minutes_around(CLOCKS_GO_FORWARD) if moment.date() == CLOCKS_GO_FORWARD.date()]
    assert not any(takes_in_at([("02:00", "03:00")], AMSTERDAM, moment) for moment in around)
    opens = next(moment for moment in around if takes_in_at([("02:30", "06:00")], AMSTERDAM, moment))
    assert opens == CLOCKS_GO_FORWARD


def test_an_hour_that_comes_twice_is_open_both_times() -> None:
    open_minutes = [
        moment for moment in minutes_around(CLOCKS_GO_BACK) if takes_in_at([("02:00", "03:00")], AMSTERDAM, moment)
    ]
    of_that_night = [moment for moment in open_minutes if moment.date() == CLOCKS_GO_BACK.date()]
    assert (of_that_night[0], of_that_night[-1]) == (
        CLOCKS_GO_BACK - timedelta(hours=1),
        CLOCKS_GO_BACK + timedelta(minutes=59),
    )
    assert len(of_that_night) == 120


@pytest.mark.parametrize(
    ("typed", "is_open"),
    [
        ("2026-11-24T09:59", False),
        ("2026-11-24T10:00", True),
        ("2026-11-24T21:59", True),
        ("2026-11-24T22:00", False),
        ("2026-10-25T09:59", False),
        ("2026-10-25T10:00", True),
        ("2027-03-28T21:59", True),
        ("2027-03-28T22:00", False),
    ],
)
def test_a_house_in_lisbon_reads_an_arrival_typed_in_bucharest_on_its_own_clock(typed: str, *, is_open: bool) -> None:
    """Two hours lie between them all year; the service's own zone, Brussels, is between them and does not matter."""
    arrival = datetime.fromisoformat(typed).replace(tzinfo=ZoneInfo("Europe/Bucharest"))
    for seen_from in (UTC, ZoneInfo("Europe/Brussels"), ZoneInfo("Europe/Lisbon")):
        assert takes_in_at([["08:00", "20:00"]], "Europe/Lisbon", arrival.astimezone(seen_from)) is is_open


def test_a_window_over_midnight_is_open_through_the_night_on_which_the_clocks_change() -> None:
    for change in (CLOCKS_GO_FORWARD, CLOCKS_GO_BACK):
        night = [change + number * MINUTE for number in range(-3 * 60, 3 * 60)]
        assert all(takes_in_at([("22:00", "06:00")], AMSTERDAM, moment) for moment in night)
