"""How long a test goes on: the gate takes a short variant, `make soak` the full one."""

from typing import TypeVar

from hypothesis import settings

_GATE_EXAMPLES = 100

Length = TypeVar("Length")


def length(*, gate: Length, soak: Length) -> Length:
    """The one that the profile of this run asks for."""
    return gate if settings().max_examples <= _GATE_EXAMPLES else soak
