"""Languages are compared by one code each, and two languages are never taken for one."""

import pytest

from safehouse.domain.codes import LanguageCover, SpeakerLevel
from safehouse.domain.errors import InvalidInput, Problem
from safehouse.services.languages import by_canonical_language, canonical_language, find_canonical_language


@pytest.mark.parametrize(
    ("code", "canonical"),
    [
        ("ro", "ro"),
        ("ron", "ro"),
        ("rum", "ro"),
        ("ger", "de"),
        ("TI", "ti"),
        ("tir", "ti"),
        ("bin", "bin"),
        ("ish", "ish"),
    ],
)
def test_a_language_is_known_by_its_shortest_code(code: str, canonical: str) -> None:
    assert canonical_language(code) == canonical


@pytest.mark.parametrize("code", ["", "x", "xx", "xyzzy", "romanian", "ro-RO", " ro", "und", "mul", "zxx"])
def test_what_is_no_language_is_refused(code: str) -> None:
    assert find_canonical_language(code) is None
    with pytest.raises(InvalidInput) as refused:
        canonical_language(code, field="languages-0-code")
    assert [(one.field, one.problem) for one in refused.value.problems] == [
        ("languages-0-code", Problem.UNKNOWN_LANGUAGE)
    ]


def test_the_parts_of_a_macrolanguage_are_languages_of_their_own() -> None:
    assert len({canonical_language(code) for code in ("zh", "cmn", "yue")}) == 3


@pytest.mark.parametrize("codes", [("ron", "ro"), ("ro", "ron")])
def test_of_two_codes_of_one_language_the_better_level_counts(codes: tuple[str, str]) -> None:
    levels = dict(zip(codes, (SpeakerLevel.SOME, SpeakerLevel.FLUENT), strict=True))
    assert by_canonical_language(levels, best_first=tuple(SpeakerLevel)) == {"ro": SpeakerLevel.FLUENT}
    covers = dict(zip(codes, (LanguageCover.STAFF, LanguageCover.BOOKED_INTERPRETER), strict=True))
    assert by_canonical_language(covers, best_first=tuple(LanguageCover)) == {"ro": LanguageCover.STAFF}
