"""Somebody is invited, chooses a password and a language by a link, works, and is disabled; on a phone and on a desk."""

import re

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.browser.conftest import Seat
from tests.support.browser import DESK, PHONE, Person
from tests.support.browser_looks import shortcomings
from tests.support.browser_site import Site

PASSWORD = "correct horse battery"


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_somebody_is_invited_works_in_dutch_and_is_disabled(viewport: ViewportSize, *, site: Site, seat: Seat) -> None:
    administrator, new = seat(site, viewport=viewport).log_in("administrator"), seat(site, viewport=viewport)
    administrator.go("/accounts")
    administrator.click("link", "Invite somebody")
    administrator.type("Name", "Ana")
    administrator.type("Mail address", "ana@example.org")
    administrator.choose("Role 1", "House manager")
    administrator.type("House code", a_code_of(administrator))
    administrator.click("button", "One more role")
    administrator.choose("Role 2", "Placement coordinator")
    administrator.click("button", "Make the account and its link")
    expect(administrator.page.get_by_role("alert")).to_be_focused()
    administrator.sees("Role 2, country: Please answer this.")
    found = shortcomings(administrator.page)
    administrator.page.locator("#grants-1-country").select_option("NL")
    administrator.click("button", "Make the account and its link")
    administrator.sees("It is shown only now.")
    found += shortcomings(administrator.page)
    link = administrator.page.get_by_label("Invitation").input_value()

    new.page.goto(link)
    expect(new.heading).to_have_text("Choose a password")
    assert new.page.url == f"{site.url}/link"
    found += shortcomings(new.page)
    new.type("New password", PASSWORD)
    new.choose("Language", "Nederlands")
    new.click("button", "Set the password")
    new.sees("The password is set. Log in with it now.")
    new.type("Mail address", "ana@example.org")
    new.type("Password", PASSWORD)
    new.page.locator("main button[type=submit]").click()
    expect(new.page.locator("html")).to_have_attribute("lang", "nl")
    new.go("/desk")
    expect(new.page).to_have_url(f"{site.url}/desk")

    administrator.click("link", re.compile("go to the account"))
    found += shortcomings(administrator.page)
    administrator.unfold("Disable")
    administrator.click("button", "Disable at once")
    administrator.sees("Nobody can log in with it.")
    new.go("/desk")
    expect(new.page).to_have_url(f"{site.url}/login?next=/desk")
    new.page.goto(link)
    expect(new.page.locator("main button, main .btn")).to_have_count(1)
    assert found == []


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_the_pages_around_a_password_can_be_used_by_everybody(
    viewport: ViewportSize, *, shown_site: Site, seat: Seat
) -> None:
    person = seat(shown_site, viewport=viewport)
    person.go("/login/forgotten")
    person.sees("This service sends no mail.")
    found = shortcomings(person.page)
    person.go("/link")
    person.sees("This link leads nowhere any more")
    assert found + shortcomings(person.page) == []


def a_code_of(administrator: Person) -> str:
    """The first house that the page proposes."""
    code = administrator.page.locator("#house-codes option").first.get_attribute("value")
    assert code is not None
    return code
