"""REL-5: what was acknowledged is there, whatever is killed in the middle of it: workers, and the database itself.

What the service said was done is done; what it did not answer may have been done or not; nothing is done by half. `make soak` kills
200 workers on each database, and PostgreSQL 25 times. That the disk keeps what it has promised through a power cut is the promise of
database and disk; that the database is asked to wait for the disk is read back at every start (`services/db.py`).

Seen red with a worker that ends when the database is away as it starts: gunicorn then ends the whole service.
"""

import os
import random
import signal

import pytest

from tests.reliability.conftest import Site
from tests.reliability.steady import assert_nothing_is_lost_or_half_done, people_at_work
from tests.support.lengths import length


def test_no_acknowledged_deed_is_lost_when_workers_are_killed(site: Site) -> None:
    def kill() -> None:
        os.kill(random.choice(site.service.worker_pids()), signal.SIGKILL)

    people = people_at_work(site, length(gate=1, soak=200), kill)
    assert_nothing_is_lost_or_half_done(site, people)


@pytest.mark.parametrize("site", ["postgres"], indirect=True)
def test_no_acknowledged_deed_is_lost_when_the_database_is_killed(site: Site) -> None:
    """And the service works again as soon as the database does, without being started anew (REL-8)."""
    server = site.server
    assert server is not None

    def crash() -> None:
        server.crash()
        server.serve()

    people = people_at_work(site, length(gate=1, soak=25), crash)
    assert_nothing_is_lost_or_half_done(site, people)
