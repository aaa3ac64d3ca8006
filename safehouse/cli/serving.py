"""`safehouse serve` and `safehouse migrate`: the pages under gunicorn, and the tables that they need."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from safehouse.domain.errors import Unavailable, UnsafeSettings
from safehouse.services import migrate as migrations
from safehouse.services.context import open_context
from safehouse.services.startup import open_service
from safehouse.settings import Settings

EXIT_REFUSED = 2
_GRACE_SECONDS = 5
_STUCK_SECONDS = 60


@click.command
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", type=click.IntRange(1, 65_535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(min=1), default=2, show_default=True, help="Processes.")
@click.option("--threads", type=click.IntRange(min=1), default=8, show_default=True, help="Of each process.")
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Serve the pages until interrupted. The settings come from SAFEHOUSE_* variables."""
    with one_line_refusals():
        open_service(os.environ).store.close()
    command = gunicorn_command(host=host, port=port, workers=workers, threads=threads)
    os.execv(command[0], command)  # noqa: S606  # The program is this Python, and no shell is wanted.


@click.command
def migrate() -> None:
    """Bring the tables of SAFEHOUSE_DATABASE_URL up to this version; does nothing where they are."""
    with one_line_refusals():
        store = open_context(Settings.from_environment(os.environ)).store
        migrations.upgrade(store)
        store.close()
    click.echo("The tables are those of this version.")


def gunicorn_command(*, host: str, port: int, workers: int, threads: int) -> list[str]:
    """The command line that serves the pages: no control socket, and five seconds for open requests at the end."""
    options = {
        "--bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "--workers": str(workers),
        "--worker-class": "gthread",
        "--threads": str(threads),
        "--timeout": str(_STUCK_SECONDS),
        "--graceful-timeout": str(_GRACE_SECONDS),
        "--log-level": "warning",
    }
    arguments = [part for option in options.items() for part in option]
    return [sys.executable, "-m", "gunicorn", "--no-control-socket", *arguments, "safehouse.wsgi:application()"]


@contextmanager
def one_line_refusals() -> Iterator[None]:
    """End the command with one sentence where the service refuses to start."""
    try:
        yield
    except UnsafeSettings as refusal:
        click.echo(f"safehouse: {refusal}", err=True)
        raise SystemExit(EXIT_REFUSED) from None
    except Unavailable:
        click.echo("safehouse: the database cannot be reached", err=True)
        raise SystemExit(EXIT_REFUSED) from None
