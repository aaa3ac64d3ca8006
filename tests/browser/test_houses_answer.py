"""What a house reports and answers, on a phone or by telephone, and how both sides see it."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Seat
from tests.support.browser import PHONE, Person
from tests.support.browser_deeds import MOTHER_AND_SON, enter, hold_best
from tests.support.browser_life import let_offers_run_out
from tests.support.browser_site import Site


def offered(site: Site, seat: Seat) -> tuple[Person, str]:
    """A coordinator who has just held a bed, and the code of its house."""
    desk = seat(site).log_in("coordinator.nl")
    desk.go("/requests/new")
    enter(desk, MOTHER_AND_SON)
    return desk, hold_best(desk)


def test_that_nothing_has_changed_is_reported_in_one_tap(site: Site, seat: Seat) -> None:
    manager = seat(site, viewport=PHONE).log_in(site.house("NL"))
    manager.click("button", "Nothing has changed")
    manager.sees("Reported: nothing has changed.")
    manager.sees("Last report just now, by house manager.")
    assert manager.effort == 1


def test_a_whole_report_takes_three_taps_beyond_the_beds_that_changed(site: Site, seat: Seat) -> None:
    manager = seat(site, viewport=PHONE).log_in(site.house("NL"))
    manager.click("link", "Report what has changed")
    manager.tick("Yes, nobody")
    manager.click("button", "Send the report")
    manager.sees("The report is in. Thank you.")
    assert manager.effort == 3


def test_what_a_house_declines_is_open_again_and_both_sides_see_why(site: Site, seat: Seat) -> None:
    desk, house = offered(site, seat)
    manager = seat(site, viewport=PHONE).log_in(f"house.{house}")
    manager.click("button", "Open the offer")
    manager.unfold("No, we cannot")
    manager.tick("too few staff")
    manager.click("button", "Decline the offer")
    manager.sees("Declined. The desk looks for another house.")
    manager.does_not_see("Romanian")
    desk.page.reload()
    desk.sees("declined by the house")
    desk.sees(re.compile("too few staff"))
    desk.sees("It waits for the desk.")


def test_an_answer_after_the_time_has_run_out_changes_nothing_and_says_so(site: Site, seat: Seat) -> None:
    desk, house = offered(site, seat)
    manager = seat(site, viewport=PHONE).log_in(f"house.{house}")
    manager.click("button", "Open the offer")
    let_offers_run_out(site)
    manager.click("button", "Yes, we take them")
    manager.sees("The time to answer has run out, and the bed is free for others. Nothing was changed.")
    desk.page.reload()
    desk.sees("expired")
    desk.sees("It waits for the desk.")


def test_what_the_survivor_declines_is_no_fault_and_the_house_is_not_suggested_again(site: Site, seat: Seat) -> None:
    desk, house = offered(site, seat)
    desk.unfold("The survivor does not want this house")
    desk.tick("not said")
    desk.click("button", "Record her decision")
    desk.sees("The survivor has decided.")
    desk.click("button", re.compile("Suggest again|Suggest houses"))
    expect(desk.page.get_by_role("button", name=f"Hold this bed in house {house}")).to_have_count(0)


def test_a_house_that_has_only_a_telephone_takes_part_in_everything(site: Site, seat: Seat) -> None:
    desk, house = offered(site, seat)
    request = desk.page.url.removeprefix(site.url)
    desk.click("button", "Show the duty telephone")
    desk.sees(f"Duty telephone of house {house}")
    desk.go(request)
    desk.click("button", "The house says yes")
    desk.sees("The place is reserved.")
    desk.click("button", "They are on their way")
    desk.sees("They are on the way.")
    desk.click("button", "The house says they have arrived")
    desk.sees("They have arrived.")
    desk.unfold("Check-out by telephone")
    desk.tick("own home")
    desk.click("button", "End the stay")
    desk.sees("The stay has ended.")
    desk.click("link", "Houses")
    desk.click("link", house)
    desk.click("button", "It says that nothing has changed")
    desk.sees(re.compile("by telephone, entered by placement coordinator"))
    manager = seat(site, viewport=PHONE).log_in(f"house.{house}")
    manager.unfold("Earlier offers, and what was opened")
    manager.sees(re.compile("The duty telephone was opened by: placement coordinator"))


def test_the_national_contact_runs_a_house_that_has_only_a_telephone_for_a_night(site: Site, seat: Seat) -> None:
    desk, house = offered(site, seat)
    request = desk.heading.inner_text()
    contact = seat(site, viewport=PHONE).log_in("contact.nl")
    contact.click("link", "Houses")
    contact.click("link", house)
    contact.click("link", re.compile(request.removeprefix("Request ")))
    contact.sees(request)
    contact.sees(re.compile("a boy, 2 to 11 years"))
    contact.click("button", "The house says yes")
    contact.sees("The place is reserved. The desk knows.")
    contact.click("button", "The house says they have arrived")
    contact.sees("They have arrived.")
    contact.click("button", "They are away")
    contact.sees("Recorded as away. The place is kept, and who must know is told.")
    contact.click("button", "They are back")
    contact.sees("Recorded as back.")
    contact.unfold("Check out")
    contact.tick("own home")
    contact.click("button", "Check out")
    contact.sees("Checked out. The beds are made ready.")
    contact.does_not_see(re.compile("a boy"))
    desk.page.reload()
    desk.sees("closed")
