"""Every page of every role, on a phone and on a desk: axe finds nothing serious, nothing is too wide or too small.

Seen red: a button of 30 px height and a table of 500 px width were each found on the page that had them.
"""

import pytest
from playwright.sync_api import ViewportSize

from safehouse.domain.codes import Role
from tests.browser.conftest import Seat
from tests.support.browser import DESK, PHONE
from tests.support.browser_life import Life
from tests.support.browser_looks import shortcomings
from tests.support.browser_site import Site
from tests.support.browser_walk import application, pages_of, walk

WHO = {
    Role.MANAGER: "house.{offered_house}",
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
