"""A demo of its own, which lives as long as the pictures are taken."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

START_WITHIN_SECONDS = 180


@contextmanager
def running_demo(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """A demo with its address and passwords."""
    port = _free_port()
    command = [sys.executable, "-m", "safehouse", "demo", "--port", str(port), "--folder", str(folder)]
    process = subprocess.Popen(  # noqa: S603  # Our own command with a number and a folder.
        command,
        env={name: value for name, value in os.environ.items() if name != "SAFEHOUSE_DATABASE_URL"},
        start_new_session=True,
    )
    try:
        _wait_for(port, process)
        lines = (folder / "logins.txt").read_text(encoding="utf-8").splitlines()
        yield f"http://127.0.0.1:{port}", {line.split()[-2]: line.split()[-1] for line in lines}
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_WITHIN_SECONDS
    while not _answers(port):
        if process.poll() is not None or time.monotonic() > deadline:
            message = "the demo did not start"
            raise TimeoutError(message)
        time.sleep(0.5)


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
