"""REL-8: the disk is full or the database is away: everybody is told when to try again, and nothing is done by half.

Pages can be read as long as there is something to read from, and the service works again by itself. Seen red with the errors of a
full disk taken out of those that mean that the database cannot be used now.
"""

import resource
import time

import pytest

from tests.reliability.conftest import Site
from tests.reliability.steady import Person, assert_nothing_is_lost_or_half_done, people_at_work
from tests.support.lengths import length

UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
AWAY_SECONDS = 1.0


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_on_a_full_disk_pages_are_read_and_nothing_is_half_done(site: Site) -> None:
    """The processes may not make any file longer, which is what a full disk does to them."""
    people = people_at_work(site, length(gate=1, soak=20), lambda: _fill_disk(site))
    assert_nothing_is_lost_or_half_done(site, people)
    _assert_everybody_was_told_and_could_read(people)


@pytest.mark.parametrize("site", ["postgres"], indirect=True)
def test_while_the_database_is_away_everybody_is_told_when_to_try_again(site: Site) -> None:
    server = site.server
    assert server is not None

    def stop_for_a_while() -> None:
        server.stop()
        time.sleep(AWAY_SECONDS)
        server.serve()

    people = people_at_work(site, length(gate=1, soak=20), stop_for_a_while)
    assert_nothing_is_lost_or_half_done(site, people)
    _assert_everybody_was_told_and_could_read(people)


def _fill_disk(site: Site) -> None:
    _limit_files(site, (0, resource.RLIM_INFINITY))
    time.sleep(AWAY_SECONDS)
    _limit_files(site, UNLIMITED)


def _limit_files(site: Site, bytes_at_most: tuple[int, int]) -> None:
    for pid in site.service.worker_pids():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, bytes_at_most)


def _assert_everybody_was_told_and_could_read(people: list[Person]) -> None:
    assert sum(person.refusals for person in people) > 0
    assert sum(person.pages for person in people) > 0
