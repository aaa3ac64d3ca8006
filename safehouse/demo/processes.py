"""The demo's two processes, web and scheduler: started together, ended together."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from types import FrameType
from typing import TypeAlias

START_WITHIN_SECONDS = 60.0
STOP_WITHIN_SECONDS = 10.0
_PAUSE_SECONDS = 0.2
Processes: TypeAlias = Mapping[str, subprocess.Popen[bytes]]


class PortInUse(Exception):  # noqa: N818  # Named after the refusal.
    """Something else listens on the port."""


class ProcessEnded(Exception):  # noqa: N818  # Named after what happened.
    """A process of the demo ended by itself."""


class AskedToStop(BaseException):
    """Ctrl-C or a TERM signal. Not an Exception, so that nothing mistakes it for a fault."""


def refuse_port_in_use(port: int) -> None:
    """Raises PortInUse when the loopback port cannot be had."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            message = f"port {port} is in use: choose another with PORT="
            raise PortInUse(message) from None


def run_together(port: int, environ: Mapping[str, str], *, on_ready: Callable[[], None]) -> None:
    """Run web and scheduler until asked to stop; `on_ready` is called once the page answers.

    Raises ProcessEnded when one of them ends by itself; the other is ended then too.
    """
    commands = {"serve": ("--port", str(port)), "scheduler": ()}
    with _stop_signals(), _started(commands, environ) as processes:
        _wait_for_health(port, processes)
        on_ready()
        while True:
            _refuse_ended(processes)
            time.sleep(_PAUSE_SECONDS)


@contextmanager
def _started(commands: Mapping[str, Sequence[str]], environ: Mapping[str, str]) -> Iterator[Processes]:
    processes: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for command, arguments in commands.items():
            processes[command] = _start(command, arguments, environ)
        yield processes
    finally:
        _stop(processes)


def _start(command: str, arguments: Sequence[str], environ: Mapping[str, str]) -> subprocess.Popen[bytes]:
    # A session of its own keeps a Ctrl-C for this process, which then ends the others in order.
    return subprocess.Popen(  # noqa: S603  # Our own command with a number.
        [sys.executable, "-m", "safehouse", command, *arguments], env=dict(environ), start_new_session=True
    )


def _stop(processes: Processes) -> None:
    for process in processes.values():
        process.terminate()
    deadline = time.monotonic() + STOP_WITHIN_SECONDS
    for process in processes.values():
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for_health(port: int, processes: Processes) -> None:
    deadline = time.monotonic() + START_WITHIN_SECONDS
    while not _is_healthy(port):
        _refuse_ended(processes)
        if time.monotonic() > deadline:
            message = f"the page did not answer within {START_WITHIN_SECONDS:.0f} seconds"
            raise ProcessEnded(message)
        time.sleep(_PAUSE_SECONDS)


def _is_healthy(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _refuse_ended(processes: Processes) -> None:
    for command, process in processes.items():
        if process.poll() is not None:
            message = f"`safehouse {command}` ended with status {process.returncode}"
            raise ProcessEnded(message)


@contextmanager
def _stop_signals() -> Iterator[None]:
    """Turn INT and TERM into AskedToStop, once: a second one must not interrupt the ending."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        for number in kept:
            signal.signal(number, signal.SIG_IGN)
        raise AskedToStop

    kept = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
