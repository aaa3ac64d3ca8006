"""Progress is for people who watch and wait; everybody else gets clean output."""

import os
import pty
import subprocess
import sys

import pytest

SCRIPT = """
import sys, time
from safehouse.cli import progress
progress.PATIENCE_S = float(sys.argv[1])
with progress.Progress("Reading the files") as watched:
    watched.show("Checking the plan")
    time.sleep(0.5)
"""


def shown_on_a_terminal(patience_s: float) -> str:
    """What the script writes to a terminal on its standard error."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm"}
    command = [sys.executable, "-c", SCRIPT, str(patience_s)]
    subprocess.run(command, env=environment, stderr=theirs, stdout=subprocess.DEVNULL, check=True)
    os.close(theirs)
    shown = b""
    while chunk := _read(ours):
        shown += chunk
    os.close(ours)
    return shown.decode()


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 4096)
    except OSError:
        return b""  # Linux says so when the other side of a terminal is closed.


def test_somebody_who_waits_sees_what_is_going_on() -> None:
    assert "Checking the plan" in shown_on_a_terminal(patience_s=0.05)


def test_what_is_done_quickly_shows_nothing() -> None:
    assert shown_on_a_terminal(patience_s=60) == ""


@pytest.mark.parametrize("patience_s", ["0.05", "60"])
def test_a_file_or_a_pipe_gets_nothing(patience_s: str) -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT, patience_s], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")
