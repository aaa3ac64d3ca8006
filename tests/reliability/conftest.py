"""A service with several workers on each sort of database, and the people who use it over real connections."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest

from tests.services.night import Night
from tests.support.busy_desk import a_busy_desk, logged_in, service_environ
from tests.support.lengths import length
from tests.support.postgres import PostgresServer
from tests.support.service_processes import Service, running_service
from tests.support.wire import Wire

GATE_CLIENTS, SOAK_CLIENTS = 4, 40
GATE_WORKERS, SOAK_WORKERS = 2, 4


@dataclass(frozen=True)
class Site:
    """A running service over one database, its desk, and as many logins as there are clients. `server` None: SQLite."""

    night: Night
    service: Service
    wires: list[Wire]
    server: PostgresServer | None


@pytest.fixture(scope="package", params=["sqlite", "postgres"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One for all tests of this folder, which each bring houses and requests of their own."""
    sort: Literal["sqlite", "postgres"] = request.param
    server: PostgresServer | None = request.getfixturevalue("postgres_server") if sort == "postgres" else None
    if server is None:
        migrated: Path = request.getfixturevalue("migrated_sqlite")
        path = shutil.copy(migrated, tmp_path_factory.mktemp("service") / "safehouse.sqlite")
        url = f"sqlite:///{path}"
    else:
        url = server.url(server.create_database(template=request.getfixturevalue("migrated_postgres")))
    clients = length(gate=GATE_CLIENTS, soak=SOAK_CLIENTS)
    workers = length(gate=GATE_WORKERS, soak=SOAK_WORKERS)
    with (
        a_busy_desk(url) as night,
        running_service(service_environ(url), workers=workers, threads=clients) as service,
        logged_in(service.port, night, clients) as wires,
    ):
        yield Site(night, service, wires, server)
