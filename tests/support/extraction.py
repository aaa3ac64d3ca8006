"""Every text of the pages, found in the code; `make translations` puts new ones into the PO files and takes unused ones out."""

from collections.abc import Iterator
from io import BytesIO

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from safehouse.domain.locales import SOURCE_LOCALE, InterfaceLocale
from safehouse.web.catalogs import FOLDER, read_catalog
from tests.support.sources import ROOT

SOURCES = [("safehouse/web/**.py", "python"), ("safehouse/app.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
TRANSLATED = tuple(locale for locale in InterfaceLocale if locale is not SOURCE_LOCALE)


def texts_in_the_code() -> Catalog:
    """The source texts, without a language."""
    catalog = Catalog()
    options = {"templates/**.html": {"silent": "false"}}
    for _path, _line, message, _comments, _context in extract_from_dir(ROOT, SOURCES, options, KEYWORDS):
        catalog.add(message)
    return catalog


def update_catalogs() -> Iterator[tuple[str, int]]:
    """Each language with the number of its texts that still miss a translation."""
    wanted = texts_in_the_code()
    for locale in TRANSLATED:
        catalog = _known(locale)
        catalog.update(wanted, no_fuzzy_matching=True)
        (FOLDER / f"{locale}.po").write_bytes(_as_po(catalog))
        yield locale.value, sum(not is_translated(message) for message in catalog if message.id)


def _known(locale: InterfaceLocale) -> Catalog:
    return read_catalog(locale) if (FOLDER / f"{locale}.po").exists() else Catalog(locale=locale)


def _as_po(catalog: Catalog) -> bytes:
    """Sorted by source text and without moments and lines, so that a change shows only what changed."""
    head = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {catalog.locale_identifier}\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Plural-Forms: {catalog.plural_forms}\\n"\n\n'
    )
    body = BytesIO()
    write_po(body, catalog, width=0, omit_header=True, sort_output=True, ignore_obsolete=True)
    return head.encode() + body.getvalue()


def is_translated(message: Message) -> bool:
    """Whether every form of a text, singular and plurals, has its translation."""
    forms = (message.string,) if isinstance(message.string, str) else message.string or ("",)
    return all(forms) and not message.fuzzy


if __name__ == "__main__":
    for language, missing in update_catalogs():
        print(f"{language}: {missing} texts without a translation")  # noqa: T201  # This is what the command says.
