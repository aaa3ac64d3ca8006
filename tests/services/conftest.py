"""Fixtures of the tests of services."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import event

from safehouse.models.audit import AuditEntry
from safehouse.services.context import Context
from tests.rows import CountryDesk, a_country_desk
from tests.services.audited import BROKEN
from tests.services.drafts import load_towns
from tests.services.night import Night, a_night
from tests.support.stores import Clock


@pytest.fixture
def broken_audit() -> Iterator[Callable[[], None]]:
    """Break the audit log from the moment on at which this is called."""

    def refuse(*_args: Any) -> None:  # noqa: ANN401  # What the event hands over does not matter.
        raise RuntimeError(BROKEN)

    yield lambda: event.listen(AuditEntry, "before_insert", refuse)
    event.remove(AuditEntry, "before_insert", refuse)


@pytest.fixture
def night(context: Context, clock: Clock) -> Night:
    """A Dutch desk at two in the morning."""
    return a_night(context, clock)


@pytest.fixture
def desk(context: Context) -> CountryDesk:
    """A Dutch desk that knows a few towns."""
    load_towns(context)
    return a_country_desk(context)
