"""Translated text with types: the only place that calls flask_babel, whose functions have none."""

import flask_babel
import pycountry
from babel.numbers import format_decimal

from safehouse.domain.locales import SOURCE_LOCALE


def gettext(message: str, **values: object) -> str:
    """The message in the language of the person, with its `%(name)s` filled in."""
    return str(flask_babel.gettext(message, **values))


def ngettext(one: str, many: str, count: int, **values: object) -> str:
    """The form of the message that fits the count, which fills in `%(num)s`."""
    return str(flask_babel.ngettext(one, many, count, **values))


def lazy_gettext(message: str) -> str:
    """For tables made at import: a text that is translated when it is shown, so call `str` on it only then."""
    lazy: str = flask_babel.lazy_gettext(message)
    return lazy


def in_digits(number: int) -> str:
    """A number as the person writes it: `61,000`. A command line has no person and writes as the texts of the code do."""
    return format_decimal(number, locale=flask_babel.get_locale() or SOURCE_LOCALE.value)


def country_names() -> list[tuple[str, str]]:
    """Code and name of every country of ISO 3166-1, in the language of the person, by name."""
    codes = [country.alpha_2 for country in pycountry.countries]
    return sorted(((code, country_name(code)) for code in codes), key=lambda pair: pair[1])


def country_name(code: str) -> str:
    """The name of a country in the language of the person."""
    return str(flask_babel.get_locale().territories.get(code, code))
