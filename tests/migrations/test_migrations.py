"""The revisions make the tables that the models name, keep rows on the way down and up, and are done as a whole or not at all."""

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, inspect

import safehouse
from safehouse.domain.errors import UnsafeSettings
from safehouse.models import metadata
from safehouse.services import migrate
from safehouse.services.db import Store, open_store
from tests.migrations.full import columns_of, fill, rows_of
from tests.migrations.schema import BOOKKEEPING, describe
from tests.support.stores import mark_as_newer

REVISIONS = (
    "base",
    "0001",
    "0002",
    "0003",
    "0004",
    "0005",
    "0006",
    "0007",
    "0008",
    "0009",
    "0010",
    "0011",
    "0012",
    "0013",
)
ALL_TABLES = set(metadata.tables)


class Killed(Exception):  # noqa: N818  # What happened to the migration.
    """The migration was cut off."""


@pytest.fixture
def empty_store(database_url: str) -> Iterator[Store]:
    store = open_store(database_url)
    yield store
    store.close()


def tables_in(store: Store) -> set[str]:
    return set(inspect(store.writer).get_table_names()) - {BOOKKEEPING}


def upgrade_at(url: str) -> None:
    store = open_store(url)
    migrate.upgrade(store)
    store.close()


def test_the_revisions_make_what_the_models_name(empty_store: Store) -> None:
    """CHECKs and conditions of partial indexes included. Seen to fail on a changed CHECK, index, length and nullability."""
    metadata.create_all(empty_store.writer)
    named = describe(empty_store.writer)
    metadata.drop_all(empty_store.writer)
    migrate.upgrade(empty_store)
    made = describe(empty_store.writer)
    assert made.keys() == named.keys() == ALL_TABLES
    for table in ALL_TABLES:
        assert made[table] == named[table]


def test_the_comparison_sees_checks_and_partial_indexes(store: Store) -> None:
    claim = describe(store.writer)["claim"]
    assert {"ck_claim_bed_or_cot", "ck_claim_claim_state"} <= set(_keys(claim["checks"]))
    assert "held" in str(_keys(claim["indexes"])["uq_claim_live_bed"]["dialect_options"])


@pytest.mark.parametrize(("earlier", "later"), list(pairwise(REVISIONS)))
def test_a_revision_goes_down_and_up_again_with_rows(earlier: str, later: str, empty_store: Store) -> None:
    """What stood before the revision keeps its rows both ways, in every column that it had."""
    migrate.upgrade(empty_store)
    after = tables_at(empty_store, later)
    before = tables_at(empty_store, earlier)
    with empty_store.writer.begin() as connection:
        columns = {table: columns_of(connection, table) for table in before}
    migrate.upgrade(empty_store)
    with empty_store.writer.begin() as connection:
        fill(connection, ALL_TABLES)
        kept = rows_of(connection, columns)
        assert all(rows_of(connection, ALL_TABLES).values())
    for deed, revision, tables in ((migrate.downgrade, earlier, before), (migrate.upgrade, later, after)):
        deed(empty_store, revision)
        assert tables_in(empty_store) == tables
        with empty_store.writer.begin() as connection:
            assert rows_of(connection, columns) == kept
    with empty_store.writer.begin() as connection:
        fill(connection, after - before)


def test_the_way_down_leaves_nothing(empty_store: Store) -> None:
    migrate.upgrade(empty_store)
    with empty_store.writer.begin() as connection:
        fill(connection, ALL_TABLES)
    migrate.downgrade(empty_store, "base")
    assert tables_in(empty_store) == set()


def test_a_migration_that_dies_in_the_middle_leaves_everything_as_it_was(empty_store: Store) -> None:
    """Seen to fail on SQLite without `BEGIN IMMEDIATE`: every change of a table was then kept at once."""
    with dying_at(empty_store, "CREATE TABLE claim"), pytest.raises(Killed):
        migrate.upgrade(empty_store)
    assert tables_in(empty_store) == set()
    migrate.upgrade(empty_store)
    assert tables_in(empty_store) == ALL_TABLES


def test_a_way_down_that_dies_in_the_middle_leaves_everything_as_it_was(store: Store) -> None:
    with store.writer.begin() as connection:
        fill(connection, ALL_TABLES)
    with dying_at(store, "DROP TABLE suggestion"), pytest.raises(Killed):
        migrate.downgrade(store, "base")
    with store.writer.begin() as connection:
        assert all(rows_of(connection, ALL_TABLES).values())


def test_two_migrations_at_once_wait_for_each_other(database_url: str, empty_store: Store) -> None:
    """Seen to fail without the lock, on PostgreSQL. In processes, because Alembic keeps its context in a global."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(pool.map(upgrade_at, [database_url] * 2))
    assert tables_in(empty_store) == ALL_TABLES


def test_migrating_twice_changes_nothing(store: Store) -> None:
    with store.writer.begin() as connection:
        fill(connection, ALL_TABLES)
        before = rows_of(connection, ALL_TABLES)
    migrate.upgrade(store)
    with store.writer.begin() as connection:
        assert rows_of(connection, ALL_TABLES) == before


def test_after_a_migration_foreign_keys_hold_again(store: Store) -> None:
    migrate.upgrade(store)
    with store.writer.connect() as connection, pytest.raises(Exception, match=r"(?i)foreign key"):
        connection.exec_driver_sql("INSERT INTO place_name (key, place_id) VALUES ('x', 7)")


class TestOtherRevision:
    def test_the_tables_of_this_version_are_accepted(self, store: Store) -> None:
        migrate.refuse_other_revision(store)

    def test_older_tables_are_refused(self, store: Store) -> None:
        migrate.downgrade(store, "0001")
        with pytest.raises(UnsafeSettings, match="safehouse upgrade"):
            migrate.refuse_other_revision(store)

    @pytest.mark.parametrize("deed", [migrate.refuse_other_revision, migrate.refuse_newer_revision, migrate.upgrade])
    def test_newer_tables_are_refused_in_a_sentence(self, store: Store, deed: Callable[[Store], None]) -> None:
        """Seen to fail with a traceback of the library of migrations."""
        mark_as_newer(store)
        with pytest.raises(UnsafeSettings, match="newer version of safehouse: install that one"):
            deed(store)

    def test_a_database_without_tables_is_refused(self, empty_store: Store) -> None:
        with pytest.raises(UnsafeSettings, match="safehouse migrate"):
            migrate.refuse_other_revision(empty_store)


def test_the_revisions_of_a_wheel_are_found_inside_the_package(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site 100%" / "safehouse"
    package.mkdir(parents=True)
    (package / "migrations").symlink_to(Path(safehouse.__file__).parent.parent / "migrations")
    monkeypatch.setattr(safehouse, "__file__", str(package / "__init__.py"))
    store = open_store(sqlite_url)
    migrate.upgrade(store)
    assert tables_in(store) == ALL_TABLES
    store.close()


def tables_at(store: Store, revision: str) -> set[str]:
    migrate.downgrade(store, revision)
    return tables_in(store)


@contextmanager
def dying_at(store: Store, statement: str) -> Iterator[None]:
    """Let a migration be cut off when it comes to a statement."""
    die = _die_at(statement)
    event.listen(store.writer, "before_cursor_execute", die)
    try:
        yield
    finally:
        event.remove(store.writer, "before_cursor_execute", die)


def _die_at(wanted: str) -> Callable[..., None]:
    def die(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.strip().startswith(wanted):
            raise Killed

    return die


def _keys(described: Any) -> dict[str, Any]:  # noqa: ANN401  # A description holds whatever the database says.
    return dict(described)
