"""How much time for a plan is left, to the millisecond."""

import pytest

from safehouse.placement.solver.clock import Clock
from tests.unit.solver.conftest import TellTime


@pytest.mark.parametrize(("passed_s", "left_s"), [(0.0, 2.5), (2.0, 0.5), (2.5, 0.0), (4.0, 0.0)])
def test_the_time_is_over_when_nothing_of_it_is_left(tell_time: TellTime, passed_s: float, left_s: float) -> None:
    tell_time(lambda: 100.0)
    clock = Clock(2.5)
    tell_time(lambda: 100.0 + passed_s)
    assert (clock.left_s(), clock.is_over()) == (left_s, left_s == 0.0)


def test_what_a_plan_took_is_said_in_milliseconds(tell_time: TellTime) -> None:
    tell_time(lambda: 100.0)
    clock = Clock(2.5)
    tell_time(lambda: 104.0)
    assert clock.wall_ms() == 4000


def test_an_earlier_clock_has_the_same_start_and_less_time(tell_time: TellTime) -> None:
    tell_time(lambda: 100.0)
    clock = Clock(10)
    tell_time(lambda: 103.0)
    earlier = clock.earlier(4)
    assert (clock.left_s(), earlier.left_s()) == (7, 3)
    assert earlier.wall_ms() == 3000
