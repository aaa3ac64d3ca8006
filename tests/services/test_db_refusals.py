"""What the store refuses: databases that could lose a commit, and working on when the database is away or full."""

import sqlite3
import stat
from pathlib import Path
from threading import Event

import pytest
import sqlalchemy
from sqlalchemy.pool import NullPool
from sqlmodel import Session, select

from safehouse.domain.errors import Unavailable, UnsafeSettings
from safehouse.models.places import Place
from safehouse.services import engines
from safehouse.services.db import Store, check_store, open_store


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("sqlite://", "in memory"),
        ("sqlite:///:memory:", "in memory"),
        ("mysql://canary@example.org/x", "must begin with"),
        ("canary", "must be an address"),
        ("sqlite:////canary/missing/x.db", "cannot be written"),
    ],
)
def test_another_kind_of_database_is_refused(url: str, why: str) -> None:
    with pytest.raises(UnsafeSettings, match=why) as refusal:
        open_store(url)
    assert "canary" not in str(refusal.value)


def test_the_database_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    open_store(f"sqlite:///{tmp_path / 'new.db'}").close()
    assert stat.S_IMODE((tmp_path / "new.db").stat().st_mode) == 0o600


class TestDurability:
    def test_it_is_read_back(self, store: Store) -> None:
        expected = {
            "sqlite": ("journal_mode = delete", "synchronous = 3", "secure_delete = 1", "foreign_keys = 1"),
            "postgresql": ("fsync = on", "full_page_writes = on", "synchronous_commit = on"),
        }
        assert check_store(store) == expected[store.writer.dialect.name]

    def test_postgres_that_confirms_before_writing_is_refused(self, postgres_store_url: str) -> None:
        database = sqlalchemy.make_url(postgres_store_url).database
        alter(postgres_store_url, f"ALTER DATABASE {database} SET synchronous_commit = off")
        assert_unsafe(postgres_store_url, "synchronous_commit is off")

    @pytest.mark.parametrize("setting", ["fsync", "full_page_writes"])
    def test_postgres_that_does_not_survive_a_power_cut_is_refused(self, postgres_store_url: str, setting: str) -> None:
        try:
            set_on_server(postgres_store_url, setting, "off")
            assert_unsafe(postgres_store_url, f"{setting} is off")
        finally:
            set_on_server(postgres_store_url, setting, "on")

    def test_sqlite_that_does_not_wait_for_the_disk_is_refused(
        self, sqlite_store_url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(engines, "_SQLITE_PRAGMAS", ("PRAGMA synchronous = OFF",))
        assert_unsafe(sqlite_store_url, "synchronous is 0, foreign_keys is 0")

    def test_a_file_in_wal_mode_is_taken_back_to_the_rollback_journal(self, sqlite_store_url: str) -> None:
        alter(sqlite_store_url, "PRAGMA journal_mode = WAL")
        store = open_store(sqlite_store_url)
        assert "journal_mode = delete" in check_store(store)
        store.close()

    def test_a_file_that_another_program_keeps_in_wal_mode_is_refused(
        self, sqlite_store_url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(engines, "WAIT_SECONDS", 0.1)
        other = sqlite3.connect(sqlite_store_url.removeprefix("sqlite:///"))
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("SELECT count(*) FROM place").fetchall()
        store = open_store(sqlite_store_url)
        with pytest.raises((UnsafeSettings, Unavailable)):
            check_store(store)
        store.close()
        other.close()


class TestUnavailable:
    def test_a_database_that_is_away(self, tmp_path: Path) -> None:
        store = open_store(f"postgresql://nobody@/nothing?host={tmp_path}")
        with pytest.raises(Unavailable), store.transaction() as session:
            session.connection()
        store.close()

    def test_a_full_disk_leaves_nothing(self, sqlite_store_url: str) -> None:
        store = open_store(sqlite_store_url)
        with pytest.raises(Unavailable):
            fill_up(store)
        assert places_in(store) == 0
        store.close()

    def test_a_lock_that_is_held_too_long(self, sqlite_store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(engines, "WAIT_SECONDS", 0.1)
        holder, store = open_store(sqlite_store_url), open_store(sqlite_store_url)
        with holder.writer.begin(), pytest.raises(Unavailable), store.transaction() as session:
            session.connection()
        holder.close()
        store.close()

    def test_a_turn_to_write_that_does_not_come(self, sqlite_store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(engines, "WAIT_SECONDS", 0.1)
        store = open_store(sqlite_store_url)
        with store.turn, pytest.raises(Unavailable), store.transaction() as session:
            session.connection()
        store.close()

    def test_connections_that_were_cut_are_replaced(self, postgres_store_url: str) -> None:
        """Recovery without a restart: the pool looks at a connection before it hands it out."""
        store = open_store(postgres_store_url)
        assert places_in(store) == 0
        alter(
            postgres_store_url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        )
        assert places_in(store) == 0
        store.close()


def places_in(store: Store) -> int:
    with store.reading() as session:
        return len(session.exec(select(Place)).all())


def fill_up(store: Store) -> None:
    with store.transaction() as session:
        session.connection().exec_driver_sql("PRAGMA max_page_count = 1")
        for number in range(1, 2_000):
            add_place(session, number)


def add_place(session: Session, number: int) -> None:
    session.add(Place(id=number, name="x" * 200, country="NL", population=1, area_cell="a", house_cell="h", hides=1))
    session.flush()


def alter(url: str, statement: str) -> None:
    address = sqlalchemy.make_url(url)
    engine = sqlalchemy.create_engine(address, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sqlalchemy.text(statement))


def set_on_server(url: str, setting: str, value: str) -> None:
    """Change a setting of the whole server, and wait until new connections see it."""
    alter(url, f"ALTER SYSTEM SET {setting} = {value}")
    alter(url, "SELECT pg_reload_conf()")
    while shown(url, setting) != value:
        Event().wait(0.01)


def shown(url: str, setting: str) -> object:
    with sqlalchemy.create_engine(url, poolclass=NullPool).connect() as connection:
        return connection.execute(sqlalchemy.text(f"SHOW {setting}")).scalar_one()


def assert_unsafe(url: str, why: str) -> None:
    store = open_store(url)
    with pytest.raises(UnsafeSettings, match=why):
        check_store(store)
    store.close()
