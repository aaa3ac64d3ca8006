"""A person at a browser: finds things by their words and roles, as people do, and every click and key is counted.

What is typed into a field is data and costs nothing; a click, a choice, Tab, Enter, Space and arrows cost one each.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal

from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect, sync_playwright

from tests.support.browser_site import Site

Words = str | re.Pattern[str]
ButtonOrLink = Literal["button", "link"]

PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1440, "height": 900}
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""A browser in a container without a graphics card, that talks to nobody by itself."""
PATIENCE_MS = 20_000
_MOST_TABS = 400
_HAS_FOCUS = """
element => {
  const focused = document.activeElement;
  return focused === element || (element.type === "radio" && focused.type === "radio" && focused.name === element.name);
}
"""


@dataclass
class Person:
    """Somebody with a page open. `effort`: clicks and keys so far, without what was typed."""

    locale: ClassVar[str] = "en-GB"
    """What the browser says that its owner reads."""

    site: Site
    page: Page
    effort: int = 0

    def log_in(self, name: str) -> "Person":
        """Log in as `name`@demo.example; what that costs is not counted."""
        login = self.site.login(name)
        return self.log_in_as(login.email, login.password)

    def log_in_as(self, email: str, password: str) -> "Person":
        """Log in with an account that is not the demo's; what that costs is not counted."""
        self.go("/login")
        self.page.get_by_label(self.said("Mail address")).fill(email)
        self.page.get_by_label(self.said("Password")).fill(password)
        self.page.get_by_role("button", name=self.said("Log in")).click()
        expect(self.page.locator("footer bdi")).to_be_visible()
        self.effort = 0
        return self

    def go(self, path: str) -> None:
        """Open an address of the site, as from a link in a mail."""
        self.page.goto(f"{self.site.url}{path}")

    def said(self, words: str) -> str:
        """How the pages of this person say what the code says in English."""
        return words

    def click(self, role: ButtonOrLink, words: Words, *, within: Locator | None = None) -> None:
        """Click a button or link by its words."""
        self.effort += 1
        name = self.said(words) if isinstance(words, str) else words
        (within or self.page).get_by_role(role, name=name).first.click()

    def unfold(self, words: str) -> None:
        """Open what is folded away under these words."""
        self.effort += 1
        self.page.locator("summary").filter(has_text=self.said(words)).click()

    def tick(self, words: str, *, within: Locator | None = None) -> None:
        """Choose a radio button or a box by its label."""
        self.effort += 1
        self.field(words, within).check()

    def choose(self, words: str, option: str, *, within: Locator | None = None) -> None:
        """Go to a list and choose by typing how the option begins; going there is one key."""
        self.effort += 1
        self.field(words, within).select_option(label=self.said(option))

    def type(self, words: str, text: str, *, within: Locator | None = None) -> None:
        """Go to a field and type data into it; going there is one key."""
        self.effort += 1
        self.field(words, within).fill(text)

    def press(self, key: str) -> None:
        """Press one key."""
        self.effort += 1
        self.page.keyboard.press(key)

    def field(self, words: str, within: Locator | None = None) -> Locator:
        """The input with exactly this label."""
        label, optional = re.escape(self.said(words)), re.escape(self.said("(optional)"))
        exactly = re.compile(rf"^\s*{label}(\s*{optional})?\s*$")
        inputs = self.page.locator("input, select, textarea")
        return (within or self.page).get_by_label(exactly).and_(inputs).first

    def sees(self, words: Words, *, patience_ms: int = PATIENCE_MS) -> None:
        """Wait until these words can be read on the page."""
        text = self.said(words) if isinstance(words, str) else words
        expect(self.page.locator("main").get_by_text(text).first).to_be_visible(timeout=patience_ms)

    def does_not_see(self, words: Words) -> None:
        """These words cannot be read on the page."""
        text = self.said(words) if isinstance(words, str) else words
        expect(self.page.locator("main").get_by_text(text)).to_have_count(0)

    def part(self, role: Literal["group", "region"], words: str) -> Locator:
        """The part of the page with exactly this name."""
        return self.page.get_by_role(role, name=self.said(words), exact=True)

    @property
    def heading(self) -> Locator:
        """The one heading of the page."""
        return self.page.get_by_role("heading", level=1)


class Typist(Person):
    """Somebody who has a keyboard and nothing else."""

    def click(self, role: ButtonOrLink, words: Words, *, within: Locator | None = None) -> None:
        self._tab_to((within or self.page).get_by_role(role, name=words).first)
        self.press("Enter")

    def unfold(self, words: str) -> None:
        self._tab_to(self.page.locator("summary").filter(has_text=words))
        self.press("Enter")

    def tick(self, words: str, *, within: Locator | None = None) -> None:
        """Tab leads to the first radio button of a group, or to the one that is chosen; arrows lead on."""
        target = self.field(words, within)
        self._tab_to(target)
        while not target.evaluate("element => element === document.activeElement"):
            self.press("ArrowDown")
        if not target.is_checked():
            self.press("Space")

    def choose(self, words: str, option: str, *, within: Locator | None = None) -> None:
        target = self.field(words, within)
        self._tab_to(target)
        self.page.keyboard.type(option)
        expect(target.locator("option:checked")).to_have_text(option)

    def type(self, words: str, text: str, *, within: Locator | None = None) -> None:
        self._tab_to(self.field(words, within))
        self.page.keyboard.type(text)

    def _tab_to(self, target: Locator) -> None:
        """Press Tab until the target, or another button of its radio group, has the focus."""
        expect(target).to_be_visible()
        for _ in range(_MOST_TABS):
            if target.evaluate(_HAS_FOCUS):
                return
            self.press("Tab")
        raise AssertionError(f"Tab does not lead to {target}")


@contextmanager
def opened_browser(executable: Path) -> Iterator[Browser]:
    """A Chromium without a window, until the block is left."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS))
        yield browser
        browser.close()


@contextmanager
def person_at(
    browser: Browser, site: Site, viewport: ViewportSize, *, scripts: bool = True, person: type[Person] = Person
) -> Iterator[Person]:
    """Somebody with a browser profile of one's own. Errors in the page's own scripts and from its policy fail the test."""
    context = browser.new_context(
        viewport=viewport, locale=person.locale, timezone_id="Europe/Amsterdam", java_script_enabled=scripts
    )
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if _is_fault(message.text) else None)
    yield person(site, page)
    context.close()
    assert faults == []


def _is_fault(text: str) -> bool:
    return "Content Security Policy" in text or "Uncaught" in text
