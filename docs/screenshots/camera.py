"""The camera: a browser that goes somewhere as somebody and takes the picture in both widths."""

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, FloatRect, Page

OUT = Path(__file__).parent
WIDTHS = (390, 1440)
HEIGHT = 900
TALLEST = 3_000
CHROMIUM_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--force-color-profile=srgb"]

Visit = Callable[[Page], object]


class Camera:
    """Goes somewhere as somebody and takes the picture in both widths."""

    def __init__(self, browser: Browser, address: str, logins: dict[str, str], *, only: str) -> None:
        """`only`: how the names of the pictures begin that are wanted; empty for all."""
        self._browser, self._address, self.logins, self._only = browser, address, logins, only

    def wants(self, *names: str) -> bool:
        """Whether one of these pictures is wanted, so that what they need has to be done."""
        return any(name.startswith(self._only) for name in names)

    def take(self, name: str, who: str | None, visit: Visit) -> None:
        """Take `name`-390.jpg and `name`-1440.jpg of where the visit leads, if that picture is wanted."""
        if not self.wants(name):
            return
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


def find_chromium() -> str:
    """The browser. Raises FileNotFoundError."""
    found = os.environ.get("SAFEHOUSE_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        message = "a Chromium is needed: SAFEHOUSE_CHROMIUM, or one on the path"
        raise FileNotFoundError(message)
    return found
