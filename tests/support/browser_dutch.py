"""A person who reads Dutch: what a test says in English is looked for on the page in the words of the Dutch catalogue.

So the deeds of a night are written once. A text without a translation is looked for in English, as the page then shows it.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import ClassVar

from safehouse.domain.locales import InterfaceLocale
from safehouse.web.catalogs import read_catalog
from tests.support.browser import Person

_VALUE = re.compile(r"%\((\w+)\)s")


class DutchSpeaker(Person):
    """Somebody with a Dutch browser, or whose account is in Dutch."""

    locale: ClassVar[str] = "nl-NL"

    def said(self, words: str) -> str:
        return in_dutch(words)


def in_dutch(english: str) -> str:
    """The Dutch of a text as it stands on a page: `Person 2, gender` by the catalogue's `Person %(number)s, gender`."""
    texts = _texts()
    if english in texts:
        return texts[english]
    if english.lower() in texts:
        # A word of a list of codes, as a form begins its choices with it.
        return texts[english.lower()].capitalize()
    for pattern, dutch in _patterns():
        found = pattern.fullmatch(english)
        if found is not None:
            return dutch % {name: in_dutch(value) for name, value in found.groupdict().items()}
    return english


@cache
def _texts() -> Mapping[str, str]:
    return dict(_translated())


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The texts with values in them; the one that says most itself comes first, because several may fit."""
    texts = [(english, dutch) for english, dutch in _translated() if _VALUE.search(english)]
    texts.sort(key=lambda text: len(_VALUE.sub("", text[0])), reverse=True)
    return tuple((_pattern(english), dutch) for english, dutch in texts)


def _translated() -> Iterator[tuple[str, str]]:
    for message in read_catalog(InterfaceLocale.DUTCH):
        if message.id and isinstance(message.id, str) and isinstance(message.string, str) and message.string:
            yield message.id, message.string


def _pattern(english: str) -> re.Pattern[str]:
    """Every value is a group of its name; what stands between is literal."""
    literal_and_names = _VALUE.split(english)
    parts = [f"(?P<{part}>.+)" if number % 2 else re.escape(part) for number, part in enumerate(literal_and_names)]
    return re.compile("".join(parts))
