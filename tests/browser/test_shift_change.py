"""A change of shift between two coordinators: by keyboard, at a desk and on a phone, with nothing that shuts anybody out."""

import re
from collections.abc import Sequence

import pytest
from playwright.sync_api import ViewportSize

from tests.browser.conftest import Seat
from tests.support.browser import DESK, PHONE, Person, Typist
from tests.support.browser_looks import shortcomings
from tests.support.browser_site import Site

TOLD = re.compile("Passed on to you by Coordinator NL")


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_a_shift_is_handed_over_opened_and_one_request_taken_back_by_keyboard(
    viewport: ViewportSize, *, site: Site, seat: Seat
) -> None:
    leaving = seat(site, viewport=viewport, person=Typist).log_in("coordinator.nl")
    leaving.sees(re.compile("^Waits for you"))
    leaving.click("link", "Hand over my shift")
    leaving.sees("What is ticked becomes your colleague’s.")
    assert shortcomings(leaving.page) == []
    mine = codes_of(leaving)
    leaving.choose("Colleague", "Night coordinator NL")
    leaving.click("button", "Hand over")
    leaving.sees("Your shift is handed over.")
    assert shortcomings(leaving.page) == []
    leaving.does_not_see(re.compile("^Waits for you"))

    coming = seat(site, viewport=viewport, person=Typist).log_in("night.nl")
    coming.sees(TOLD)
    assert shortcomings(coming.page) == []
    told = coming.page.get_by_text(TOLD)
    before = told.count()
    assert before >= len(mine)
    coming.click("button", re.compile("^Open"))
    coming.sees(re.compile("Request [A-Z0-9]{8}"))
    coming.does_not_see(TOLD)
    coming.go("/desk")
    assert told.count() == before - 1

    leaving.click("link", re.compile(f"^Take over {mine[0]}"))
    leaving.sees("Take over from Night coordinator NL")
    assert shortcomings(leaving.page) == []
    keep_ticked(leaving, mine[0])
    leaving.tick("it cannot wait")
    leaving.click("button", "Take over")
    leaving.sees("The requests are yours now.")
    leaving.sees(re.compile(r"^Hand over my shift"))


def codes_of(person: Person) -> Sequence[str]:
    """The case codes of the requests that can be ticked, in the order of the page."""
    labels = person.page.get_by_role("group", name="Requests").locator("label").all_inner_texts()
    return [label.split(" ")[0] for label in labels]


def keep_ticked(person: Person, code: str) -> None:
    """Untick every other request, which are all ticked at first."""
    for other in codes_of(person):
        if other != code:
            box = person.page.get_by_role("checkbox", name=re.compile(f"^{other}"))
            box.focus()
            person.press("Space")
