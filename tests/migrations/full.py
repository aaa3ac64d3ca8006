"""One row or more in every table, made from the tables themselves, so that a new table needs no new code here."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    Enum,
    Float,
    Integer,
    LargeBinary,
    String,
    Table,
    TypeDecorator,
    inspect,
    select,
)

from safehouse.models import metadata
from safehouse.models.base import CodeSet, UtcDateTime

Rows = dict[str, list[dict[str, Any]]]

_MOMENT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
_VALUES: tuple[tuple[type[Any], Any], ...] = (
    (UtcDateTime, _MOMENT),
    (CodeSet, frozenset({"woman"})),
    (JSON, {"one": 1}),
    (Boolean, True),
    (Integer, 1),
    (Float, 1.5),
    (LargeBinary, b"\x00sealed"),
    (Date, date(2026, 11, 24)),
)
"""By kind of column, the first that fits."""

# What a CHECK asks for. A column that is not named and may be empty holds a value, unless it refers to another row.
_ASKED_FOR: dict[str, dict[str, Any]] = {
    "account_grant": {"role": "coordinator", "country": "NL"},
    "claim": {"bed_id": "1", "kind": "used"},
    "fallback": {"state": "skipped", "offer_id": None},
    "outbox_message": {"account_id": "1"},
    "request": {"state": "open"},
    "resident": {"bed_id": "1"},
    "request_relation": {"other_id": "2"},
}


def fill(connection: Connection, tables: set[str]) -> None:
    """Put one row into each of these tables, and two into `request`, so that one can be related to another.

    Of their columns those that the database has: a later revision may add some.
    """
    for table in metadata.sorted_tables:
        if table.name in tables:
            keys = "12" if table.name == "request" else "1"
            there = columns_of(connection, table.name)
            rows = [{name: value for name, value in _row(table, key).items() if name in there} for key in keys]
            connection.execute(table.insert(), rows)


def columns_of(connection: Connection, table: str) -> frozenset[str]:
    """The names of the columns that a table has in the database."""
    return frozenset(column["name"] for column in inspect(connection).get_columns(table))


def rows_of(connection: Connection, columns: Mapping[str, frozenset[str]] | set[str]) -> Rows:
    """Everything that is in these columns by table, or in all columns of these tables."""
    known = columns if isinstance(columns, Mapping) else {name: columns_of(connection, name) for name in columns}
    rows: Rows = {}
    for name in sorted(known):
        wanted = [column for column in metadata.tables[name].columns if column.name in known[name]]
        rows[name] = [dict(row) for row in connection.execute(select(*wanted)).mappings()]
    return rows


def _row(table: Table, key: str) -> dict[str, Any]:
    row = {column.name: _value(column, key) for column in table.columns}
    return {**row, **_ASKED_FOR.get(table.name, {})}


def _value(column: Column[Any], key: str) -> object:
    if column.foreign_keys:
        return None if column.nullable else _key(column, "1")
    if column.primary_key:
        return _key(column, key)
    if isinstance(column.type, Enum):
        return column.type.enums[-1]
    return next((value for kind, value in _VALUES if isinstance(column.type, kind)), f"x{key}")


def _key(column: Column[Any], key: str) -> object:
    kind = column.type.impl if isinstance(column.type, TypeDecorator) else column.type
    return key if isinstance(kind, String) else int(key)
