"""Nothing fits: the page says what blocks, what could be waived and what never can; children alone are never turned away silently."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Seat
from tests.support.browser import PHONE
from tests.support.browser_deeds import Household, enter
from tests.support.browser_site import Site

WITH_A_NEED_THAT_NOBODY_MEETS = Household(people=(("Woman or girl", "41"),), needs=("Detox",))
NEAR_A_KEEP_AWAY_AREA_EVERYWHERE = Household(people=(("Woman or girl", "30"),), areas=(("Utrecht", "900"),))
CHILDREN_ALONE = Household(people=(("Woman or girl", "15"), ("Man or boy", "11")))


def test_the_page_names_what_blocks_and_waiving_it_opens_houses(shown_site: Site, seat: Seat) -> None:
    desk = seat(shown_site).log_in("coordinator.nl")
    desk.go("/requests/new")
    enter(desk, WITH_A_NEED_THAT_NOBODY_MEETS)
    desk.sees("No house can take them now")
    desk.sees("The house does not meet a need.")
    desk.sees(re.compile(r"If a need may stay unmet: \d+ houses?, \d+ beds?\."))
    desk.unfold("Waive a rule for this request")
    desk.tick("a need is not met")
    desk.tick("survivor accepts it")
    desk.click("button", "Waive and suggest again")
    desk.sees("Waived. These are the suggestions now.")
    desk.sees("Possible only because this was waived: a need is not met.")


def test_a_safety_rule_cannot_be_waived(shown_site: Site, seat: Seat) -> None:
    desk = seat(shown_site).log_in("coordinator.nl")
    desk.go("/requests/new")
    enter(desk, NEAR_A_KEEP_AWAY_AREA_EVERYWHERE)
    desk.sees("No house can take them now")
    desk.sees("Too near a keep-away area.")
    desk.does_not_see("Waive a rule for this request")
    expect(desk.page.get_by_role("button", name="Hold this bed")).to_have_count(0)


def test_children_alone_are_taken_in_by_the_form_and_the_page_says_whom_to_call(shown_site: Site, seat: Seat) -> None:
    desk = seat(shown_site, viewport=PHONE).log_in("coordinator.nl")
    desk.go("/requests/new")
    enter(desk, CHILDREN_ALONE)
    desk.sees("Children alone")
    desk.sees("Call child protection now; they decide with you.")
    desk.sees("The house does not take everybody of this household, by age.")
