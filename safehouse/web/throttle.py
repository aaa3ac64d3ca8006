"""How often a wrong password may be tried and a link be wished for: counted in this process, with the address from which it came."""

from flask import Flask, current_app, request
from limits import RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from safehouse.domain.errors import LoginRefused

WRONG_TRIES = RateLimitItemPerMinute(10, 15)
"""Ten in a quarter of an hour. Counted with the address, so that nobody can lock out somebody who is elsewhere."""
WISHES = RateLimitItemPerHour(3)
"""Of one person."""
WISHES_OF_AN_ADDRESS = RateLimitItemPerHour(30)
"""An office has one address for many people."""
_EXTENSION = "safehouse_throttle"


def install_throttle(app: Flask) -> None:
    """Begin to count."""
    app.extensions[_EXTENSION] = MovingWindowRateLimiter(MemoryStorage())


def refuse_too_many(key: str) -> None:
    """Raise LoginRefused, like for a wrong password, once there were too many."""
    if not _limiter().test(WRONG_TRIES, key, _address()):
        raise LoginRefused


def count_wrong(key: str) -> None:
    """Count one wrong try."""
    _limiter().hit(WRONG_TRIES, key, _address())


def may_wish(key: str) -> bool:
    """Whether one more link may be wished for, which is counted with that."""
    limiter, address = _limiter(), _address()
    return limiter.hit(WISHES_OF_AN_ADDRESS, "wishes", address) and limiter.hit(WISHES, "wish", key, address)


def _limiter() -> MovingWindowRateLimiter:
    limiter: MovingWindowRateLimiter = current_app.extensions[_EXTENSION]
    return limiter


def _address() -> str:
    return request.remote_addr or ""
