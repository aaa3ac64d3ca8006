"""`safehouse serve` and `migrate` as an operator uses them, with real processes on the loopback."""

import base64
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from safehouse import wsgi
from safehouse.cli import main
from safehouse.domain.errors import Unavailable
from safehouse.services.context import Context
from safehouse.services.startup import open_service
from tests.support.ports import free_port
from tests.support.stores import MASTER_KEY

START_SECONDS = 60


@pytest.fixture
def environ(store_url: str) -> dict[str, str]:
    """The settings of a service over a migrated database."""
    return {
        "SAFEHOUSE_MASTER_KEY": base64.b64encode(MASTER_KEY).decode(),
        "SAFEHOUSE_DATABASE_URL": store_url,
    }


def run(environ: Mapping[str, str | None], *arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, arguments, env=environ)
    return result.exit_code, result.stdout, result.stderr


def ask(port: int, path: str) -> http.client.HTTPResponse:
    return read(port, path)[0]


def read(port: int, path: str) -> tuple[http.client.HTTPResponse, str]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=START_SECONDS)) as connection:
        connection.request("GET", path)
        response = connection.getresponse()
        return response, response.read().decode()


def wait_for(port: int, process: subprocess.Popen[str]) -> http.client.HTTPResponse:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            return ask(port, "/health")
        except ConnectionError:
            time.sleep(0.1)
    raise AssertionError("the service did not start")


def test_the_service_starts_answers_and_stops_when_told(environ: dict[str, str]) -> None:
    port = free_port()
    command = [sys.executable, "-m", "safehouse", "serve", "--port", str(port), "--workers", "1"]
    with subprocess.Popen(command, env={**os.environ, **environ}, stderr=subprocess.PIPE, text=True) as process:
        try:
            health = wait_for(port, process)
            assert health.status == 200
            assert health.headers["Server"] == "gunicorn"
            assert ask(port, "/login").status == 200
        finally:
            process.send_signal(signal.SIGTERM)
            _, said = process.communicate(timeout=START_SECONDS)
    assert process.returncode == 0
    assert "Traceback" not in said


def test_workers_count_together_on_a_port_for_this_machine_and_leave_no_folder(
    environ: dict[str, str], tmp_path: Path
) -> None:
    """Seen to fail with a folder that is left behind."""
    port, metrics_port = free_port(), free_port()
    command = [sys.executable, "-m", "safehouse", "serve", "--port", str(port), "--workers", "2"]
    variables = {**environ, "SAFEHOUSE_METRICS_ADDRESS": f"127.0.0.1:{metrics_port}", "TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, env={**os.environ, **variables}, stderr=subprocess.PIPE, text=True) as process:
        try:
            wait_for(port, process)
            for _ in range(20):
                assert ask(port, "/ready").status == 503
            told = read(metrics_port, "/metrics")[1]
            assert 'endpoint="health.show_ready",method="GET",status_class="5xx"} 20.0' in told
            assert [folder.stat().st_mode & 0o077 for folder in tmp_path.glob("safehouse-metrics-*")] == [0]
        finally:
            process.send_signal(signal.SIGTERM)
            _, said = process.communicate(timeout=START_SECONDS)
    assert process.returncode == 0
    assert list(tmp_path.glob("safehouse-metrics-*")) == []
    assert '"route": "/ready"' in said


def test_a_port_in_use_is_one_sentence(environ: dict[str, str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        code, _, errors = run(environ, "serve", "--port", str(port))
    assert (code, errors) == (
        2,
        f"safehouse: nothing can listen on 127.0.0.1:{port}: is the service running already?\n",
    )


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"SAFEHOUSE_MASTER_KEY": None}, "SAFEHOUSE_MASTER_KEY"),
        ({"SAFEHOUSE_DATABASE_URL": "sqlite://"}, "SAFEHOUSE_DATABASE_URL"),
    ],
    ids=["no key", "no file"],
)
def test_an_unsafe_service_does_not_start_and_says_why_in_one_line(
    environ: dict[str, str], changed: dict[str, str | None], said: str
) -> None:
    code, _, errors = run({**environ, **changed}, "serve")
    assert code == 2
    assert said in errors
    assert errors.count("\n") == 1


def test_a_worker_waits_for_a_database_that_is_away_as_it_starts(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch, logging_as_before: None
) -> None:
    """Seen to fail without the wait: gunicorn ends the whole service when a worker cannot begin."""
    del logging_as_before
    answers = iter([Unavailable(), Unavailable(), None])

    def open_at_the_third_time(variables: Mapping[str, str]) -> Context:
        refusal = next(answers)
        if refusal is not None:
            raise refusal
        return open_service(variables)

    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(wsgi, "open_service", open_at_the_third_time)
    monkeypatch.setattr(wsgi, "_TRIES_AGAIN_SECONDS", 0)
    assert wsgi.application() is not None
    assert next(answers, "all asked") == "all asked"


def test_tables_of_another_version_stop_the_start(environ: dict[str, str], tmp_path: Path) -> None:
    fresh = {**environ, "SAFEHOUSE_DATABASE_URL": f"sqlite:///{tmp_path / 'fresh.sqlite'}"}
    code, _, errors = run(fresh, "serve")
    assert (code, "safehouse migrate" in errors) == (2, True)
    assert run(fresh, "migrate")[0] == 0
    assert run(fresh, "migrate")[0] == 0
    open_service(fresh).store.close()
