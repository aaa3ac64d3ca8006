"""Fixtures of the tests of services."""

import pytest

from safehouse.services.context import Context
from tests.services.night import Night, a_night
from tests.support.stores import Clock


@pytest.fixture
def night(context: Context, clock: Clock) -> Night:
    """A Dutch desk at two in the morning."""
    return a_night(context, clock)
