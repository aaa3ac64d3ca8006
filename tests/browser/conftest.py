"""Fixtures of the browser tests: one demo network, a service over a copy of it, and the people in front of it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from safehouse.demo.folder import DemoFolder
from tests.support.browser import DESK, PATIENCE_MS, Person, opened_browser, person_at
from tests.support.browser_life import Life, bring_to_life
from tests.support.browser_site import Site, build_demo, locked, running_site

Seat = Callable[..., Person]

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="package")
def browser(chromium: Path) -> Iterator[Browser]:
    """The browser of all people. It ends with this folder, because Playwright keeps an event loop for as long."""
    with opened_browser(chromium) as opened:
        yield opened


@pytest.fixture(scope="session")
def demo(chromium: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder of a demo network that all test processes share and nobody writes to."""
    del chromium
    own = tmp_path_factory.getbasetemp()
    shared = own if worker_id == "master" else own.parent
    folder = DemoFolder(shared / "browser-demo")
    with locked(shared / "browser-demo.lock"):
        build_demo(folder)
    return folder.path


@pytest.fixture
def site(demo: Path, tmp_path: Path) -> Iterator[Site]:
    """A service of this test's own, without a scheduler."""
    with running_site(demo, tmp_path / "demo") as running:
        yield running


@pytest.fixture
def scheduled_site(demo: Path, tmp_path: Path) -> Iterator[Site]:
    """A service of this test's own with its scheduler."""
    with running_site(demo, tmp_path / "demo", has_scheduler=True) as running:
        yield running


@pytest.fixture(scope="session")
def shown_site(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A service with its scheduler for tests that only look."""
    with running_site(demo, tmp_path_factory.mktemp("shown") / "demo", has_scheduler=True) as running:
        yield running


@pytest.fixture(scope="session")
def life(shown_site: Site) -> Life:
    """What there is to see at `shown_site`."""
    return bring_to_life(shown_site)


@pytest.fixture
def seat(browser: Browser) -> Iterator[Seat]:
    """`seat(site)` gives somebody a browser at a desk; `viewport=PHONE` a phone, `scripts=False` one without JavaScript."""
    with ExitStack() as stack:

        def take(
            site: Site, *, viewport: ViewportSize = DESK, scripts: bool = True, person: type[Person] = Person
        ) -> Person:
            return stack.enter_context(person_at(browser, site, viewport, scripts=scripts, person=person))

        yield take
