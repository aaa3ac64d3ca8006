"""The database of a service that runs as processes: a file of its own, or a database of the test's server."""

from collections.abc import Iterator

import pytest

from tests.services.night import Night
from tests.support.busy_desk import a_busy_desk


@pytest.fixture
def desk(store_url: str) -> Iterator[Night]:
    """A desk by the database's own clock, once on each sort of database."""
    with a_busy_desk(store_url) as night:
        yield night
