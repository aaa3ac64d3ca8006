"""How long a national contact waits for the plan of a house that must be left now, and for a drill of a whole country.

`make demo` once, Ctrl-C, then `.venv/bin/python -m benchmarks.evacuation`. The scheduler runs beside it as it does in service, so
the time from the button to the plan on the page includes its tick, the start of the process that computes, and its imports. The
full house of 18 people is compromised, planned for, and planned for again; then all 26 houses of its country are a drill. It
works on a copy of the demo's folder, which stays as it is. The figures to reach are 5 s and 60 s.
"""

import logging
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import structlog
from flask.testing import FlaskClient

from benchmarks.suggestion_page import log_in, password_of
from safehouse.app import create_app
from safehouse.demo.folder import DemoFolder
from safehouse.services.startup import open_service

PLAN_LIMIT_S, DRILL_LIMIT_S = 5.0, 60.0
_CONTACT = "contact.gb@demo.example"
_PAUSE_S = 0.1
_PATIENCE_S = 180.0
_STARTED_S = 5.0
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_HOUSE = re.compile(r'name="house_ids" value="([0-9a-z]{20})"')
_ROW = re.compile(r'href="/country/houses/([0-9a-z]{20})".*?data-label="People" class="number">(\d+)<', re.DOTALL)


@click.command
@click.option("--folder", type=click.Path(path_type=Path), default=Path("var/demo"), show_default=True)
@click.option("--rounds", type=click.IntRange(1, 50), default=5, show_default=True)
def measure(folder: Path, rounds: int) -> None:
    """Print both figures in seconds."""
    if not DemoFolder(folder).is_complete:
        message = f"{folder} holds no demo. Run `make demo` once and end it with Ctrl-C."
        raise click.UsageError(message)
    # A line for each page would hide the figures.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with TemporaryDirectory() as temporary:
        copied = Path(temporary) / "demo"
        shutil.copytree(folder, copied)
        demo = DemoFolder(copied)
        environ = demo.environment(os.environ, 8000)
        client = create_app(open_service(environ)).test_client()
        log_in(client, _CONTACT, password_of(demo, _CONTACT))
        with _scheduler(environ):
            _measure(client, rounds)


def _measure(client: FlaskClient, rounds: int) -> None:
    houses = _HOUSE.findall(client.get("/country/drill").text)
    drill_s = _timed(lambda: _post(client, "/country/drill", country="GB", house_ids=houses), client, "/country/drill")
    people = {house_id: int(number) for house_id, number in _ROW.findall(client.get("/country/drill").text)}
    click.echo(
        f"a drill of {len(houses)} houses and {sum(people.values())} people: {drill_s:.1f} s of {DRILL_LIMIT_S:.0f} s"
    )
    full = max(people, key=lambda house_id: people[house_id])
    page = f"/country/houses/{full}/evacuation"
    times = [_timed(lambda: _post(client, f"/country/houses/{full}/status", status="compromised"), client, page)]
    times += [_timed(lambda: _post(client, page), client, page) for _ in range(rounds - 1)]
    click.echo(
        f"from the button to the plan of a house with {people[full]} people: median {statistics.median(times):.1f} s, "
        f"slowest {max(times):.1f} s of {PLAN_LIMIT_S:.0f} s, {rounds} rounds, load {os.getloadavg()[0]:.1f}"
    )


@contextmanager
def _scheduler(environ: Mapping[str, str]) -> Iterator[None]:
    """The scheduler as in service, from its start on until it has ended."""
    process = subprocess.Popen(  # This program itself.
        [sys.executable, "-m", "safehouse", "scheduler"], env={**os.environ, **environ}, stderr=subprocess.DEVNULL
    )
    time.sleep(_STARTED_S)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def _timed(press: Callable[[], object], client: FlaskClient, page: str) -> float:
    """Seconds from pressing the button until the page shows what was asked for and looks again no more."""
    started = time.perf_counter()
    press()
    while "hx-get" in client.get(page).text:
        if time.perf_counter() - started > _PATIENCE_S:
            message = f"{page} has shown no result for {_PATIENCE_S:.0f} s"
            raise TimeoutError(message)
        time.sleep(_PAUSE_S)
    return time.perf_counter() - started


def _post(client: FlaskClient, path: str, **fields: object) -> None:
    token = _TOKEN.search(client.get("/country/drill").text)
    response = client.post(path, data={"csrf_token": token.group(1) if token else "", **fields})
    if response.status_code >= 400:  # noqa: PLR2004  # Where HTTP's refusals begin.
        message = f"{path} answered {response.status_code}"
        raise RuntimeError(message)


if __name__ == "__main__":
    measure()
