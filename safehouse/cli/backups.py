"""`safehouse backup-key`, `safehouse backup` and `safehouse restore`: what survives the server."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from safehouse.cli.lines import one_line_refusals, refuse
from safehouse.cli.progress import Progress
from safehouse.domain.codes import BackupError
from safehouse.domain.errors import BackupFailed, BackupRefused
from safehouse.services.backups import Restored, back_up, make_key_pair, read_private_key, restore_backup
from safehouse.services.context import open_context
from safehouse.services.startup import open_service
from safehouse.settings import Settings

_SENTENCES = {
    BackupError.FOLDER_MISSING: "the folder of SAFEHOUSE_BACKUP_FOLDER is missing: is its disk there?",
    BackupError.FOLDER_OPEN: "everybody may write into the folder of SAFEHOUSE_BACKUP_FOLDER: take that right away",
    BackupError.DISK_FULL: "the disk of SAFEHOUSE_BACKUP_FOLDER is full: the older backups are all there",
    BackupError.NOT_WRITTEN: "the folder of SAFEHOUSE_BACKUP_FOLDER cannot be written",
    BackupError.DATABASE_AWAY: "the database could not be read",
    BackupError.OTHER: "something else went wrong",
}
_FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


@click.command
@click.argument("file", type=click.Path(path_type=Path))
def backup_key(file: Path) -> None:
    """Make the key pair of backups: the private key into FILE, which must not exist, to be carried away from the server."""
    try:
        public = make_key_pair(file, now=datetime.now(UTC))
    except OSError as failure:
        refuse(f"{file} cannot be made: {failure.strerror}")
    click.echo(f"SAFEHOUSE_BACKUP_KEY={public}")
    click.echo(
        f"Put the line above into the settings. Carry {file} away to two places that are not this server, then remove it here:\n"
        "without it no backup can be restored, and with it everybody can read them.",
        err=True,
    )


@click.command
def backup() -> None:
    """Make a backup now, while the service runs or not, and remove the oldest ones."""
    with refusals_of_backups():
        context = open_service(os.environ)
        with closing(context.store), Progress("Making a backup"):
            path = back_up(context, now=datetime.now(UTC))
    click.echo(f"Made {path}.")


@click.command
@click.argument("file", type=_FILE)
@click.option("--key", "key_file", type=_FILE, required=True, help="The file with the private key of backups.")
def restore(file: Path, key_file: Path) -> None:
    """Restore the backup FILE into the empty database of SAFEHOUSE_DATABASE_URL, under the master key that it was made with."""
    with refusals_of_backups():
        key = read_private_key(key_file)
        context = open_context(Settings.from_environment(os.environ))
        with closing(context.store), Progress("Reading the backup, and restoring it"):
            restored = restore_backup(context, file=file, key=key, now=datetime.now(UTC))
    click.echo(_report(restored))


def failure_words(failure: BackupFailed) -> str:
    """Why there is no backup, and where to look."""
    return f"no backup was made: {_SENTENCES[failure.error]}"


def _report(restored: Restored) -> str:
    settled = restored.settled
    return (
        f"Restored {restored.rows} rows of {restored.tables} tables, as they were at {restored.made_at:%Y-%m-%d %H:%M} UTC; all "
        "were counted and compared with what the backup says.\n"
        f"Ended {settled.sessions} sessions, voided {settled.links} one-time links, dropped {settled.messages} messages that "
        f"waited, gave up {settled.jobs} jobs.\n"
        "What happened after that moment is not known here. Before anybody is placed: telephone every house, enter its report, "
        "and settle every offer with it."
    )


@contextmanager
def refusals_of_backups() -> Iterator[None]:
    """End the command with one sentence where there is no backup, or it is not restored."""
    try:
        with one_line_refusals():
            yield
    except BackupFailed as failure:
        refuse(failure_words(failure))
    except BackupRefused as refusal:
        refuse(f"nothing was restored: {refusal}")
