"""Every page of every role, on a phone and on a desk: axe finds nothing serious, nothing is too wide or too small."""

import re

import pytest
from playwright.sync_api import ViewportSize, expect

from safehouse.domain.codes import Role
from tests.browser.conftest import Seat
from tests.support.browser import DESK, PHONE
from tests.support.browser_deeds import Household, send
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
OF_AN_AGE_THAT_NOBODY_HAS = Household(people=(("Woman or girl", "130"),))
BEGINS_AT = {
    Role.NATIONAL_CONTACT: ("/country/houses/{offered_house_id}",),
    Role.COORDINATOR: ("/country/houses/{offered_house_id}", "/requests/{offered_request_id}"),
}
"""Only some of the many houses and requests have an offer, and only a few are looked at: one of those comes first."""
NOT_LINKED = {
    "evacuations.look_again",
    "evacuations.look_at_drill_again",
    "houses.registered",
    "login.show_start",
    "plans.look_again",
    "statistics.chart",
}
"""What follows a registration alone, a redirect, parts of pages that they ask for by themselves, and a picture in a page."""
FILES = {"house_files.template", "statistics.download"}
"""What is downloaded."""


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("role", Role)
def test_every_page_can_be_used_by_everybody(
    role: Role, viewport: ViewportSize, *, shown_site: Site, life: Life, seat: Seat
) -> None:
    person = seat(shown_site, viewport=viewport).log_in(WHO[role].format(**vars(life)))
    found: list[str] = []
    seen: set[str] = set()
    with application(shown_site.environ) as app:
        for endpoint in walk(person, app, [path.format(**vars(life)) for path in BEGINS_AT.get(role, ())]):
            seen.add(endpoint)
            found += [f"{person.page.url}: {shortcoming}" for shortcoming in shortcomings(person.page)]
        unseen = pages_of(app, role) - seen - NOT_LINKED - FILES
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
    send(person, OF_AN_AGE_THAT_NOBODY_HAS)
    expect(person.page.get_by_role("alert")).to_be_focused()
    expect(person.field("Person 1, age in years")).to_have_value("130")
    found = shortcomings(person.page)
    person.click("link", re.compile("Person 1, age"))
    expect(person.field("Person 1, age in years")).to_be_focused()
    assert found == []


@pytest.mark.parametrize(
    ("fault", "finding"),
    [
        ("element => element.style.minHeight = element.style.height = '30px'", "smaller than 44 px: Log in"),
        ("element => element.style.width = '500px'", "px wider than the screen"),
        (
            "element => Object.assign(element.style, {transition: 'none', color: '#888', background: '#777'})",
            "axe color-contrast (serious)",
        ),
    ],
    ids=["small", "wide", "grey"],
)
def test_a_fault_in_the_looks_is_found(fault: str, finding: str, *, shown_site: Site, seat: Seat) -> None:
    """The button of the login is spoilt in the page itself."""
    person = seat(shown_site, viewport=PHONE)
    person.go("/login")
    assert shortcomings(person.page) == []
    person.page.get_by_role("button", name="Log in").evaluate(fault)
    assert any(finding in found for found in shortcomings(person.page))
