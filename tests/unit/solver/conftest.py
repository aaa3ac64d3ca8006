"""A clock of the tests' own, so that what a plan says when time ends does not depend on how fast a machine is."""

from collections.abc import Callable
from itertools import count

import pytest

TellTime = Callable[[Callable[[], float]], None]


@pytest.fixture
def tell_time(monkeypatch: pytest.MonkeyPatch) -> TellTime:
    """Replaces the clock of plans, in seconds."""
    return lambda clock: monkeypatch.setattr("safehouse.placement.solver.clock.monotonic", clock)


@pytest.fixture
def _each_look_takes_a_second(tell_time: TellTime) -> None:
    """The clock stands still but for one second whenever somebody looks at it; the first look says 0."""
    seconds = count()
    tell_time(lambda: float(next(seconds)))
