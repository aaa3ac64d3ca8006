"""How much of the time for a plan is left, by a clock that nobody can set."""

from time import monotonic


class Clock:
    """Started when it is made; `limit_s` in seconds."""

    def __init__(self, limit_s: float) -> None:
        self._started = monotonic()
        self._limit_s = limit_s

    def left_s(self) -> float:
        """Seconds that are left, 0 when the time is over."""
        return max(0.0, self._limit_s - (monotonic() - self._started))

    def earlier(self, by_s: float) -> "Clock":
        """A clock with the same start whose time is over so many seconds earlier."""
        clock = Clock(self._limit_s - by_s)
        clock._started = self._started
        return clock

    def is_over(self) -> bool:
        return self.left_s() <= 0.0

    def wall_ms(self) -> int:
        """Milliseconds since the start."""
        return round(1000 * (monotonic() - self._started))
