"""Every code in words: a short label for each member of each closed list, as the interface shows it."""

from enum import StrEnum

from safehouse.web.words import households, houses, placements, statistics, work

WORDS = {**households.WORDS, **houses.WORDS, **placements.WORDS, **statistics.WORDS, **work.WORDS}
"""By list, because members of different lists that have the same value are equal."""


def word(code: StrEnum) -> str:
    """The code in the words and the language of the person."""
    return str(WORDS[type(code)][code])
