"""Languages by their names: in the reader's locale, in English, by what people call them, and by code."""

import pytest

from safehouse.services.languages import find_language, language_name, list_languages


@pytest.mark.parametrize(
    ("typed", "locale", "code"),
    [
        ("Romanian", "en", "ro"),
        ("ROEMEENS", "nl", "ro"),
        ("Romanian", "nl", "ro"),
        ("rumänisch", "de", "ro"),
        ("Rumanisch", "de", "ro"),
        ("Tigrinya", "en", "ti"),
        ("Esan", "nl_BE", "ish"),
        ("Edo", "en", "bin"),
        ("Farsi", "fr", "fa"),
        ("ro", "en", "ro"),
        ("ron", "en", "ro"),
        ("deu", "en", "de"),
        (" yo ", "en", "yo"),
    ],
)
def test_a_language_is_found_by_name_and_by_code(typed: str, locale: str, code: str) -> None:
    assert find_language(typed, locale) == code


@pytest.mark.parametrize("typed", ["", "xx", "und", "mul", "Klingonisch", "123"])
def test_what_is_no_language_is_not_found(typed: str) -> None:
    assert find_language(typed, "en") is None


def test_every_language_of_the_list_is_found_by_its_name_and_its_code() -> None:
    for locale in ("en", "nl", "de", "ro", "ar"):
        choices = list_languages(locale)
        names = [choice.name for choice in choices]
        for choice in choices:
            assert find_language(choice.code, locale) == choice.code
            if names.count(choice.name) == 1:
                assert language_name(choice.code, locale) == choice.name


def test_a_language_that_cldr_does_not_name_has_its_name_of_iso_639_3() -> None:
    assert language_name("ish", "nl") == "Esan"


def test_the_list_is_in_the_order_of_names_whatever_their_accents() -> None:
    names = [choice.name for choice in list_languages("fr")]
    assert names.index("Espagnol" if "Espagnol" in names else "espagnol") < names.index("estonien")
