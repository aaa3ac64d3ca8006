"""Every text of the pages exists in every language of the interface, with the same placeholders, and nothing else does."""

import re

import pytest
from babel.messages.catalog import Catalog, Message

from safehouse.domain.locales import InterfaceLocale
from safehouse.web.catalogs import read_catalog
from tests.support.extraction import TRANSLATED, is_translated, texts_in_the_code

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


@pytest.fixture(scope="module")
def wanted() -> Catalog:
    return texts_in_the_code()


def test_the_languages_of_the_interface_are_these() -> None:
    assert [locale.value for locale in InterfaceLocale] == ["en", "nl", "ro"]


@pytest.mark.parametrize("locale", TRANSLATED)
def test_every_text_is_translated(locale: InterfaceLocale, wanted: Catalog) -> None:
    """`make translations` brings new texts into the files. Seen red with one `msgstr` emptied and with one text left out."""
    catalog = read_catalog(locale)
    missing = [text.id for text in wanted if text.id and not _is_complete(catalog.get(_key(text)))]
    assert missing == []


@pytest.mark.parametrize("locale", TRANSLATED)
def test_no_translation_outlives_its_text(locale: InterfaceLocale, wanted: Catalog) -> None:
    assert [text.id for text in read_catalog(locale) if text.id and wanted.get(_key(text)) is None] == []


@pytest.mark.parametrize("locale", TRANSLATED)
def test_every_translation_has_the_placeholders_of_its_text(locale: InterfaceLocale) -> None:
    """Seen red with `%(house)s` written as `%(huis)s`."""
    wrong = [text.id for text in read_catalog(locale) if text.id and not _has_the_same_placeholders(text)]
    assert wrong == []


@pytest.mark.parametrize("locale", TRANSLATED)
def test_every_plural_of_the_language_has_its_form(locale: InterfaceLocale) -> None:
    catalog = read_catalog(locale)
    plurals = [text for text in catalog if text.pluralizable]
    assert plurals
    assert {len(_forms(text)) for text in plurals} == {catalog.num_plurals}


def _is_complete(text: Message | None) -> bool:
    return text is not None and is_translated(text)


def _key(text: Message) -> str:
    return text.id if isinstance(text.id, str) else text.id[0]


def _forms(text: Message) -> tuple[str, ...]:
    return (text.string,) if isinstance(text.string, str) else tuple(text.string or ())


def _has_the_same_placeholders(text: Message) -> bool:
    """A plural may leave its number out, as `one bed` does."""
    if isinstance(text.id, str):
        return all(_placeholders(form) == _placeholders(text.id) for form in _forms(text))
    return all(set(_placeholders(form)) <= set(_placeholders(text.id[1])) for form in _forms(text))


def _placeholders(form: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(form))
