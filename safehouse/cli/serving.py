"""`safehouse serve` and `safehouse migrate`: the pages under gunicorn, and the tables that they need."""

import os
import socket
import sys
import tempfile
from collections.abc import Mapping, Sequence

import click

from safehouse.cli.lines import one_line_refusals
from safehouse.domain.errors import UnsafeSettings
from safehouse.services import migrate as migrations
from safehouse.services.context import open_context
from safehouse.services.startup import open_service, refuse_open_service
from safehouse.settings import Settings
from safehouse.web.metrics import FOLDER_VARIABLE

_GRACE_SECONDS = 5
_STUCK_SECONDS = 60
Address = tuple[str, int]


@click.command
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", type=click.IntRange(1, 65_535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(min=1), default=2, show_default=True, help="Processes.")
@click.option("--threads", type=click.IntRange(min=1), default=8, show_default=True, help="Of each process.")
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Serve the pages until interrupted. The settings come from SAFEHOUSE_* variables."""
    with one_line_refusals():
        addresses = addresses_to_serve(os.environ, host=host, port=port)
    command = gunicorn_command(addresses, workers=workers, threads=threads)
    os.execve(command[0], command, _environment(has_metrics=len(addresses) > 1))  # noqa: S606  # The program is this Python, and no shell is wanted.


@click.command
def migrate() -> None:
    """Bring the tables of SAFEHOUSE_DATABASE_URL up to this version; does nothing where they are."""
    with one_line_refusals():
        store = open_context(Settings.from_environment(os.environ)).store
        migrations.upgrade(store)
        store.close()
    click.echo("The tables are those of this version.")


def addresses_to_serve(environ: Mapping[str, str], *, host: str, port: int) -> tuple[Address, ...]:
    """Where to listen: for the pages, and then for metrics if they are wanted. Raises UnsafeSettings, and Unavailable.

    This is where everything unsafe is refused, before there is a process that answers anybody.
    """
    context = open_service(environ)
    context.store.close()
    refuse_open_service(context.settings, host=host)
    metrics = context.settings.metrics_address
    addresses = ((host, port), *([metrics] if metrics else []))
    for address in addresses:
        _refuse_address_in_use(address)
    return addresses


def gunicorn_command(addresses: Sequence[Address], *, workers: int, threads: int) -> list[str]:
    """The command line that serves the pages: no control socket, and five seconds for open requests at the end."""
    options = {
        "--config": "python:safehouse.web.workers",
        "--workers": str(workers),
        "--worker-class": "gthread",
        "--threads": str(threads),
        "--timeout": str(_STUCK_SECONDS),
        "--graceful-timeout": str(_GRACE_SECONDS),
        "--log-level": "warning",
    }
    binds = [part for address in addresses for part in ("--bind", _written(address))]
    arguments = [part for option in options.items() for part in option]
    return [sys.executable, "-m", "gunicorn", "--no-control-socket", *binds, *arguments, "safehouse.wsgi:application()"]


def _environment(*, has_metrics: bool) -> Mapping[str, str]:
    """Gunicorn's own variable is left out, and the workers' folder for counting is new and empty at each start."""
    environ = {name: value for name, value in os.environ.items() if name not in {"GUNICORN_CMD_ARGS", FOLDER_VARIABLE}}
    return {**environ, FOLDER_VARIABLE: tempfile.mkdtemp(prefix="safehouse-metrics-")} if has_metrics else environ


def _refuse_address_in_use(address: Address) -> None:
    """Gunicorn would try again for a while and then say it in a form that the allow-list of logs drops."""
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError:
            raise UnsafeSettings(
                f"nothing can listen on {_written(address)}: is the service running already?"
            ) from None


def _written(address: Address) -> str:
    host, port = address
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
