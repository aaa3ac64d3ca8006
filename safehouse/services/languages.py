"""Languages by their canonical code: ISO 639-1 where ISO 639-3 gives one, else ISO 639-3.

Macrolanguages are not merged and nobody is taken to understand a neighbouring language: what is not said is asked.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

import pycountry

from safehouse.domain.errors import FieldProblem, InvalidInput, Problem

Level = TypeVar("Level")

_NO_LANGUAGE = "S"
"""The scope of codes such as `und` and `mul`: two people of unknown language do not speak the same one."""


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
