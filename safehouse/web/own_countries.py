"""Which of the own countries a page is about, for somebody who may have one or several."""

from collections.abc import Mapping

from safehouse.domain.codes import Role
from safehouse.domain.errors import NotFound
from safehouse.web.access import current_actor
from safehouse.web.texts import country_name


def chosen_country(values: Mapping[str, str], role: Role) -> str:
    """The country that address or form chose, the first of the role's when none was. Raises NotFound for any other."""
    countries = _countries(role)
    chosen = values.get("country", countries[0])
    if chosen not in countries:
        raise NotFound
    return chosen


def country_in_address(country: str, role: Role) -> str | None:
    """The country as the address of a page names it: not at all for somebody who has one."""
    return country if len(_countries(role)) > 1 else None


def country_choices(role: Role) -> list[tuple[str, str]]:
    """The countries in which the person has the role, each by code and name."""
    return [(code, country_name(code)) for code in _countries(role)]


def _countries(role: Role) -> list[str]:
    return sorted(current_actor().countries_as(role))
