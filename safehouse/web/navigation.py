"""What stands in the navigation: few entries, by role, and the page on which each role begins."""

from collections.abc import Collection
from dataclasses import dataclass

from flask import request

from safehouse.domain.codes import Role
from safehouse.web.texts import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class Entry:
    """One link: the endpoint, its words, and the roles that see it."""

    endpoint: str
    words: str
    roles: frozenset[Role]

    @property
    def is_current(self) -> bool:
        """Whether the page being shown belongs to the same subject."""
        return request.blueprint == self.endpoint.split(".")[0]


def _entry(endpoint: str, words: str, *roles: Role) -> Entry:
    return Entry(endpoint, words, frozenset(roles))


ENTRIES = (
    _entry("desk.show", _l("Desk"), Role.COORDINATOR),
    _entry("requests.new", _l("New request"), Role.COORDINATOR),
    _entry("plans.show", _l("Plan"), Role.COORDINATOR),
    _entry("board.index", _l("My houses"), Role.MANAGER),
    _entry("country.show", _l("Houses"), Role.COORDINATOR, Role.NATIONAL_CONTACT),
    _entry("first_looks.index", _l("From abroad"), Role.NATIONAL_CONTACT),
    _entry("summaries.index", _l("Summary"), Role.COORDINATOR, Role.MANAGER, Role.NATIONAL_CONTACT, Role.ANALYST),
    _entry("statistics.index", _l("Statistics"), Role.NATIONAL_CONTACT, Role.ANALYST),
    _entry("audit.index", _l("Audit log"), Role.AUDITOR),
    _entry("accounts.index", _l("Accounts"), Role.ADMINISTRATOR),
    _entry("operations.show", _l("Jobs"), Role.ADMINISTRATOR),
    _entry("configuration.show", _l("Configuration"), Role.ADMINISTRATOR),
)
"""In the order in which they are shown; the first that a role sees is the page on which it begins."""


def entries_for(roles: Collection[Role]) -> tuple[Entry, ...]:
    """The links that somebody with these roles sees."""
    return tuple(entry for entry in ENTRIES if entry.roles & set(roles))


def landing_page(roles: Collection[Role]) -> str:
    """The endpoint on which somebody with these roles begins."""
    return next((entry.endpoint for entry in entries_for(roles)), "sessions.index")
