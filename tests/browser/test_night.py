"""The night that the service is for: a mother of 24 with a son of 3, at a police station in Utrecht, at two in the morning."""

import re
import subprocess
import sys
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from safehouse.domain.spans import business_date
from tests.browser.conftest import Seat
from tests.support.browser import PHONE, Person, Typist
from tests.support.browser_deeds import MOTHER_AND_SON, enter, hold_best
from tests.support.browser_life import arrivals_today
from tests.support.browser_site import Site

MOST_EFFORT = 25
BUSINESS_ZONE = ZoneInfo("Europe/Brussels")


def test_the_coordinator_places_the_house_answers_and_the_summary_has_it_in_the_morning(site: Site, seat: Seat) -> None:
    arrived_before = arrivals_today(site)
    desk = seat(site).log_in("coordinator.nl")
    desk.click("link", "New request")
    enter(desk, MOTHER_AND_SON, by_choosing=True)
    desk.sees("Staff speak Romanian.")
    house = hold_best(desk)
    desk.sees("Not opened yet: call the house")
    write_note(desk, "Brown suitcase. The boy is shy of men.")
    manager = seat(site, viewport=PHONE).log_in(f"house.{house}")
    answer_and_receive(manager, note="Brown suitcase. The boy is shy of men.")
    desk.page.reload()
    desk.sees("checked in")
    desk.does_not_see("Hand-over note")
    summary_of_tonight(desk)
    assert arrivals_shown(desk) == arrived_before + 1


def test_the_whole_night_goes_by_keyboard_alone(site: Site, seat: Seat) -> None:
    desk = seat(site, person=Typist).log_in("coordinator.nl")
    desk.click("link", "New request")
    enter(desk, MOTHER_AND_SON)
    house = hold_best(desk)
    manager = seat(site, viewport=PHONE, person=Typist).log_in(f"house.{house}")
    answer_and_receive(manager)
    desk.page.reload()
    desk.sees("checked in")


def test_the_whole_night_goes_without_javascript(site: Site, seat: Seat) -> None:
    desk = seat(site, scripts=False).log_in("coordinator.nl")
    desk.click("link", "New request")
    enter(desk, MOTHER_AND_SON)
    house = hold_best(desk)
    write_note(desk, "Brown suitcase.")
    manager = seat(site, viewport=PHONE, scripts=False).log_in(f"house.{house}")
    answer_and_receive(manager, note="Brown suitcase.")
    desk.page.reload()
    desk.sees("checked in")


def test_a_request_takes_at_most_25_keys_and_clicks_beyond_its_data(shown_site: Site, seat: Seat) -> None:
    """Counted from the open form to the suggestions: clicks, ticks, and going to a field; what is typed is data."""
    desk = seat(shown_site).log_in("coordinator.nl")
    desk.go("/requests/new")
    enter(desk, MOTHER_AND_SON, by_choosing=True)
    assert desk.effort <= MOST_EFFORT


def test_a_town_is_found_in_any_script_and_choosing_it_leads_back_to_its_field(shown_site: Site, seat: Seat) -> None:
    desk = seat(shown_site).log_in("coordinator.nl")
    desk.go("/requests/new")
    desk.type("Pick-up town", "Утрехт")
    desk.click("button", re.compile("^Utrecht, NL"))
    expect(desk.field("Pick-up town")).to_be_focused()
    expect(desk.field("Pick-up town")).to_have_value(re.compile("^Utrecht, NL"))


def write_note(desk: Person, note: str) -> None:
    """Seal a hand-over note for the house."""
    desk.unfold("Write a note")
    desk.type("Hand-over note", note)
    desk.click("button", "Seal the note")
    desk.sees("The hand-over note is sealed.")


def answer_and_receive(manager: Person, *, note: str = "") -> None:
    """Open the offer that waits, say yes, read the note if there is one, and check in."""
    manager.sees("An offer waits for your answer")
    manager.click("button", "Open the offer")
    manager.sees("Romanian")
    manager.does_not_see("Rotterdam")
    manager.click("button", "Yes, we take them")
    manager.sees("Accepted: the place is reserved.")
    if note:
        manager.click("button", "Open the hand-over note")
        manager.sees(note)
    manager.click("button", "They have arrived")
    manager.sees("They have arrived. The hand-over note is destroyed.")


def summary_of_tonight(person: Person) -> None:
    """Let the night pass: the summary is made as it would be tomorrow, and the person looks at it."""
    tonight = business_date(datetime.now(UTC), BUSINESS_ZONE).isoformat()
    command = [sys.executable, "-m", "tests.support.tomorrow", "summary", "--date", tonight]
    subprocess.run(command, env=dict(person.site.environ), check=True, capture_output=True)
    person.go(f"/summary/{tonight}")


def arrivals_shown(person: Person) -> int:
    """The number of arrivals in the country, as the page of the summary says it."""
    term = person.page.get_by_role("region", name="Netherlands").get_by_text("arrivals", exact=True)
    return int(term.locator("xpath=following-sibling::dd").inner_text())
