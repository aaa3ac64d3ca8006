"""Languages by their canonical code: ISO 639-1 where ISO 639-3 gives one, else ISO 639-3.

Macrolanguages are not merged and nobody is taken to understand a neighbouring language: what is not said is asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import pycountry
from babel import Locale

from safehouse.domain.errors import FieldProblem, InvalidInput, Problem
from safehouse.services.folding import fold

Level = TypeVar("Level")

_NO_LANGUAGE = "S"
"""The scope of codes such as `und` and `mul`: two people of unknown language do not speak the same one."""

_FALLBACK_LOCALE = "en"
"""The locale in which CLDR and ISO 639-3 know the most names."""
_OTHER_NAMES: Mapping[str, str] = {"edo": "bin", "farsi": "fa", "mandarin": "zh"}
"""What people say and neither CLDR nor ISO 639-3 lists, folded."""


@dataclass(frozen=True, slots=True)
class LanguageChoice:
    """One language to choose from."""

    code: str
    name: str


@lru_cache(maxsize=1024)
def find_canonical_language(code: str) -> str | None:
    """The canonical code of a language given by ISO 639-1, 639-3 or 639-2/B (`de`, `deu`, `ger`), in any case, or None."""
    entry = (
        pycountry.languages.get(alpha_2=code)
        or pycountry.languages.get(alpha_3=code)
        or pycountry.languages.get(bibliographic=code)
    )
    if entry is None or entry.scope == _NO_LANGUAGE:
        return None
    return str(getattr(entry, "alpha_2", entry.alpha_3))


def canonical_language(code: str, *, field: str = "languages") -> str:
    """The canonical code of a language; refused with `InvalidInput` for the field when there is no such language."""
    found = find_canonical_language(code)
    if found is None:
        raise InvalidInput([FieldProblem(field, Problem.UNKNOWN_LANGUAGE)])
    return found


def by_canonical_language(levels: Mapping[str, Level], *, best_first: Sequence[Level]) -> dict[str, Level]:
    """The levels by canonical code, sorted by it; of two codes of one language the better level counts."""
    best: dict[str, Level] = {}
    for code, level in levels.items():
        language = canonical_language(code)
        best[language] = min(level, best.get(language, level), key=best_first.index)
    return dict(sorted(best.items()))


def language_name(code: str, locale: str) -> str:
    """The name of a language (canonical code) in a locale such as `en` or `nl_BE`; in English where CLDR has none."""
    name = Locale.parse(locale).languages.get(code)
    return name or _iso_names()[code]


@lru_cache(maxsize=64)
def list_languages(locale: str) -> tuple[LanguageChoice, ...]:
    """The languages that CLDR names in a locale, by name. `find_language` knows thousands more."""
    names = Locale.parse(locale).languages.items()
    choices = (LanguageChoice(code, name) for code, name in names if find_canonical_language(code) == code)
    return tuple(sorted(choices, key=lambda choice: (fold(choice.name), choice.code)))


def find_language(text: str, locale: str) -> str | None:
    """The canonical code of the language that a typed name or code means, whatever its case and accents, or None.

    A canonical code as the lists give it comes first, then names that CLDR has, then any other code, then rarer names.
    """
    typed = text.strip()
    if find_canonical_language(typed) == typed:
        return typed
    key = fold(typed)
    for names in (_by_name(locale), _by_name(_FALLBACK_LOCALE), _OTHER_NAMES):
        if key in names:
            return names[key]
    return find_canonical_language(typed) or _by_iso_name().get(key)


@lru_cache(maxsize=64)
def _by_name(locale: str) -> Mapping[str, str]:
    return {fold(choice.name): choice.code for choice in list_languages(locale)}


@lru_cache(maxsize=1)
def _by_iso_name() -> Mapping[str, str]:
    return {fold(name): code for code, name in _iso_names().items()}


@lru_cache(maxsize=1)
def _iso_names() -> Mapping[str, str]:
    """The reference name of ISO 639-3 by canonical code."""
    return {
        getattr(entry, "alpha_2", entry.alpha_3): entry.name
        for entry in pycountry.languages
        if entry.scope != _NO_LANGUAGE
    }
