"""Fixtures of the tests of services."""

import pytest

from safehouse.services.context import Context
from tests.rows import CountryDesk, a_country_desk
from tests.services.drafts import load_towns
from tests.services.night import Night, a_night
from tests.support.stores import Clock


@pytest.fixture
def night(context: Context, clock: Clock) -> Night:
    """A Dutch desk at two in the morning."""
    return a_night(context, clock)


@pytest.fixture
def desk(context: Context) -> CountryDesk:
    """A Dutch desk that knows a few towns."""
    load_towns(context)
    return a_country_desk(context)
