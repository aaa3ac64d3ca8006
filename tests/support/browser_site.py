"""The service as people meet it: gunicorn and the scheduler as processes on loopback, over a copy of one small demo network."""

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from safehouse.demo.cast import Login, login_table
from safehouse.demo.folder import DemoFolder, write_for_owner
from safehouse.demo.network import build_network
from safehouse.demo.seeds import country_seeds
from safehouse.services.context import open_context
from safehouse.services.migrate import upgrade
from safehouse.settings import Settings
from tests.support.ports import free_port
from tests.support.service_processes import running, wait_for_health

COUNTRIES = ("NL", "BE", "CH")
"""The country of the nights, one to ask when nothing fits, and one more for the houses that are compromised or paused."""
SEED = 1


@dataclass(frozen=True)
class Site:
    """A running service: where it answers, who can log in, and the variables of its processes."""

    url: str
    logins: Mapping[str, Login]
    environ: Mapping[str, str]

    def login(self, name: str) -> Login:
        """The login `name`@demo.example, as `coordinator.nl` or `house.nl-4x7q`."""
        return self.logins[f"{name.lower()}@demo.example"]

    def house(self, country: str) -> str:
        """The name of the login of a house's manager: the first one of a country."""
        beginning = f"house.{country.lower()}-"
        return next(email.partition("@")[0] for email in self.logins if email.startswith(beginning))


def build_demo(folder: DemoFolder, towns: Path) -> None:
    """Fill the folder with a network of few countries; a folder that is complete stays as it is.

    `towns`: a database with nothing but the towns of the world, which take long to load.
    """
    if folder.is_complete:
        return
    folder.begin()
    shutil.copy(towns, folder.database)
    context = open_context(Settings.from_environment(folder.environment(os.environ, 0)))
    upgrade(context.store)
    seeds = [seed for seed in country_seeds() if seed.country in COUNTRIES]
    network = build_network(
        context, seeds, seed=SEED, now=datetime.now(UTC), step=lambda _name: lambda _done, _all: None
    )
    context.store.close()
    write_for_owner(folder.logins, login_table(network.logins))
    folder.complete()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Let one test process at a time into the block."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def running_site(template: Path, folder: Path, *, has_scheduler: bool = False) -> Iterator[Site]:
    """A service of its own over a copy of the demo, until the block is left."""
    shutil.copytree(template, folder)
    port, demo = free_port(), DemoFolder(folder)
    with serving(demo.environment(os.environ, port), port, _logins(demo), has_scheduler=has_scheduler) as site:
        yield site


@contextmanager
def serving(
    environ: Mapping[str, str], port: int, logins: Mapping[str, Login], *, has_scheduler: bool = False
) -> Iterator[Site]:
    """The processes of a service with these variables, until the block is left."""
    with running("serve", "--port", str(port), "--workers", "1", environ=environ) as web:
        wait_for_health(port, web)
        site = Site(f"http://127.0.0.1:{port}", logins, environ)
        if has_scheduler:
            with running("scheduler", environ=environ):
                yield site
        else:
            yield site


def _logins(folder: DemoFolder) -> Mapping[str, Login]:
    logins = {}
    for line in folder.logins.read_text(encoding="utf-8").splitlines():
        who, email, password = line.rsplit(maxsplit=2)
        logins[email] = Login(who.strip(), email, password)
    return logins
