"""Translated text with types: the only place that calls flask_babel, whose functions have none."""

import flask_babel


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
