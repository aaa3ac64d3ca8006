"""How to get to a page: each visit starts at an address and clicks as a person would. All can be done again and again."""

import re
from collections.abc import Sequence

from camera import WIDTHS, Camera, Visit
from playwright.sync_api import Page

ADMINISTRATOR = "administrator@demo.example"
PASSWORD = "an invented password"  # noqa: S105  # Of accounts that end with the demo.
CHANGE = re.compile(r"^Change\b")
WRONG_FILE = (
    "code,country,town,cell,slack_km,time_zone,genders,children_accepted,max_boy_age,unaccompanied_minors,children_only,languages,"
    "services,security_level,specialisms,requires,max_stay_nights,intake,turnaround_hours,contacts\n"
    "NL-AAAA,NL,Nowhere at all,,10,Europe/Amsterdam,woman,yes,12,no,no,nl:native,,7,,,90,08:00-22:00,24,\n"
    "NL-BBBB,NL,Utrecht,,ten,Europe/Amsterdam,lady,perhaps,12,no,no,nl:native,,1,,,90,08:00-22:00,24,\n"
)


def wrong_password(page: Page) -> None:
    page.goto("/login")
    page.get_by_label("Mail address").fill("somebody@demo.example")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Log in").click()


def send_empty_request(page: Page) -> None:
    page.goto("/requests/new")
    page.locator("form").filter(has=page.get_by_role("button", name="Save and suggest houses")).evaluate(
        "form => form.noValidate = true"
    )
    page.get_by_role("button", name="Save and suggest houses").click()
    page.locator(".error-summary").wait_for()


def open_request(page: Page, word: str) -> None:
    page.goto("/desk")
    page.get_by_role("listitem").filter(has_text=word).first.get_by_role("link", name="Open").click()
    page.wait_for_load_state()


def suggest(page: Page, word: str) -> None:
    open_request(page, word)
    page.get_by_role("button", name=re.compile("^Suggest (houses|again)$")).click()
    page.wait_for_load_state()


def why_not(page: Page) -> None:
    suggest(page, "1 adult, 1 child")
    page.get_by_text(re.compile("^Why not the other houses")).click()


def nothing_fits(page: Page) -> None:
    page.goto("/plan")
    without = page.get_by_role("heading", name=re.compile("Has no place")).locator("xpath=following-sibling::ul[1]")
    without.get_by_role("link", name="Open").first.click()
    page.get_by_role("button", name=re.compile("^Suggest (houses|again)$")).click()
    page.wait_for_load_state()


def manager_with(camera: Camera, words: str) -> str:
    """The first Dutch manager whose board says these words."""
    for who in sorted(camera.logins):
        if who.startswith("house.nl-"):
            with camera.page(WIDTHS[0], who) as page:
                page.goto("/houses")
                if page.get_by_text(words).count():
                    return who
    message = f"no board says: {words}"
    raise LookupError(message)


def open_report(page: Page) -> None:
    page.goto("/houses")
    page.get_by_role("link", name="Report what has changed").click()


def send_incomplete_report(page: Page) -> None:
    open_report(page)
    page.locator("main form").first.evaluate("form => form.noValidate = true")
    page.get_by_role("button", name="Send the report").click()
    page.locator(".error-summary").wait_for()


def open_offer(page: Page) -> None:
    page.goto("/houses")
    page.get_by_role("button", name="Open the offer").first.click()
    page.wait_for_url(re.compile("house-offers"))


def first_house(page: Page) -> None:
    page.goto("/country")
    page.get_by_role("link", name=re.compile("^NL-")).first.click()
    page.wait_for_load_state()


def click_link(page: Page, name: str | re.Pattern[str]) -> None:
    """Follow the first link of that name."""
    page.get_by_role("link", name=name).first.click()
    page.wait_for_load_state()


def send_unchecked(page: Page, name: str) -> None:
    """Press the button of a form that the browser shall not check, so that the service says what is wrong."""
    button = page.get_by_role("button", name=name)
    page.locator("main form").filter(has=button).evaluate("form => form.noValidate = true")
    button.click()
    page.locator(".error-summary").wait_for()


