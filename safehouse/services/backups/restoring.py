"""The way back: a backup into an empty database, whole or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pyrage.x25519 import Identity
from sqlalchemy import Connection, Table, inspect

from safehouse.domain.errors import BackupRefused
from safehouse.services.backups.document import Heading, Reading, Row, TableSum, sums_of
from safehouse.services.backups.envelope import open_sealed
from safehouse.services.backups.settling import Settled, settle
from safehouse.services.backups.tables import contents, insert, tables_in
from safehouse.services.context import Context
from safehouse.services.db import migrating, without_links
from safehouse.services.migrate import is_known, upgrade_within

_ROWS_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored: the moment of its state, how many tables and rows, and what was settled in it."""

    made_at: datetime
    tables: int
    rows: int
    settled: Settled


def restore_backup(context: Context, *, file: Path, key: Identity, now: datetime) -> Restored:
    """Put a backup into the empty database of the context, bring its tables to this version, and end what must not go on.

    The backup is read twice: before anything is written, and then in one transaction, at whose end every table is compared with
    what the backup says of it. Raises BackupRefused, Unavailable, and OSError for a file that cannot be opened; nothing has been
    written then.
    """
    heading, sums = check_backup(context, file=file, key=key)
    with migrating(context.store) as connection:
        if inspect(connection).get_table_names():
            raise BackupRefused("the database is not empty: a backup is restored into an empty one only")
        upgrade_within(connection, heading.revision)
        with without_links(connection):
            _read(context, file, key, _Loading(connection))
        if sums_of(contents(connection)) != sums:
            raise BackupRefused("what the database holds now is not what the backup says of it")
        upgrade_within(connection)
        settled = settle(connection, made_at=heading.made_at, now=now)
    return Restored(heading.made_at, len(sums), sum(table.rows for table in sums.values()), settled)


def check_backup(context: Context, *, file: Path, key: Identity) -> tuple[Heading, Mapping[str, TableSum]]:
    """Read a whole backup, believe it, and write nothing. Raises BackupRefused, and OSError like `restore_backup`."""
    checking = _Checking()
    _read(context, file, key, checking)
    if not is_known(checking.heading.revision):
        raise BackupRefused("it was made by a newer version of this service: install that one first")
    return checking.heading, checking.sums


def _read(context: Context, file: Path, key: Identity, receiver: "_Checking | _Loading") -> None:
    reading = Reading(context.vault, receiver)
    open_sealed(file, key, reading.accept)
    reading.finish()


class _Checking:
    """Keeps what a backup says of itself."""

    heading: Heading
    sums: Mapping[str, TableSum]

    def begin(self, heading: Heading) -> None:
        self.heading = heading

    def table(self, name: str, columns: Sequence[str]) -> None:
        """Whether they are those of the revision is seen when there are such tables."""

    def row(self, values: Row) -> None:
        """Rows are counted when they are in the database."""

    def end(self, sums: Mapping[str, TableSum]) -> None:
        self.sums = sums


class _Loading:
    """Puts every row into its table, some thousand at a time."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._tables: Mapping[str, Table] = {table.name: table for table in tables_in(connection)}
        self._table: Table | None = None
        self._rows: list[Row] = []

    def begin(self, heading: Heading) -> None:
        """The tables are there already."""

    def table(self, name: str, columns: Sequence[str]) -> None:
        self._flush()
        self._table = self._tables[name]
        if self._table.columns.keys() != columns:
            raise BackupRefused(f"its table {name} is not that of its revision")

    def row(self, values: Row) -> None:
        self._rows.append(values)
        if len(self._rows) == _ROWS_AT_ONCE:
            self._flush()

    def end(self, sums: Mapping[str, TableSum]) -> None:
        del sums
        self._flush()

    def _flush(self) -> None:
        if self._table is not None:
            insert(self._connection, self._table, self._rows)
        self._rows = []
