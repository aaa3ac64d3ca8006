"""Texts as they are searched for: without accents, case and punctuation, in any script."""

import re
import sys
import unicodedata
from collections.abc import Mapping
from functools import cache

_LETTERS_THAT_DO_NOT_DECOMPOSE = {
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th",
}  # fmt: skip
_WORD = re.compile(r"\w+")


def fold(text: str) -> str:
    """The text as a key: words in lower case without marks, one space between them; empty when it has no word."""
    plain = text.lower() if text.isascii() else _without_marks(text)
    return " ".join(_WORD.findall(plain))


def _without_marks(text: str) -> str:
    """Compatibility decomposition, then every mark dropped: of Latin accents, Hebrew points and Indic vowel signs alike.

    Marks are dropped on both sides of every comparison, so that nobody has to know how a keyboard writes them.
    """
    return unicodedata.normalize("NFKD", text.casefold()).translate(_letters())


@cache
def _letters() -> Mapping[int, str | None]:
    every_letter = map(chr, range(sys.maxunicode + 1))
    marks = {ord(letter): None for letter in every_letter if unicodedata.category(letter).startswith("M")}
    return marks | {ord(letter): plain for letter, plain in _LETTERS_THAT_DO_NOT_DECOMPOSE.items()}
