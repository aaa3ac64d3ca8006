"""What the service refuses to start with, in a list of its own: each setting that is unsafe, and what its sentence says to do.

Each refusal was taken out once, and the test of its setting seen to fail.
"""

import base64
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import make_url

from safehouse.cli.serving import addresses_to_serve
from safehouse.cli.settings_file import add_settings_file
from safehouse.domain.errors import UnsafeSettings
from safehouse.services import migrate
from safehouse.services.context import Context
from safehouse.services.db import open_store
from safehouse.services.sealing import Vault
from safehouse.settings import Settings
from tests.rows import a_coordinator
from tests.services.test_db_refusals import alter
from tests.support.stores import MASTER_KEY, mark_as_newer

KEY = base64.b64encode(MASTER_KEY).decode()
OTHER_KEY = base64.b64encode(bytes(range(100, 132))).decode()
HTTPS = {"SAFEHOUSE_PUBLIC_URL": "https://safehouse.example"}
SMTP = {"SAFEHOUSE_SMTP_HOST": "mail.example.org"}

BY_VARIABLES = {
    "no master key": ({"SAFEHOUSE_MASTER_KEY": ""}, "openssl rand -base64 32"),
    "a password as the master key": ({"SAFEHOUSE_MASTER_KEY": "changeme"}, "must be 32 bytes in base64"),
    "a pattern as the master key": (
        {"SAFEHOUSE_MASTER_KEY": base64.b64encode(bytes(32)).decode()},
        "SAFEHOUSE_MASTER_KEY must be random",
    ),
    "a database in memory": ({"SAFEHOUSE_DATABASE_URL": "sqlite://"}, "must name a file"),
    "a database that nobody has tried": (
        {"SAFEHOUSE_DATABASE_URL": "mysql://localhost/x"},
        "must begin with sqlite:/// or postgresql://",
    ),
    "pages in the clear": ({"SAFEHOUSE_PUBLIC_URL": "http://safehouse.example"}, "SAFEHOUSE_PUBLIC_URL must be https"),
    "a proxy that is not believed": (HTTPS, "set SAFEHOUSE_PROXIES"),
    "more proxies than anybody has": (
        {"SAFEHOUSE_PROXIES": "9"},
        "SAFEHOUSE_PROXIES must be a whole number from 0 to 5",
    ),
    "mail in the clear": (
        {**SMTP, "SAFEHOUSE_MAIL_FROM": "a@example.org", "SAFEHOUSE_SMTP_SECURITY": "none"},
        "only for a mail server on this machine",
    ),
    "mail without a sender": (SMTP, "SAFEHOUSE_MAIL_FROM is not set"),
    "metrics for the network": ({"SAFEHOUSE_METRICS_ADDRESS": "0.0.0.0:9464"}, "must be of this machine"),
    "a login that does not end": ({"SAFEHOUSE_SESSION_HOURS": "1000"}, "a whole number from 1 to 24"),
    "a page that is never covered": ({"SAFEHOUSE_COVER_MINUTES": "0"}, "a whole number from 1 to 60"),
    "a cell that hides nobody": ({"SAFEHOUSE_CELL_POPULATION": "0"}, "a whole number from 1"),
    "a house that is dark and fresh at once": (
        {"SAFEHOUSE_DARK_HOURS": "planned=1"},
        "must be more than SAFEHOUSE_FRESH_HOURS",
    ),
    "a private key on the server": (
        {"SAFEHOUSE_BACKUP_KEY": "AGE-SECRET-KEY-1", "SAFEHOUSE_BACKUP_FOLDER": "/var/backups"},
        "must be a public key",
    ),
    "backups that go nowhere": (
        {"SAFEHOUSE_BACKUP_KEY": "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"},
        "set both, or neither",
    ),
    "another master key than before": ({"SAFEHOUSE_MASTER_KEY": OTHER_KEY}, "bring back the file"),
}


@pytest.fixture
def environ(sqlite_store_url: str) -> dict[str, str]:
    """Settings that are safe, over a database with an account."""
    settings = Settings(master_key=MASTER_KEY, database_url=sqlite_store_url)
    context = Context(open_store(sqlite_store_url), Vault(MASTER_KEY), settings)
    a_coordinator(context)
    context.store.close()
    return {"SAFEHOUSE_MASTER_KEY": KEY, "SAFEHOUSE_DATABASE_URL": sqlite_store_url}


