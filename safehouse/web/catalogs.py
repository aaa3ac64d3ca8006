"""The texts of the pages in the languages of the interface: one PO file for each, read when a page first needs it.

Nothing is compiled beforehand, so no page can show the texts of an older version.
"""

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask_babel import Domain, get_locale

from safehouse.domain.locales import SOURCE_LOCALE

FOLDER = Path(__file__).parent / "translations"


class Catalogs(Domain):  # type: ignore[misc]  # flask_babel has no types.
    """Where flask_babel finds the texts, instead of compiled files."""

    def get_translations(self) -> NullTranslations:
        """The texts in the language of the person who asks; outside a web request the texts of the code."""
        locale = get_locale()
        return NullTranslations() if locale is None else translations(locale.language)


def read_catalog(language: str) -> Catalog:
    """The PO file of a language. Raises FileNotFoundError where there is none."""
    with (FOLDER / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


@cache
def translations(language: str) -> NullTranslations:
    """The texts of a language, ready to be looked up. Those of the source language stand in the code."""
    if language == SOURCE_LOCALE:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, read_catalog(language))
    compiled.seek(0)
    return Translations(compiled)
