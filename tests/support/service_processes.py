"""`safehouse serve` and other commands as real processes on loopback, which end with the block that started them."""

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tests.support.ports import free_port

ANSWERS_WITHIN_SECONDS = 60.0
ENDS_WITHIN_SECONDS = 15.0


@dataclass(frozen=True)
class Service:
    """The pages of a service: the port on 127.0.0.1 at which they answer, and the process that keeps the workers."""

    port: int
    process: "subprocess.Popen[bytes]"

    def worker_pids(self) -> tuple[int, ...]:
        """The processes that answer, as many as the service keeps at this moment."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return tuple(int(pid) for pid in children.read_text().split())


@contextmanager
def running_service(environ: Mapping[str, str], *, workers: int = 1, threads: int = 8) -> Iterator[Service]:
    """The pages of a service with these variables, until the block is left."""
    port = free_port()
    arguments = ("--port", str(port), "--workers", str(workers), "--threads", str(threads))
    with running("serve", *arguments, environ=environ) as process:
        wait_for_health(port, process)
        yield Service(port, process)


@contextmanager
def running(command: str, *arguments: str, environ: Mapping[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    """`safehouse COMMAND` until the block is left."""
    process = subprocess.Popen(
        [sys.executable, "-m", "safehouse", command, *arguments], env=dict(environ), start_new_session=True
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(ENDS_WITHIN_SECONDS)


def wait_for_health(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Return when the service answers. Raises AssertionError when it ended or takes too long."""
    deadline = time.monotonic() + ANSWERS_WITHIN_SECONDS
    while not _is_healthy(port):
        assert process.poll() is None, "the service ended by itself"
        assert time.monotonic() < deadline, "the service does not answer"
        time.sleep(0.1)


def _is_healthy(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
