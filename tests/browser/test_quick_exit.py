"""Somebody comes into the room: the page is gone at the touch, and does not come back."""

from playwright.sync_api import expect

from tests.browser.conftest import Seat
from tests.support.browser import PHONE
from tests.support.browser_site import Site


def test_the_page_is_gone_before_the_network_answers(shown_site: Site, seat: Seat) -> None:
    person = seat(shown_site, viewport=PHONE).log_in("coordinator.nl")
    # The network of that moment: the request never gets there.
    person.page.evaluate("() => window.addEventListener('submit', event => event.preventDefault())")
    person.click("button", "Quick exit")
    expect(person.page.locator("body")).to_be_hidden()
    expect(person.page).to_have_title("")


def test_the_way_back_leads_to_the_login(shown_site: Site, seat: Seat) -> None:
    person = seat(shown_site, viewport=PHONE).log_in("coordinator.nl")
    person.go("/sessions")
    person.click("button", "Quick exit")
    expect(person.page.get_by_text("safehouse")).to_have_count(0)
    person.page.go_back()
    expect(person.page.get_by_text("Logged in as")).to_have_count(0)


def test_without_javascript_it_leads_away_too(shown_site: Site, seat: Seat) -> None:
    person = seat(shown_site, viewport=PHONE, scripts=False).log_in("coordinator.nl")
    person.click("button", "Quick exit")
    expect(person.page.get_by_text("Logged in as")).to_have_count(0)
    person.go("/sessions")
    expect(person.heading).to_have_text("Log in")


def test_a_covered_page_shows_nothing_until_the_password_is_given(shown_site: Site, seat: Seat) -> None:
    person = seat(shown_site).log_in("coordinator.nl")
    person.go("/sessions")
    person.click("button", "Cover this page")
    expect(person.heading).to_have_text("Still there?")
    person.go("/sessions")
    expect(person.heading).to_have_text("Still there?")
    person.type("Password", shown_site.login("coordinator.nl").password)
    person.click("button", "Go on")
    expect(person.heading).not_to_have_text("Still there?")