def start(environ: dict[str, str], *, host: str = "127.0.0.1", port: int = 0) -> None:
    """Everything that `safehouse serve` does before anybody is answered."""
    add_settings_file(environ)
    addresses_to_serve(environ, host=host, port=port)


def test_safe_settings_start(environ: dict[str, str]) -> None:
    start(environ)
    start({**environ, **HTTPS, "SAFEHOUSE_PROXIES": "1"}, host="0.0.0.0")  # noqa: S104  # A proxy on another machine.


@pytest.mark.parametrize(("changed", "advice"), BY_VARIABLES.values(), ids=BY_VARIABLES)
def test_an_unsafe_setting_stops_the_start_and_says_what_to_do(
    environ: dict[str, str], changed: dict[str, str], advice: str
) -> None:
    with pytest.raises(UnsafeSettings) as refusal:
        start({**environ, "SAFEHOUSE_SETTINGS_FILE": "", **changed})
    assert advice in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_pages_for_the_network_without_tls_are_refused(environ: dict[str, str]) -> None:
    with pytest.raises(UnsafeSettings, match=r"listen on 127\.0\.0\.1"):
        start(environ, host="0.0.0.0")  # noqa: S104  # That is what is refused.


def open_key_file(environ: dict[str, str], folder: Path) -> None:
    path = folder / "master.key"
    path.write_text(KEY, encoding="utf-8")
    path.chmod(0o644)
    environ.update(SAFEHOUSE_MASTER_KEY="", SAFEHOUSE_MASTER_KEY_FILE=str(path))


def open_database_file(environ: dict[str, str], _folder: Path) -> None:
    Path(environ["SAFEHOUSE_DATABASE_URL"].removeprefix("sqlite:///")).chmod(0o644)


def open_settings_file(environ: dict[str, str], folder: Path) -> None:
    write_settings(environ, folder, "SAFEHOUSE_PROXIES=1\n", 0o644)


def misspelt_setting(environ: dict[str, str], folder: Path) -> None:
    write_settings(environ, folder, "SAFEHOUSE_SESION_HOURS=1\n", 0o600)


def master_key_among_the_settings(environ: dict[str, str], folder: Path) -> None:
    write_settings(environ, folder, f"SAFEHOUSE_MASTER_KEY={KEY}\n", 0o600)


def older_tables(environ: dict[str, str], _folder: Path) -> None:
    store = open_store(environ["SAFEHOUSE_DATABASE_URL"])
    migrate.downgrade(store, "0003")
    store.close()


def newer_tables(environ: dict[str, str], _folder: Path) -> None:
    store = open_store(environ["SAFEHOUSE_DATABASE_URL"])
    mark_as_newer(store)
    store.close()


def write_settings(environ: dict[str, str], folder: Path, text: str, mode: int) -> None:
    path = folder / "safehouse.env"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    environ["SAFEHOUSE_SETTINGS_FILE"] = str(path)


@pytest.mark.parametrize(
    ("make_unsafe", "advice"),
    [
        (open_key_file, "take that right away"),
        (open_database_file, "chmod o="),
        (open_settings_file, "chmod o="),
        (misspelt_setting, "no setting has this name"),
        (master_key_among_the_settings, "a file of its own"),
        (older_tables, "run `safehouse upgrade`"),
        (newer_tables, "made by a newer version of safehouse: install that one"),
    ],
)
def test_an_unsafe_file_stops_the_start_and_says_what_to_do(
    environ: dict[str, str], tmp_path: Path, make_unsafe: Callable[[dict[str, str], Path], None], advice: str
) -> None:
    make_unsafe(environ, tmp_path)
    with pytest.raises(UnsafeSettings) as refusal:
        start(environ)
    assert advice in str(refusal.value)


def test_a_postgres_that_confirms_what_it_may_lose_stops_the_start(
    postgres_store_url: str, environ: dict[str, str]
) -> None:
    """Its other two settings are those of a whole server and are tested with the store."""
    database = make_url(postgres_store_url).database
    alter(postgres_store_url, f"ALTER DATABASE {database} SET synchronous_commit = off")
    with pytest.raises(UnsafeSettings, match="synchronous_commit is off"):
        start({**environ, "SAFEHOUSE_DATABASE_URL": postgres_store_url})
