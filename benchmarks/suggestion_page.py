"""How long a coordinator waits for suggestions on the demo network, without the network in between.

`make demo` once, Ctrl-C, then `.venv/bin/python -m benchmarks.suggestion_page`: the medians of asking for suggestions (judged,
stored, audited, answered by a redirect), of showing the page, and of showing the desk, each through the whole application.
"""

import logging
import os
import re
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import click
import structlog
from flask.testing import FlaskClient

from safehouse.app import create_app
from safehouse.demo.folder import DemoFolder
from safehouse.services.startup import open_service

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_REQUEST = re.compile(r'href="(/requests/[0-9a-z]{20})"')
_SUGGESTION = re.compile(r'name="suggestion_id" value="([0-9a-z]{20})"')
_COORDINATOR = "coordinator.nl@demo.example"


@click.command
@click.option("--folder", type=click.Path(path_type=Path), default=Path("var/demo"), show_default=True)
@click.option("--rounds", type=click.IntRange(5, 1000), default=30, show_default=True)
def measure(folder: Path, rounds: int) -> None:
    """Print the medians in milliseconds."""
    demo = DemoFolder(folder)
    if not demo.logins.exists():
        message = f"{folder} holds no demo. Run `make demo` once and end it with Ctrl-C."
        raise click.UsageError(message)
    # A line for each page would hide the figures.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    client = create_app(open_service(demo.environment(os.environ, 8000))).test_client()
    log_in(client, _COORDINATOR, password_of(demo, _COORDINATOR))
    page, token = _first_waiting(client)
    measured: dict[str, Callable[[], object]] = {
        "suggest houses (POST)": lambda: client.post(f"{page}/suggestions", data={"csrf_token": token}),
        "show the request with its suggestions (GET)": lambda: client.get(page),
        "show the desk (GET)": lambda: client.get("/desk"),
    }
    for name, act in measured.items():
        act()
        times = [_milliseconds(act) for _ in range(rounds)]
        click.echo(
            f"{name:45} median {statistics.median(times):7.1f} ms, slowest {max(times):7.1f} ms, {rounds} rounds"
        )


def _milliseconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - started)


def password_of(demo: DemoFolder, email: str) -> str:
    """The password of somebody of the demo."""
    lines = demo.logins.read_text(encoding="utf-8").splitlines()
    return next(line.split()[-1] for line in lines if email in line)


def log_in(client: FlaskClient, email: str, password: str) -> None:
    """Log in as somebody of the demo."""
    token = _found(_TOKEN, client.get("/login").text)
    client.post("/login", data={"csrf_token": token, "email": email, "password": password, "next": "/"})


def _first_waiting(client: FlaskClient) -> tuple[str, str]:
    """The page of a request for which new suggestions are made, and the token of its forms."""
    for page in dict.fromkeys(_REQUEST.findall(client.get("/desk").text)):
        before = client.get(page).text
        token = _found(_TOKEN, before)
        client.post(f"{page}/suggestions", data={"csrf_token": token})
        new = set(_SUGGESTION.findall(client.get(page).text)) - set(_SUGGESTION.findall(before))
        if new:
            return page, token
    message = "no request of the demo's desk gets suggestions: all have a house, or their times of arrival have passed"
    raise LookupError(message)


def _found(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    if match is None:
        message = "the page has no form"
        raise LookupError(message)
    return match.group(1)


if __name__ == "__main__":
    measure()
