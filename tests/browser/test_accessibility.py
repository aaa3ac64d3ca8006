"""Every page of every role, on a phone and on a desk: axe finds nothing serious, nothing is too wide or too small.

Seen red: a button of 30 px height and a table of 500 px width were each found on the page that had them.
"""

import re

import pytest
from playwright.sync_api import ViewportSize, expect

from safehouse.domain.codes import Role
from tests.browser.conftest import Seat
from tests.support.browser import DESK, PHONE
from tests.support.browser_life import Life
from tests.support.browser_looks import shortcomings
from tests.support.browser_site import Site
from tests.support.browser_walk import application, pages_of, walk

WHO = {
    Role.MANAGER: "house.{reserved_house}",
    Role.COORDINATOR: "coordinator.nl",
    Role.NATIONAL_CONTACT: "contact.nl",
    Role.ANALYST: "analyst",
    Role.AUDITOR: "auditor",
    Role.ADMINISTRATOR: "administrator",
}
NOT_LINKED = {"login.show_start", "plans.look_again"}
"""A redirect, and the part of a page that it asks for by itself."""


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("role", Role)
def test_every_page_can_be_used_by_everybody(
    role: Role, viewport: ViewportSize, *, shown_site: Site, life: Life, seat: Seat
) -> None:
    person = seat(shown_site, viewport=viewport).log_in(WHO[role].format(**vars(life)))
    found: list[str] = []
    seen: set[str] = set()
    with application(shown_site.environ) as app:
        for endpoint in walk(person, app):
            seen.add(endpoint)
            found += [f"{person.page.url}: {shortcoming}" for shortcoming in shortcomings(person.page)]
        unseen = pages_of(app, role) - seen - NOT_LINKED
    assert found == []
    assert unseen == set()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_what_is_shown_after_a_deed_can_be_used_by_everybody(
    viewport: ViewportSize, *, shown_site: Site, life: Life, seat: Seat
) -> None:
    """Pages that no link leads to: the login, an offer that is opened, the cover, and a page that does not exist."""
    person = seat(shown_site, viewport=viewport)
    person.go("/login")
    found = shortcomings(person.page)
    person.log_in(f"house.{life.offered_house}")
    found += shortcomings(person.page)
    person.click("button", "Open the offer")
    person.sees("Yes, we take them")
    found += shortcomings(person.page)
    person.go("/missing")
    found += shortcomings(person.page)
    person.go("/sessions")
    person.click("button", "Cover this page")
    person.sees("Still there?")
    assert found + shortcomings(person.page) == []


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_a_form_that_is_refused_leads_to_what_is_wrong_and_keeps_what_was_typed(
    viewport: ViewportSize, *, shown_site: Site, seat: Seat
) -> None:
    person = seat(shown_site, viewport=viewport).log_in("coordinator.nl")
    person.go("/requests/new")
    person.type("Person 1, age in years", "130")
    person.click("button", "Save and suggest houses")
    expect(person.page.get_by_role("alert")).to_be_focused()
    expect(person.field("Person 1, age in years")).to_have_value("130")
    found = shortcomings(person.page)
    person.click("link", re.compile("Person 1, age"))
    expect(person.field("Person 1, age in years")).to_be_focused()
    assert found == []
