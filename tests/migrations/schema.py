"""A database as it describes itself: what two of them must have in common to be called equal."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Engine, inspect

BOOKKEEPING = "alembic_version"
Description = Mapping[str, Mapping[str, object]]


def describe(engine: Engine) -> Description:
    """Every table with its columns in order, keys, CHECKs, unique keys and indexes, partial ones with their condition."""
    inspector = inspect(engine)
    return {
        table: {
            # In their order, because rows that are loaded in bulk rely upon it.
            "columns": [_column(engine, column) for column in inspector.get_columns(table)],
            "primary key": inspector.get_pk_constraint(table),
            "foreign keys": _by_name(inspector.get_foreign_keys(table)),
            "unique keys": _by_name(inspector.get_unique_constraints(table)),
            "checks": _by_name(inspector.get_check_constraints(table)),
            "indexes": {name: _index(index) for name, index in _by_name(inspector.get_indexes(table)).items()},
            "options": inspector.get_table_options(table),
        }
        for table in inspector.get_table_names()
        if table != BOOKKEEPING
    }


def _column(engine: Engine, column: Mapping[str, Any]) -> tuple[object, ...]:
    kind = column["type"].compile(engine.dialect)
    return (column["name"], kind, column["nullable"], column["default"], column.get("autoincrement"))


def _index(index: Mapping[str, Any]) -> dict[str, object]:
    """The index, with the condition of a partial one as text: SQLAlchemy gives an expression that equals only itself."""
    options = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
    return {**index, "dialect_options": options}


def _by_name(parts: list[Any]) -> dict[str, Any]:
    return {part["name"]: part for part in parts}
