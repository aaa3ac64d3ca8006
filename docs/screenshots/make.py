"""Screenshots of every page, made from a demo of its own: `make screenshots` (some minutes).

Each page at 390 and 1,440 pixels; empty ones, full ones, and some with an error. A Chromium is needed, as for the browser tests.
`--only PREFIX` takes the pictures whose names begin so, and leaves the others as they are.
"""

import tempfile
from argparse import ArgumentParser
from pathlib import Path

import visits
from camera import CHROMIUM_ARGUMENTS, OUT, WIDTHS, Camera, at, find_chromium
from demo_site import running_demo
from playwright.sync_api import sync_playwright
from visits import ADMINISTRATOR

COORDINATOR, CONTACT = "coordinator.nl@demo.example", "contact.nl@demo.example"
ANALYST, AUDITOR = "analyst@demo.example", "auditor@demo.example"


def main() -> None:
    """Start a demo, take every picture that is wanted, end the demo."""
    parser = ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", metavar="PREFIX", default="", help="how the names of the wanted pictures begin")
    only: str = parser.parse_args().only
    for old in OUT.glob(f"{only}*.jpg"):
        old.unlink()
    with (
        tempfile.TemporaryDirectory() as folder,
        running_demo(Path(folder) / "demo") as (address, logins),
        sync_playwright() as p,
    ):
        browser = p.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_ARGUMENTS)
        take_all(Camera(browser, address, logins, only=only))
        browser.close()


def take_all(camera: Camera) -> None:
    """Every page once. What an invitation adds to the demo comes last."""
    _strangers(camera)
    _desk(camera)
    _requests(camera)
    _paper(camera)
    _house(camera)
    _country(camera)
    _registration(camera)
    _figures(camera)
    _office(camera)
    _invited(camera)


def _strangers(camera: Camera) -> None:
    camera.take("login", None, at("/login"))
    camera.take("login-error", None, visits.wrong_password)
    camera.take("forgotten", None, at("/login/forgotten"))
    camera.take("link-ended", None, at("/link"))
    camera.take("not-found", COORDINATOR, at("/nowhere"))
    camera.take("cover", COORDINATOR, visits.cover)
    camera.take("sessions", COORDINATOR, at("/sessions"))


def _desk(camera: Camera) -> None:
    camera.take("desk", COORDINATOR, at("/desk"))
    camera.take("desk-empty", "coordinator.is@demo.example", at("/desk"))
    camera.take("hand-over", COORDINATOR, at("/desk/hand-over"))
    camera.take("plan-empty", COORDINATOR, at("/plan"))
    if camera.wants("plan", "suggestions-nothing-fits", "plan-two-countries"):
        with camera.page(WIDTHS[1], COORDINATOR) as page:
            page.goto("/plan")
            page.get_by_role("button", name="Plan for everybody waiting").click()
            page.get_by_role("heading", name="Has a place in this plan").wait_for(timeout=60_000)
    camera.take("plan", COORDINATOR, at("/plan"))


def _requests(camera: Camera) -> None:
    camera.take("request-new", COORDINATOR, at("/requests/new"))
    camera.take("request-new-error", COORDINATOR, visits.send_empty_request)
    camera.take("request-change", COORDINATOR, visits.change_request)
    camera.take("suggestions", COORDINATOR, lambda page: visits.suggest(page, "1 adult, 1 child"))
    camera.take("suggestions-why-not", COORDINATOR, visits.why_not)
    camera.take("suggestions-nothing-fits", COORDINATOR, visits.nothing_fits)
    camera.take("offer-pending", COORDINATOR, lambda page: visits.open_request(page, "offered"))
    camera.take("offer-overdue", COORDINATOR, lambda page: visits.open_request(page, "overdue"))


def _paper(camera: Camera) -> None:
    camera.take("paper", COORDINATOR, at("/paper"))
    camera.take("paper-request", COORDINATOR, at("/paper/request"))
    camera.take("paper-slip", COORDINATOR, at("/paper/slip"))
    camera.take("paper-bed-sheet", CONTACT, visits.from_first_house("Print the bed sheet"))
    camera.take("request-from-paper", COORDINATOR, at("/requests/from-paper"))


def _house(camera: Camera) -> None:
    if camera.wants("board", "report", "report-error", "house-offer", "first-evening"):
        manager = visits.manager_with(camera, "An offer waits for your answer")
        camera.take("board", manager, at("/houses"))
        camera.take("report", manager, visits.open_report)
        camera.take("report-error", manager, visits.send_incomplete_report)
        camera.take("first-evening", manager, visits.from_board("Enter who is there"))
        camera.take("house-offer", manager, visits.open_offer)
    for name, words, tag in (
        ("house-offer-reserved", "overdue", "overdue"),
        ("house-offer-stay", "here since", "here"),
    ):
        if camera.wants(name):
            camera.take(name, visits.manager_with(camera, words), visits.open_placement(tag))


def _country(camera: Camera) -> None:
    camera.take("country", CONTACT, at("/country"))
    camera.take("country-house", CONTACT, visits.first_house)
    camera.take("country-offer", CONTACT, visits.house_with_offer)
    camera.take("report-by-telephone", CONTACT, visits.from_first_house("Enter its report"))


def _registration(camera: Camera) -> None:
    camera.take("registration", CONTACT, at("/country/houses/new"))
    camera.take("registration-error", CONTACT, visits.send_empty_house)
    camera.take("house-facts", CONTACT, visits.from_first_house("What is said of it"))
    camera.take("house-section", CONTACT, visits.from_first_house("What is said of it", visits.CHANGE))
    camera.take("house-rooms", CONTACT, visits.from_first_house("Rooms and beds"))
    camera.take("house-room", CONTACT, visits.from_first_house("Rooms and beds", visits.CHANGE))
    camera.take("house-changes", CONTACT, visits.from_first_house("Changes"))
    camera.take("house-file", CONTACT, at("/country/houses/file"))
    camera.take("house-file-errors", CONTACT, visits.check_wrong_file)


def _figures(camera: Camera) -> None:
    camera.take("summary", CONTACT, at("/summary"))
    camera.take("summary-analyst", ANALYST, at("/summary"))
    camera.take("statistics", ANALYST, at("/statistics"))
    camera.take("statistics-country", CONTACT, at("/statistics"))


def _office(camera: Camera) -> None:
    camera.take("audit", AUDITOR, at("/audit"))
    camera.take("jobs", ADMINISTRATOR, at("/operations"))
    camera.take("configuration", ADMINISTRATOR, at("/configuration"))
    camera.take("accounts", ADMINISTRATOR, at("/accounts"))
    camera.take("account", ADMINISTRATOR, visits.first_account)
    camera.take("account-new", ADMINISTRATOR, at("/accounts/new"))


def _invited(camera: Camera) -> None:
    """Somebody with two houses, and somebody with the desks of two countries; both choose a password by their link."""
    if camera.wants("link", "board-several"):
        first, second = visits.dutch_house_codes(camera)[:2]
        link = visits.invite(camera, "both", (("manager", "house", first), ("manager", "house", second)))
        camera.take("link", None, at(link))
        camera.take("board-several", visits.accept(camera, "both", link), at("/houses"))
    if camera.wants("plan-two-countries"):
        desks = (("coordinator", "country", "NL"), ("coordinator", "country", "BE"))
        link = visits.invite(camera, "border", desks)
        camera.take("plan-two-countries", visits.accept(camera, "border", link), at("/plan?country=NL"))


if __name__ == "__main__":
    main()
