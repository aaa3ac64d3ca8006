"""Screenshots of every page, made from a demo of its own: `make screenshots` (some minutes).

Each page at 390 and 1,440 pixels; empty ones, full ones, and some with an error. A Chromium is needed, as for the browser tests.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from playwright.sync_api import Browser, FloatRect, Page, sync_playwright

OUT = Path(__file__).parent
WIDTHS = (390, 1440)
HEIGHT = 900
TALLEST = 3_000
START_WITHIN_SECONDS = 180
CHROMIUM_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--force-color-profile=srgb"]
COORDINATOR, CONTACT = "coordinator.nl@demo.example", "contact.nl@demo.example"

Visit = Callable[[Page], object]


def main() -> None:
    """Start a demo, take every picture, end the demo."""
    for old in OUT.glob("*.jpg"):
        old.unlink()
    with (
        tempfile.TemporaryDirectory() as folder,
        _demo(Path(folder) / "demo") as (address, logins),
        sync_playwright() as p,
    ):
        browser = p.chromium.launch(executable_path=_chromium(), args=CHROMIUM_ARGUMENTS)
        camera = Camera(browser, address, logins)
        _strangers(camera)
        _coordinator(camera)
        _house(camera)
        _country(camera)
        _office(camera)
        browser.close()


class Camera:
    """Goes somewhere as somebody and takes the picture in both widths."""

    def __init__(self, browser: Browser, address: str, logins: Mapping[str, str]) -> None:
        self._browser, self._address, self.logins = browser, address, logins

    def take(self, name: str, who: str | None, visit: Visit) -> None:
        """Take `name`-390.jpg and `name`-1440.jpg of where the visit leads."""
        for width in WIDTHS:
            with self.page(width, who) as page:
                visit(page)
                height = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
                # What sticks to the lower edge of the screen then stands at the end of the picture, not across its middle.
                page.set_viewport_size({"width": width, "height": max(HEIGHT, height)})
                clip: FloatRect = {"x": 0, "y": 0, "width": width, "height": height}
                path = OUT / f"{name}-{width}.jpg"
                page.screenshot(path=path, type="jpeg", quality=70, full_page=True, clip=clip)
        sys.stdout.write(f"{name}\n")

    @contextmanager
    def page(self, width: int, who: str | None) -> Iterator[Page]:
        """A page of somebody who is logged in; None: a stranger."""
        context = self._browser.new_context(
            base_url=self._address, viewport={"width": width, "height": HEIGHT}, locale="en-GB"
        )
        page = context.new_page()
        if who is not None:
            page.goto("/login")
            page.get_by_label("Mail address").fill(who)
            page.get_by_label("Password").fill(self.logins[who])
            page.get_by_role("button", name="Log in").click()
            page.wait_for_url(re.compile(r"/(?!login)"))
        yield page
        context.close()


def at(path: str) -> Visit:
    """A visit to an address."""
    return lambda page: page.goto(path)


def _strangers(camera: Camera) -> None:
    camera.take("login", None, at("/login"))
    camera.take("login-error", None, _wrong_password)
    camera.take("not-found", COORDINATOR, at("/nowhere"))


def _coordinator(camera: Camera) -> None:
    camera.take("desk", COORDINATOR, at("/desk"))
    camera.take("desk-empty", "coordinator.is@demo.example", at("/desk"))
    camera.take("request-new", COORDINATOR, at("/requests/new"))
    camera.take("request-new-error", COORDINATOR, _send_empty_request)
    camera.take("plan-empty", COORDINATOR, at("/plan"))
    with camera.page(WIDTHS[1], COORDINATOR) as page:
        page.goto("/plan")
        page.get_by_role("button", name="Plan for everybody waiting").click()
        page.get_by_role("heading", name="Has a place in this plan").wait_for(timeout=60_000)
    camera.take("plan", COORDINATOR, at("/plan"))
    camera.take("suggestions", COORDINATOR, lambda page: _suggest(page, "1 adult, 1 child"))
    camera.take("suggestions-why-not", COORDINATOR, _why_not)
    camera.take("suggestions-nothing-fits", COORDINATOR, _nothing_fits)
    camera.take("offer-pending", COORDINATOR, lambda page: _open_request(page, "offered"))
    camera.take("offer-overdue", COORDINATOR, lambda page: _open_request(page, "overdue"))


def _house(camera: Camera) -> None:
    manager = _manager_with(camera, "An offer waits for your answer")
    camera.take("board", manager, at("/houses"))
    camera.take("report", manager, _open_report)
    camera.take("report-error", manager, _send_incomplete_report)
    camera.take("house-offer", manager, _open_offer)


def _country(camera: Camera) -> None:
    camera.take("country", CONTACT, at("/country"))
    camera.take("country-house", CONTACT, _first_house)
    camera.take("summary", CONTACT, at("/summary"))
    camera.take("summary-analyst", "analyst@demo.example", at("/summary"))


def _office(camera: Camera) -> None:
    camera.take("audit", "auditor@demo.example", at("/audit"))
    camera.take("accounts", "administrator@demo.example", at("/accounts"))
    camera.take("jobs", "administrator@demo.example", at("/operations"))
    camera.take("statistics", "analyst@demo.example", at("/statistics"))
    camera.take("statistics-country", CONTACT, at("/statistics"))
    camera.take("sessions", COORDINATOR, at("/sessions"))


def _wrong_password(page: Page) -> None:
    page.goto("/login")
    page.get_by_label("Mail address").fill("somebody@demo.example")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Log in").click()


def _send_empty_request(page: Page) -> None:
    page.goto("/requests/new")
    page.locator("form").filter(has=page.get_by_role("button", name="Save and suggest houses")).evaluate(
        "form => form.noValidate = true"
    )
    page.get_by_role("button", name="Save and suggest houses").click()
    page.locator(".error-summary").wait_for()


def _open_request(page: Page, word: str) -> None:
    page.goto("/desk")
    page.get_by_role("listitem").filter(has_text=word).first.get_by_role("link", name="Open").click()
    page.wait_for_load_state()


def _suggest(page: Page, word: str) -> None:
    _open_request(page, word)
    page.get_by_role("button", name=re.compile("^Suggest (houses|again)$")).click()
    page.wait_for_load_state()


def _why_not(page: Page) -> None:
    _suggest(page, "1 adult, 1 child")
    page.get_by_text(re.compile("^Why not the other houses")).click()


def _nothing_fits(page: Page) -> None:
    page.goto("/plan")
    without = page.get_by_role("heading", name=re.compile("Has no place")).locator("xpath=following-sibling::ul[1]")
    without.get_by_role("link", name="Open").first.click()
    page.get_by_role("button", name=re.compile("^Suggest (houses|again)$")).click()
    page.wait_for_load_state()


def _manager_with(camera: Camera, words: str) -> str:
    """The first Dutch manager whose board says these words."""
    for who in sorted(camera.logins):
        if who.startswith("house.nl-"):
            with camera.page(WIDTHS[0], who) as page:
                page.goto("/houses")
                if page.get_by_text(words).count():
                    return who
    message = f"no board says: {words}"
    raise LookupError(message)


def _open_report(page: Page) -> None:
    page.goto("/houses")
    page.get_by_role("link", name="Report what has changed").click()


def _send_incomplete_report(page: Page) -> None:
    _open_report(page)
    page.locator("main form").first.evaluate("form => form.noValidate = true")
    page.get_by_role("button", name="Send the report").click()
    page.locator(".error-summary").wait_for()


def _open_offer(page: Page) -> None:
    page.goto("/houses")
    page.get_by_role("button", name="Open the offer").first.click()
    page.wait_for_url(re.compile("house-offers"))


def _first_house(page: Page) -> None:
    page.goto("/country")
    page.get_by_role("link", name=re.compile("^NL-")).first.click()
    page.wait_for_load_state()


@contextmanager
def _demo(folder: Path) -> Iterator[tuple[str, Mapping[str, str]]]:
    """A demo with its address and passwords."""
    port = _free_port()
    command = [sys.executable, "-m", "safehouse", "demo", "--port", str(port), "--folder", str(folder)]
    process = subprocess.Popen(  # noqa: S603  # Our own command with a number and a folder.
        command,
        env={name: value for name, value in os.environ.items() if name != "SAFEHOUSE_DATABASE_URL"},
        start_new_session=True,
    )
    try:
        _wait_for(port, process)
        lines = (folder / "logins.txt").read_text(encoding="utf-8").splitlines()
        yield f"http://127.0.0.1:{port}", {line.split()[-2]: line.split()[-1] for line in lines}
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_WITHIN_SECONDS
    while not _answers(port):
        if process.poll() is not None or time.monotonic() > deadline:
            message = "the demo did not start"
            raise TimeoutError(message)
        time.sleep(0.5)


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _chromium() -> str:
    found = os.environ.get("SAFEHOUSE_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        message = "a Chromium is needed: SAFEHOUSE_CHROMIUM, or one on the path"
        raise FileNotFoundError(message)
    return found


if __name__ == "__main__":
    main()
