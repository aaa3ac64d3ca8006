"""A migration that is killed leaves the tables and rows of the old revision or of the new one, never anything between.

The gate kills at some statements of each revision. `make soak` kills at each, on both databases.
"""

from collections.abc import Iterator
from itertools import count, pairwise

import pytest
from alembic.runtime.migration import MigrationContext

from safehouse.models import metadata
from safehouse.services import migrate
from safehouse.services.db import Store
from tests.migrations.full import Rows, fill, rows_of
from tests.migrations.killing import Way, was_killed_at_statement, was_killed_in_commit
from tests.migrations.schema import Description, describe
from tests.migrations.test_migrations import REVISIONS, empty_store, tables_in

SOME_STATEMENTS = (3, 8, 25, 80, 10_000)
"""The last is beyond the end of every revision, so that it is done then."""
COMMIT_MICROSECONDS = (0, 300, 1_000, 3_000)
STEPS = [
    *((Way.UP, earlier, later) for earlier, later in pairwise(REVISIONS)),
    *((Way.DOWN, later, earlier) for earlier, later in pairwise(REVISIONS)),
]

State = tuple[Description, Rows, str | None]

__all__ = ["empty_store"]


@pytest.fixture
def statements(request: pytest.FixtureRequest) -> Iterator[int]:
    """At which statements to kill, up to one that does not come any more."""
    is_long = request.config.getoption("--hypothesis-profile") == "soak"
    return count(1) if is_long else iter(SOME_STATEMENTS)


def state_of(store: Store) -> State:
    """The tables, their rows and the revision that is written down."""
    tables, schema = tables_in(store), describe(store.writer)
    with store.writer.begin() as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
        return schema, rows_of(connection, tables), revision


def stand_at(store: Store, revision: str) -> None:
    """The tables of a revision, with a row in each."""
    migrate.upgrade(store)
    with store.writer.begin() as connection:
        fill(connection, set(metadata.tables))
    migrate.downgrade(store, revision)


@pytest.mark.parametrize("step", STEPS, ids="-".join)
def test_a_killed_migration_leaves_the_old_revision_whole_and_goes_through_afterwards(
    step: tuple[Way, str, str], empty_store: Store, database_url: str, statements: Iterator[int]
) -> None:
    """Seen to fail on SQLite without `BEGIN IMMEDIATE`, and on both with a transaction for each revision and a commit within."""
    way, start, goal = step
    stand_at(empty_store, start)
    before = state_of(empty_store)
    while was_killed_at_statement(next(statements), database_url, way, goal):
        assert state_of(empty_store) == before
    assert state_of(empty_store) != before
    assert (state_of(empty_store)[2] or "base") == goal


@pytest.mark.parametrize("way", Way)
def test_a_migration_killed_in_its_commit_leaves_the_old_or_the_new_revision(
    way: Way, empty_store: Store, database_url: str
) -> None:
    first, last = REVISIONS[1], REVISIONS[-1]
    start, goal = (first, last) if way is Way.UP else (last, first)
    back = migrate.downgrade if way is Way.UP else migrate.upgrade
    stand_at(empty_store, first)
    new = state_after(empty_store, way, goal)
    back(empty_store, start)
    old = state_of(empty_store)
    for microseconds in COMMIT_MICROSECONDS:
        was_killed_in_commit(microseconds, database_url, way, goal)
        assert state_of(empty_store) in (old, new)
        back(empty_store, start)


def state_after(store: Store, way: Way, goal: str) -> State:
    (migrate.upgrade if way is Way.UP else migrate.downgrade)(store, goal)
    return state_of(store)
