"""Numbers as people type them. What may mean two numbers is none: a radius of 1.000 km must not become one of 1 km."""

import re

from safehouse.domain.errors import Problem

_WHOLE = re.compile(r"[0-9]{1,9}")
_DECIMAL = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,2})?")
_MARKED_THOUSANDS = re.compile(r"[0-9]+(?:[.,'’\s][0-9]{3})+(?:[.,][0-9]*)?")
"""Three digits after a mark are thousands in one country and decimals in the next."""


def read_whole(text: str) -> int | Problem:
    """A whole number of at most nine digits from 0 to 9, without a sign; or what is wrong with the text."""
    if _WHOLE.fullmatch(text):
        return int(text)
    return _what_is_wrong(text, Problem.NOT_A_NUMBER)


def read_decimal(text: str) -> float | Problem:
    """The same with one or two decimals after a point or a comma, if there are any."""
    if _DECIMAL.fullmatch(text):
        return float(text.replace(",", "."))
    return _what_is_wrong(text, Problem.NOT_A_DECIMAL)


def _what_is_wrong(text: str, otherwise: Problem) -> Problem:
    if not text:
        return Problem.REQUIRED
    return Problem.MARKED_THOUSANDS if _MARKED_THOUSANDS.fullmatch(text) else otherwise
