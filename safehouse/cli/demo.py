"""`safehouse demo`: the service on this machine with an invented network, or planning files of any size."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from safehouse.cli.lines import one_line_refusals, refuse
from safehouse.cli.steps import ShownSteps
from safehouse.demo.cast import Login, login_table
from safehouse.demo.export import EXPORT_OCCUPANCY, export_files
from safehouse.demo.folder import DemoFolder
from safehouse.demo.processes import AskedToStop, PortInUse, ProcessEnded, refuse_port_in_use, run_together
from safehouse.demo.starting import load_demo, wake_demo

_FIRST_LOGINS = ("NL", "Analyst", "Auditor", "Administrator")
_MOST_HOUSES, _MOST_REQUESTS = 100_000, 100_000


@click.command
@click.option("--port", type=click.IntRange(1, 65_535), default=8000, show_default=True, help="On 127.0.0.1.")
@click.option("--folder", type=click.Path(path_type=Path), default=Path("var/demo"), show_default=True)
@click.option("--reset", is_flag=True, help="Forget the demo's data and start over.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed invents the same network.")
@click.option("--export", type=click.Path(path_type=Path), help="Write NETWORK.json and REQUESTS.json there, and end.")
@click.option("--houses", type=click.IntRange(1, _MOST_HOUSES), default=159, show_default=True, help="To export.")
@click.option("--requests", type=click.IntRange(0, _MOST_REQUESTS), default=100, show_default=True, help="To export.")
@click.option(
    "--occupancy",
    type=click.FloatRange(0, 1),
    default=EXPORT_OCCUPANCY,
    show_default=True,
    help="To export: beds taken.",
)
def demo(
    port: int,
    folder: Path,
    *,
    reset: bool,
    seed: int,
    export: Path | None,
    houses: int,
    requests: int,
    occupancy: float,
) -> None:
    """Run the service with an invented network, or write planning files of any size."""
    with one_line_refusals(), _refusals_of_demos():
        if export is None:
            _run(DemoFolder(folder), port, reset=reset, seed=seed)
        else:
            _export(export, houses=houses, requests=requests, seed=seed, occupancy=occupancy)


def _export(folder: Path, *, houses: int, requests: int, seed: int, occupancy: float) -> None:
    as_of = datetime.now(UTC).replace(microsecond=0)
    paths = export_files(folder, houses=houses, requests=requests, seed=seed, as_of=as_of, occupancy=occupancy)
    for path in paths:
        click.echo(str(path))


def _run(folder: DemoFolder, port: int, *, reset: bool, seed: int) -> None:
    refuse_port_in_use(port)
    environ = folder.environment(os.environ, port)
    logins: Sequence[Login] = ()
    if reset or not folder.is_complete:
        with ShownSteps() as steps:
            logins = load_demo(folder, environ, seed=seed, step=steps.begin)
    else:
        click.echo("The demo's data are there already; `make demo-reset` starts over.")
        reported = wake_demo(environ)
        if reported:
            click.echo(f"{reported} houses that report daily said that nothing changed.")
    click.echo("Starting the pages and the scheduler.")
    try:
        run_together(port, environ, on_ready=lambda: _welcome(folder, port, logins))
    except AskedToStop:
        click.echo("\nThe demo has ended. Its data are kept.")


def _welcome(folder: DemoFolder, port: int, logins: Sequence[Login]) -> None:
    click.echo(f"\nsafehouse is at http://127.0.0.1:{port}\n")
    if logins:
        click.echo(login_table(login for login in logins if _is_shown(login)))
    click.echo(f"Logins of everybody, with their passwords: {folder.logins}")
    click.echo("Ctrl-C ends the demo.")


def _is_shown(login: Login) -> bool:
    return any(word in login.who for word in _FIRST_LOGINS)


@contextmanager
def _refusals_of_demos() -> Iterator[None]:
    """End the command with one sentence where the demo's folder, port or processes are not to be had."""
    try:
        yield
    except (PortInUse, ProcessEnded, OSError) as refusal:
        refuse(str(refusal))
