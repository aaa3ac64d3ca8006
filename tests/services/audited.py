"""Deeds and their audit rows, for the tests that show that there is neither without the other."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from sqlalchemy import select

from safehouse.domain.access import Action
from safehouse.models import metadata
from safehouse.models.audit import AuditEntry
from safehouse.services.context import Context

Deed = Callable[[], object]
BROKEN = "the audit row cannot be written"


def assert_nothing_happens(context: Context, deed: Deed, break_audit: Callable[[], None]) -> None:
    """With the audit log broken the deed fails, and every table is as it was."""
    before = rows_of_every_table(context)
    break_audit()
    with pytest.raises(RuntimeError, match=BROKEN):
        deed()
    assert rows_of_every_table(context) == before


def written_by(context: Context, deed: Deed) -> list[Action]:
    """What the deed puts on record."""
    known = _entries(context).keys()
    deed()
    return [action for entry_id, action in _entries(context).items() if entry_id not in known]


def rows_of_every_table(context: Context) -> Mapping[str, list[tuple[Any, ...]]]:
    """Every row of every table but the gazetteer's."""
    tables = [table for table in metadata.sorted_tables if table.name not in {"place", "place_name"}]
    with context.store.reading() as session:
        return {table.name: sorted(map(tuple, session.execute(select(table))), key=repr) for table in tables}


def _entries(context: Context) -> Mapping[str, Action]:
    with context.store.reading() as session:
        return {entry.id: entry.action for entry in session.scalars(select(AuditEntry))}
