"""`safehouse upgrade`: after a new version was installed, first a backup, then the tables, then what to do next."""

import os
from datetime import UTC, datetime
from enum import StrEnum
from typing import NoReturn

import click

from safehouse.cli.backups import failure_words
from safehouse.cli.lines import one_line_refusals, refuse
from safehouse.domain.errors import BackupFailed, UnsafeSettings
from safehouse.logs import configure_logs, get_logger
from safehouse.services import migrate as migrations
from safehouse.services.backups import make_backup
from safehouse.services.context import Context, open_context
from safehouse.services.db import check_store
from safehouse.settings import Settings


class WithoutBackup(StrEnum):
    """Why the tables are changed without a backup of just before."""

    OWN_COPY = "own-copy"
    NO_DATA = "no-data"
    EMERGENCY = "emergency"


@click.command
@click.option(
    "--no-backup",
    "reason",
    type=click.Choice([reason.value for reason in WithoutBackup]),
    help="Go on without a backup: the database was copied in another way, holds nothing yet, or it cannot wait.",
)
def upgrade(reason: str | None) -> None:
    """Bring the tables up to the version that is installed now, after a backup of how they are."""
    configure_logs()
    with one_line_refusals():
        context = open_context(Settings.from_environment(os.environ))
        check_store(context.store)
        migrations.refuse_newer_revision(context.store)
        if migrations.is_current(context.store):
            click.echo("The tables are those of this version already.")
        else:
            _keep(context, reason)
            migrations.upgrade(context.store)
            click.echo("The tables are those of this version now.")
        context.store.close()
    click.echo("Start the service anew: systemctl restart safehouse-web safehouse-scheduler")


def _keep(context: Context, reason: str | None) -> None:
    """Make a backup, or write down why there is none."""
    if reason is not None:
        get_logger().warning("upgraded_without_backup", kind=reason)
        return
    try:
        path = make_backup(context, now=datetime.now(UTC))
    except BackupFailed as failure:
        _refuse_without(failure_words(failure))
    except UnsafeSettings as refusal:
        _refuse_without(str(refusal))
    click.echo(f"Wrote the backup {path}.")


def _refuse_without(why: str) -> NoReturn:
    refuse(f"{why}; nothing was changed (--no-backup REASON goes on without one)")
