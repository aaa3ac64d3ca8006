"""What people choose for themselves: the language of the pages and the time zone."""

from functools import cache

from babel import Locale
from babel.core import get_global

from safehouse.domain.locales import NOT_REVIEWED, InterfaceLocale
from safehouse.domain.spans import is_time_zone
from safehouse.web.texts import gettext as _


def language_choices() -> list[tuple[str, str]]:
    """Code and name of each language of the interface, in that language itself; says which no native speaker has read."""
    return [(locale.value, _language_name(locale)) for locale in InterfaceLocale]


def zone_choices(present: str) -> list[tuple[str, str]]:
    """The time zones of the world, by region and town: each once, and of other names for one only that in use at present."""
    names = _zones() | {present} if is_time_zone(present) else _zones()
    return [(name, name.replace("_", " ")) for name in sorted(names)]


def profile_labels() -> dict[str, str]:
    """The words of the fields, for the summary of what is wrong."""
    return {"label": _("Name"), "locale": _("Language"), "time_zone": _("Time zone")}


@cache
def _zones() -> frozenset[str]:
    return frozenset(name for name in get_global("zone_territories") if "/" in name and is_time_zone(name))


def _language_name(locale: InterfaceLocale) -> str:
    name = (Locale.parse(locale.value).get_display_name() or locale.value).capitalize()
    if locale in NOT_REVIEWED:
        return _("%(language)s (not yet reviewed by a native speaker)", language=name)
    return name
