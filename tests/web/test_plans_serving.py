"""Pages answer while a plan is computed: the web and the scheduler as processes on loopback, over one small database."""

import os
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection
from time import monotonic, sleep

import pytest
from flask import Flask

from safehouse.domain.codes import JobState
from safehouse.services.context import Context
from safehouse.services.db import Store, open_store
from safehouse.services.plans import ask_for_plan, find_plan
from tests.services.night import MOTHER_AND_SON, WOMAN, Night, a_night
from tests.support.ports import free_port
from tests.support.stores import MASTER_KEY, Clock
from tests.support.visitors import a_visitor_as

PATIENCE_S = 60.0
HOUSEHOLDS = 60
HOUSES = 25


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """A store by its own clock, which is what the processes go by."""
    opened = open_store(store_url)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> Clock:
    """The true time, standing still from here on."""
    return Clock(datetime.now(UTC))


@pytest.fixture
def crowded(context: Context, clock: Clock) -> Night:
    """More households than the houses have rooms for, so that a plan takes longer than a few pages."""
    night = a_night(context, clock)
    for number in range(HOUSES):
        night.house(2, 1 + number % 3)
    for number in range(HOUSEHOLDS):
        night.request(MOTHER_AND_SON if number % 2 else WOMAN)
    return night


def test_pages_answer_while_the_schedulers_process_solves(crowded: Night) -> None:
    """The job runs before the first page and still after the last one.

    Seen to fail with a page that waits until the plan is computed.
    """
    address, token = f"127.0.0.1:{free_port()}", token_of(crowded)
    with ExitStack() as processes:
        for command in (("serve", "--port", address.partition(":")[2], "--workers", "1"), ("scheduler",)):
            processes.enter_context(running(crowded.context, *command))
        wait_until(lambda: status(address, "/health", token) == 200)
        ask_for_plan(crowded.context, crowded.coordinator, country="NL", now=crowded.now)
        wait_until(lambda: job_state(crowded) is JobState.RUNNING)
        answers = {path: status(address, path, token) for path in ("/plan/progress", "/plan", "/desk", "/requests/new")}
        assert job_state(crowded) is JobState.RUNNING, "the plan was computed before the pages had answered"
        assert set(answers.values()) == {200}, answers


def job_state(night: Night) -> JobState | None:
    found = find_plan(night.context, night.coordinator, country="NL")
    return None if found is None else found.job.state


def token_of(night: Night) -> str:
    """The cookie of a login of the coordinator."""
    visitor = a_visitor_as(Flask(__name__), night.context, night.coordinator, now=night.now)
    cookie = visitor.client.get_cookie(night.context.settings.cookie_name)
    assert cookie is not None
    return f"{cookie.key}={cookie.value}"


def status(address: str, path: str, cookie: str) -> int | None:
    """The status of a page; None when nothing listens yet."""
    connection = HTTPConnection(address, timeout=PATIENCE_S)
    try:
        connection.request("GET", path, headers={"Cookie": cookie})
        return connection.getresponse().status
    except ConnectionError:
        return None
    finally:
        connection.close()


@contextmanager
def running(context: Context, *command: str) -> Iterator[None]:
    """`safehouse` with this command over the store of the test, until the block is left."""
    variables = {
        "SAFEHOUSE_MASTER_KEY": b64encode(MASTER_KEY).decode(),
        "SAFEHOUSE_DATABASE_URL": context.settings.database_url,
    }
    process = subprocess.Popen([sys.executable, "-m", "safehouse", *command], env={**os.environ, **variables})
    try:
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = monotonic() + PATIENCE_S
    while not holds():
        assert monotonic() < deadline, "nothing has happened for a minute"
        sleep(0.05)