def change_request(page: Page) -> None:
    open_request(page, "1 adult, 1 child")
    click_link(page, "Change the request")


def house_with_offer(page: Page) -> None:
    """The contact's page of an offer to the first house that has one."""
    page.goto("/country")
    for address in page.get_by_role("link", name=re.compile("^NL-")).evaluate_all(
        "links => links.map(link => link.href)"
    ):
        page.goto(address)
        offers = page.locator("main a[href*='/offers/']")
        if offers.count():
            offers.first.click()
            page.wait_for_load_state()
            return
    message = "no house has an offer"
    raise LookupError(message)


def from_first_house(*links: str | re.Pattern[str]) -> Visit:
    """From the contact's page of the first house along these links."""

    def visit(page: Page) -> None:
        first_house(page)
        for link in links:
            click_link(page, link)

    return visit


def send_empty_house(page: Page) -> None:
    page.goto("/country/houses/new")
    send_unchecked(page, "Register the house")


def check_wrong_file(page: Page) -> None:
    page.goto("/country/houses/file")
    wrong = {"name": "houses.csv", "mimeType": "text/csv", "buffer": WRONG_FILE.encode()}
    page.locator("#houses").set_input_files(wrong)  # type: ignore[arg-type]  # A mapping of its own kind is asked for.
    page.get_by_role("button", name="Check, and change nothing yet").click()
    page.get_by_role("columnheader", name="What is wrong").wait_for()


def open_placement(word: str) -> Visit:
    """From the board of a house to the first household that is tagged so: `overdue`, `here`."""

    def visit(page: Page) -> None:
        page.goto("/houses")
        row = page.get_by_role("listitem").filter(has=page.get_by_text(word, exact=True))
        row.first.get_by_role("link").first.click()
        page.wait_for_load_state()

    return visit


def from_board(link: str) -> Visit:
    """From the board of the house along this link."""

    def visit(page: Page) -> None:
        page.goto("/houses")
        click_link(page, link)

    return visit


def cover(page: Page) -> None:
    page.goto("/desk")
    page.get_by_role("button", name="Cover this page").click()
    page.get_by_role("heading", name="Still there?").wait_for()


def first_account(page: Page) -> None:
    page.goto("/accounts")
    page.locator("a.row-link").first.click()
    page.wait_for_load_state()


def dutch_house_codes(camera: Camera) -> tuple[str, ...]:
    """The codes of the Dutch houses, as the logins of their managers have them."""
    logins = (who.removeprefix("house.").partition("@")[0] for who in sorted(camera.logins))
    return tuple(name.upper() for name in logins if name.startswith("nl-"))


def invite(camera: Camera, name: str, rows: Sequence[tuple[str, str, str]]) -> str:
    """Have an administrator invite `name`@demo.example; the one-time link. Rows: role, and country or house code."""
    with camera.page(WIDTHS[1], ADMINISTRATOR) as page:
        page.goto("/accounts/new")
        page.get_by_label("Name").fill(name.capitalize())
        page.get_by_label("Mail address").fill(f"{name}@demo.example")
        for number, (role, field, value) in enumerate(rows):
            if number:
                page.get_by_role("button", name="One more role").click()
            page.locator(f"[name=grants-{number}-role]").select_option(role)
            scope = page.locator(f"[name=grants-{number}-{field}]")
            if field == "country":
                scope.select_option(value)
            else:
                scope.fill(value)
        page.get_by_role("button", name="Make the account and its link").click()
        return page.locator("#link").input_value()


def accept(camera: Camera, name: str, link: str) -> str:
    """Choose a password by the link; the login."""
    who = f"{name}@demo.example"
    with camera.page(WIDTHS[1], None) as page:
        page.goto(link)
        page.get_by_label("New password").fill(PASSWORD)
        page.get_by_role("button", name="Set the password").click()
        page.get_by_text("The password is set.").wait_for()
    camera.logins[who] = PASSWORD
    return who
