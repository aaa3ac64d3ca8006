"""A migration in a process of its own that is killed in the middle, as by a power cut: nothing gets to clean up."""

import os
import signal
from collections.abc import Callable
from enum import StrEnum
from itertools import count
from multiprocessing import get_context

from sqlalchemy import event

from safehouse.services import migrate
from safehouse.services.db import Store, open_store

# The server of the forks loads what they need once.
_PROCESSES = get_context("forkserver")
_PROCESSES.set_forkserver_preload([__name__])
PATIENCE_S = 60


class Way(StrEnum):
    """Where a migration goes."""

    UP = "up"
    DOWN = "down"


def was_killed_at_statement(number: int, url: str, way: Way, revision: str) -> bool:
    """Migrate, and kill the process before a statement, the first being 1; False: there were fewer, and it came to its end."""
    return _was_killed(_die_at_statement, number, url, way, revision)


def was_killed_in_commit(microseconds: int, url: str, way: Way, revision: str) -> bool:
    """Migrate, and kill the process some time after its COMMIT has begun, 0 being before; False: it came to its end first."""
    return _was_killed(_die_in_commit, microseconds, url, way, revision)


def _was_killed(*arguments: object) -> bool:
    process = _PROCESSES.Process(target=_migrate_and_die, args=arguments)
    process.start()
    process.join(PATIENCE_S)
    exit_code = process.exitcode
    process.close()
    assert exit_code in {0, -signal.SIGKILL, -signal.SIGALRM}, exit_code
    return exit_code != 0


def _migrate_and_die(die: "_Dying", when: int, url: str, way: Way, revision: str) -> None:
    store = open_store(url)
    die(store, when)
    (migrate.upgrade if way is Way.UP else migrate.downgrade)(store, revision)
    # Not by way of `exit`: closing a connection may take its time when the alarm is still to come.
    os._exit(0)


def _die_at_statement(store: Store, number: int) -> None:
    numbers = count(1)

    def look(*_: object) -> None:
        if next(numbers) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(store.writer, "before_cursor_execute", look)


def _die_in_commit(store: Store, microseconds: int) -> None:
    def look(_connection: object) -> None:
        if microseconds == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        # Nobody handles it, so the kernel ends the process wherever it is, in the database's own code too.
        signal.setitimer(signal.ITIMER_REAL, microseconds / 1e6)

    event.listen(store.writer, "commit", look)


_Dying = Callable[[Store, int], None]
