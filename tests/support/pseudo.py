"""A language that nobody speaks: every text in Cyrillic letters, so that what is left in Latin letters was not translated."""

import re
from html.parser import HTMLParser

from babel.support import NullTranslations

_CYRILLIC = str.maketrans(
    {
        chr(ord(first) + number): chr(base + number)
        for first, base in (("a", 0x430), ("A", 0x410))
        for number in range(26)
    }
)
_PLACEHOLDER = re.compile(r"(%(?:\(\w+\))?[sd%])")
_READ_ALOUD = {"aria-label", "alt", "placeholder", "title", "data-label"}
_NO_TEXT = {"script", "style", "bdi"}
"""`bdi` stands around what people have called something."""


def in_cyrillic(text: str) -> str:
    """The text in other letters, its placeholders as they are."""
    parts = _PLACEHOLDER.split(text)
    return "".join(part if _PLACEHOLDER.fullmatch(part) else part.translate(_CYRILLIC) for part in parts)


class PseudoTranslations(NullTranslations):
    """Finds every text, translated into no language."""

    def ugettext(self, message: str) -> str:
        return in_cyrillic(message)

    def ungettext(self, singular: str, plural: str, num: int) -> str:
        return in_cyrillic(singular if num == 1 else plural)


class ShownText(HTMLParser):
    """What a page says to eyes and ears, in `pieces`, and where it leads to, in `links`."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.links: list[str] = []
        self._silent: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _NO_TEXT:
            self._silent.append(tag)
        self.pieces += [value for name, value in attrs if name in _READ_ALOUD and value]
        self.links += [value for name, value in attrs if tag == "a" and name == "href" and value]

    def handle_endtag(self, tag: str) -> None:
        if self._silent and self._silent[-1] == tag:
            self._silent.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self.pieces.append(data.strip())
