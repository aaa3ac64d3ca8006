"""Making a backup, while the service runs."""

from datetime import datetime
from pathlib import Path
from typing import IO

from alembic.runtime.migration import MigrationContext

from safehouse.domain.codes import BackupError
from safehouse.domain.errors import BackupFailed, Unavailable, UnsafeSettings
from safehouse.services.backups.document import Heading, written
from safehouse.services.backups.envelope import seal
from safehouse.services.backups.folder import rotate, write_new
from safehouse.services.backups.tables import contents
from safehouse.services.context import Context
from safehouse.services.db import frozen
from safehouse.settings import BackupPlace


def make_backup(context: Context, *, now: datetime) -> Path:
    """Write one state of all tables, of whatever revision they are, into a new file, and remove the oldest ones but a few.

    Nothing of it is on the disk in clear at any time. Raises UnsafeSettings where no backups are set up or there are no tables
    yet, and BackupFailed; the older backups are all there then.
    """
    place = backup_place(context)
    path = write_new(place.folder, now=now, write=lambda file: _write(context, file, place.key, now))
    rotate(place.folder, keep=place.keep, newest=path)
    return path


def backup_place(context: Context) -> BackupPlace:
    """Where backups go. Raises UnsafeSettings where none are set up."""
    if context.settings.backups is None:
        raise UnsafeSettings(
            "there is nowhere to put a backup: set SAFEHOUSE_BACKUP_FOLDER, and SAFEHOUSE_BACKUP_KEY from `safehouse backup-key`"
        )
    return context.settings.backups


def _write(context: Context, file: IO[bytes], public_key: str, now: datetime) -> None:
    try:
        with frozen(context.store) as connection:
            revision = MigrationContext.configure(connection).get_current_revision()
            if revision is None:
                raise UnsafeSettings("the database has no tables yet: run `safehouse migrate`")
            heading = Heading(made_at=now, revision=revision, database=connection.dialect.name)
            seal(written(heading, contents(connection), context.vault), file, public_key)
    except Unavailable as error:
        raise BackupFailed(BackupError.DATABASE_AWAY) from error
