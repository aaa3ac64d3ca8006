"""Two requests want one room: the page follows the plan for everybody, and says what first come, first served would cost."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.conftest import Seat
from tests.support.browser import Person
from tests.support.browser_deeds import hold_best
from tests.support.browser_site import Site

COMPUTED_WITHIN_MS = 90_000
HOUSE = re.compile(r"House ([A-Z]{2}-\w{4})")


def test_two_who_compete_for_one_room_both_have_a_place(scheduled_site: Site, seat: Seat) -> None:
    desk = seat(scheduled_site).log_in("coordinator.nl")
    desk.click("link", "Plan for everybody waiting")
    desk.click("button", "Plan for everybody waiting")
    desk.sees("Proven: no plan places more people, or fits better.", patience_ms=COMPUTED_WITHIN_MS)
    mother, family = planned(desk, "household of two"), planned(desk, "family of four")
    mothers_code, familys_code = code_in(mother), code_in(family)
    mothers_house, familys_house = house_in(mother), house_in(family)
    assert mothers_house != familys_house

    desk.click("link", re.compile(f"Open {mothers_code}"))
    desk.click("button", "Suggest houses")
    expect(suggestion(desk, mothers_house)).to_contain_text("plan for everybody")
    expect(suggestion(desk, familys_house)).to_contain_text(
        f"Then request {familys_code}, a family of four, has no place tonight."
    )
    desk.click("button", f"Hold this bed in house {mothers_house}")
    desk.sees("The bed is held.")

    desk.go("/plan")
    desk.click("link", re.compile(f"Open {familys_code}"))
    desk.click("button", "Suggest houses")
    assert hold_best(desk) == familys_house


def planned(desk: Person, household: str) -> Locator:
    """The line of the plan about a household."""
    return desk.page.get_by_role("listitem").filter(has_text=re.compile(household))


def suggestion(desk: Person, house: str) -> Locator:
    """The suggestion of a house."""
    heading = desk.page.get_by_role("heading", name=re.compile(f"House {house}"))
    return desk.page.get_by_role("listitem").filter(has=heading)


def code_in(line: Locator) -> str:
    """The case code in a line."""
    return line.locator(".code").inner_text()


def house_in(line: Locator) -> str:
    """The house in a line of the plan."""
    found = HOUSE.search(line.inner_text())
    assert found is not None
    return found.group(1)
