"""Backups of the stores of tests, and empty databases to restore them into."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pyrage.x25519 import Identity

from safehouse.services.backups import Restored, make_backup, restore_backup
from safehouse.services.context import Context
from safehouse.services.db import open_store
from safehouse.settings import BackupPlace
from tests.migrations.full import Rows, rows_of
from tests.migrations.schema import Description, describe


@dataclass(frozen=True)
class BackedUp:
    """A service with a folder for its backups, and the private key that is not on its server."""

    context: Context
    key: Identity
    folder: Path

    def back_up(self, now: datetime) -> Path:
        return make_backup(self.context, now=now)

    def elsewhere(self, url: str) -> Context:
        """The same settings over another database."""
        return replace(self.context, store=open_store(url), settings=replace(self.context.settings, database_url=url))

    def restore(self, file: Path, target: Context, now: datetime) -> Restored:
        return restore_backup(target, file=file, key=self.key, now=now)


def with_backups(context: Context, folder: Path, *, keep: int = 14) -> BackedUp:
    """The context of a test with a new folder for backups."""
    folder.mkdir(mode=0o700)
    key = Identity.generate()
    place = BackupPlace(key=str(key.to_public()), folder=folder, keep=keep)
    return BackedUp(replace(context, settings=replace(context.settings, backups=place)), key, folder)


def everything_in(context: Context, columns: Mapping[str, frozenset[str]] | set[str]) -> tuple[Description, Rows]:
    """The schema of a database, and what is in these columns by table, or in all columns of these tables, row by row."""
    with context.store.writer.begin() as connection:
        rows = rows_of(connection, columns)
    ordered = {name: sorted(found, key=lambda row: str(sorted(row.items()))) for name, found in rows.items()}
    return describe(context.store.writer), ordered


def sort_of(context: Context) -> str:
    """Of which sort the database of a context is: `sqlite` or `postgres`."""
    return "sqlite" if context.settings.database_url.startswith("sqlite") else "postgres"
