"""All tables of a database as the database itself describes them, so that tables of any revision can be backed up and restored."""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, Connection, Date, DateTime, LargeBinary, MetaData, Table, event, select
from sqlalchemy.types import TypeEngine

from safehouse.models.base import UtcDateTime
from safehouse.services.backups.document import Row, TableContent

BOOKKEEPING = "alembic_version"
"""The table in which the revision of all others stands; a backup says it in its heading."""
_ROWS_AT_ONCE = 2_000


def tables_in(connection: Connection) -> Sequence[Table]:
    """Every table of the service."""
    found = MetaData()
    event.listen(found, "column_reflect", _as_the_service_stores_it)
    found.reflect(connection)
    return [table for name, table in sorted(found.tables.items()) if name != BOOKKEEPING]


def contents(connection: Connection) -> Iterator[TableContent]:
    """Every table with its rows, which are read as they are asked for; one table is to be read before the next is asked for."""
    for table in tables_in(connection):
        yield TableContent(table.name, table.columns.keys(), _rows(connection, table))


def insert(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Put rows with the values of all columns, in their order, into a table. Raises ValueError for what is no such value."""
    names = table.columns.keys()
    kinds = [column.type for column in table.columns]
    filled = [
        dict(zip(names, (_stored(kind, value) for kind, value in zip(kinds, row, strict=True)), strict=True))
        for row in rows
    ]
    if filled:
        connection.execute(table.insert(), filled)


def _as_the_service_stores_it(_inspector: object, _table: Table, column: dict[str, Any]) -> None:
    """What a database says of a column does not tell that moments are UTC, nor that an empty JSON column is NULL."""
    if isinstance(column["type"], DateTime):
        column["type"] = UtcDateTime()
    elif isinstance(column["type"], JSON):
        column["type"] = JSON(none_as_null=True)


def _rows(connection: Connection, table: Table) -> Iterator[Row]:
    for row in connection.execute(select(table).execution_options(yield_per=_ROWS_AT_ONCE)):
        yield [_written(value) for value in row]


def _written(value: object) -> object:
    """A value as JSON has it. What JSON does not know, and this does not either, fails when it is written."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return b64encode(value).decode()
    return value


def _stored(kind: TypeEngine[Any], value: Any) -> object:  # noqa: ANN401  # Whatever JSON can say.
    if value is None:
        return None
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(kind, LargeBinary):
        return b64decode(value, validate=True)
    return value
