"""Passwords: argon2id with OWASP's second choice of costs, 19 MiB each, so that a flood of logins cannot eat the memory.

Source of the costs: OWASP Password Storage Cheat Sheet, "Argon2id: m=19456 (19 MiB), t=2, p=1".
"""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from safehouse.domain.ids import new_id

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200

_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def hash_password(password: str) -> str:
    """The hash to store, with salt and costs inside."""
    return _HASHER.hash(password)


def is_right_password(password_hash: str | None, password: str) -> bool:
    """Whether the password belongs to the hash. None, for an account that does not exist, is wrong and takes just as long."""
    try:
        _HASHER.verify(password_hash or _nobodys_hash(), password[:LONGEST_PASSWORD])
    except VerifyMismatchError:
        return False
    return password_hash is not None


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash(new_id())
