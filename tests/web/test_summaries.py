"""The page of a night says per house what the summary knows, folded so that it can be read on a phone."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from safehouse.domain.access import Actor
from safehouse.domain.codes import DeclinedHouse, HouseStatus
from safehouse.services.context import Context
from safehouse.services.offers import decline_offer
from safehouse.services.summaries import make_summary
from tests.rows import HouseRows, a_report
from tests.services.night import Night, a_night
from tests.support.stores import NOW, Clock
from tests.support.visitors import Visitor, text_of

VisitorAs = Callable[[Actor], Visitor]
YESTERDAY = date(2026, 11, 23)
EVENING = NOW - timedelta(hours=6)
PARTS = re.compile(r"<details.*?</details>", re.DOTALL)
COUNTRIES = re.compile(r'<section class="panel".*?</section>', re.DOTALL)
NOTICES = re.compile(r'<div class="notice".*?</div>\s*</div>', re.DOTALL)


@pytest.fixture
def night(context: Context, clock: Clock) -> Night:
    clock.now = EVENING
    return a_night(context, clock)


def page_of(night: Night, visitor_as: VisitorAs) -> str:
    """The page of yesterday's summary, made now, for the national contact."""
    night.clock.now = NOW
    make_summary(night.context, business_on=YESTERDAY, now=NOW)
    return visitor_as(night.desk.national_contact).get("/summary").text


def part_of(page: str, house: HouseRows) -> str:
    [part] = [part for part in PARTS.findall(page) if house.code in part]
    return text_of(part)


def test_each_house_has_its_beds_its_places_by_profile_and_its_refusals(night: Night, visitor_as: VisitorAs) -> None:
    house = night.house(2, 1)
    offer_id = night.offer(night.request(), house)
    decline_offer(
        night.context, night.manager(house), offer_id=offer_id, reason=DeclinedHouse.FUNDING, now=night.clock.now
    )
    part = part_of(page_of(night, visitor_as), house)
    for words in (
        "3 of 3 beds free",
        "beds in service 3",
        "arrivals 0",
        "departures 0",
        "mother and one child 1",
        "family of four 0",
        "step-free 0",
        "Declined by houses funding 1",
        "Declined by survivors none",
    ):
        assert words in part


def test_a_figure_of_0_is_shown_in_the_country_too(night: Night, visitor_as: VisitorAs) -> None:
    """Seen to fail with the codes left out that count nothing."""
    night.house(1)
    [country] = COUNTRIES.findall(page_of(night, visitor_as))
    assert "single woman 1 single man 1 mother and one child 0 family of four 0" in text_of(country)
    assert "occupied 0" in text_of(country)


def test_the_houses_that_are_stale_or_dark_are_named(night: Night, visitor_as: VisitorAs) -> None:
    fresh, stale, dark = night.house(1), night.house(1, is_reported=False), night.house(1, is_reported=False)
    a_report(night.context, stale, reported_at=NOW - timedelta(hours=13))
    a_report(night.context, dark, reported_at=NOW - timedelta(hours=25))
    page = page_of(night, visitor_as)
    assert [text_of(notice) for notice in NOTICES.findall(page)] == [
        f"Dark: call first {dark.code}",
        f"Stale: the last report is getting old {stale.code}",
    ]
    assert "fresh" in part_of(page, fresh)
    assert "dark, call first" in part_of(page, dark)


def test_a_closed_house_says_so_and_a_night_that_was_made_late_says_what_it_does_not_know(
    night: Night, visitor_as: VisitorAs
) -> None:
    closed, other = night.house(1, status=HouseStatus.CLOSED), night.house(1)
    night.clock.now = NOW + timedelta(days=2)
    make_summary(night.context, business_on=YESTERDAY, now=night.clock.now)
    page = visitor_as(night.desk.national_contact).get("/summary").text
    assert f"{closed.code} closed" in part_of(page, closed)
    assert f"{other.code} not known for this night" in part_of(page, other)
