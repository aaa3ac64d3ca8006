"""Migrated databases of both sorts as fixtures: each test gets a copy of one that was migrated once."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from safehouse.services.context import Context
from safehouse.services.db import Store, open_store
from safehouse.services.migrate import upgrade
from safehouse.services.sealing import Vault
from safehouse.settings import Settings
from tests.support.postgres import PostgresServer

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
"""Two in the morning in Brussels."""
MASTER_KEY = bytes(range(200, 232))
"""Opens nothing but what tests seal."""

NewUrl = Callable[[str], str]
"""The address of a new database of this sort, `sqlite` or `postgres`, without any table."""


@dataclass
class Clock:
    """The database's clock of a test; stands still until it is set."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, span: timedelta) -> datetime:
        """Let time pass, and say what time it is then."""
        self.now += span
        return self.now


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "safehouse.sqlite"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: PostgresServer) -> Iterator[str]:
    name = postgres_server.create_database()
    _migrate(postgres_server.url(name))
    yield name
    postgres_server.drop_database(name)


@pytest.fixture
def sqlite_store_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    path = shutil.copy(migrated_sqlite, tmp_path / "safehouse.sqlite")
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_store_url(postgres_server: PostgresServer, migrated_postgres: str) -> Iterator[str]:
    name = postgres_server.create_database(template=migrated_postgres)
    yield postgres_server.url(name)
    postgres_server.drop_database(name)


@pytest.fixture(params=["sqlite", "postgres"])
def store_url(request: pytest.FixtureRequest) -> str:
    """The address of a database with all tables and no row, once of each sort."""
    url: str = request.getfixturevalue(f"{request.param}_store_url")
    return url


@pytest.fixture
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[NewUrl]:
    """More databases, for tests that need a second one: to restore into, for example."""
    servers: list[tuple[PostgresServer, str]] = []

    def make(sort: str) -> str:
        if sort == "sqlite":
            return f"sqlite:///{tmp_path / 'second.sqlite'}"
        server: PostgresServer = request.getfixturevalue("postgres_server")
        servers.append((server, server.create_database()))
        return server.url(servers[-1][1])

    yield make
    for server, name in servers:
        server.drop_database(name)


@pytest.fixture
def clock() -> Clock:
    """The database's clock; set `clock.now` to travel in time."""
    return Clock()


@pytest.fixture
def store(store_url: str, clock: Clock) -> Iterator[Store]:
    """A store with all tables and no row, once of each sort, by the test's clock."""
    opened = open_store(store_url, clock)
    yield opened
    opened.close()


@pytest.fixture
def context(store: Store, store_url: str) -> Context:
    """What every deed gets, with default settings."""
    return Context(
        store=store, vault=Vault(MASTER_KEY), settings=Settings(master_key=MASTER_KEY, database_url=store_url)
    )


def mark_as_newer(store: Store) -> None:
    """Let the tables be those of a version that this one does not know."""
    with store.writer.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")


def _migrate(url: str) -> None:
    store = open_store(url)
    upgrade(store)
    # A template must not have anybody connected.
    store.close()
