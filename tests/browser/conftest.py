"""Fixtures of the browser tests: one demo network, a service over a copy of it, and the people in front of it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from safehouse.demo.folder import DemoFolder
from tests.support.browser import DESK, PATIENCE_MS, Person, opened_browser, person_at
from tests.support.browser_afternoon import running_afternoon, set_up
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
def shared(chromium: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder of what all test processes share; whoever builds there does it under `locked`."""
    del chromium
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def empty_service(shared: Path) -> Path:
    """The folder of a service that was set up and has nobody in it yet. Nobody writes to it."""
    folder = shared / "browser-empty"
    with locked(shared / "browser-empty.lock"):
        set_up(folder)
    return folder


@pytest.fixture(scope="session")
def demo(shared: Path, empty_service: Path) -> Path:
    """The folder of a demo network that nobody writes to."""
    folder = DemoFolder(shared / "browser-demo")
    with locked(shared / "browser-demo.lock"):
        build_demo(folder, towns=set_up(empty_service))
    return folder.path


@pytest.fixture
def empty_site(empty_service: Path, tmp_path: Path) -> Iterator[Site]:
    """A service of this test's own in which nobody has an account."""
    with running_afternoon(empty_service, tmp_path / "empty") as running:
        yield running


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
