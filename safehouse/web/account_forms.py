"""The rows of an account's form that say what it is for: a role each, with its country or the code of its house."""

from collections.abc import Mapping, Sequence

from safehouse.domain.codes import Role
from safehouse.services.accounts import GrantDraft
from safehouse.services.operations import list_house_codes
from safehouse.web.access import current_actor
from safehouse.web.current import current_context
from safehouse.web.forms import Form
from safehouse.web.rows import Row, filled_rows, rows, with_rows
from safehouse.web.texts import country_names
from safehouse.web.texts import gettext as _
from safehouse.web.words import word

NEW_GRANTS = 1
"""How many rows a new account begins with."""
_GROUP = "grants"
_FIELDS = ("role", "country", "house")
_EMPTY: Row = dict.fromkeys(_FIELDS, "")


def read_grants(form: Form) -> tuple[Form, tuple[GrantDraft, ...]]:
    """The form without its empty rows, and what the others say."""
    filled = filled_rows(form, _GROUP, _FIELDS, {})
    return with_rows(form, _GROUP, filled), tuple(_draft(row) for row in filled)


def shown_grants(form: Form, *, at_least: int, is_added: bool) -> tuple[Form, tuple[Row, ...]]:
    """The form with so many rows at least, and with one more where that was asked for."""
    shown = rows(form, _GROUP, _FIELDS)
    wanted = max(at_least, len(shown) + is_added)
    shown = (*shown, *(_EMPTY for _number in range(wanted - len(shown))))
    return with_rows(form, _GROUP, shown), shown


def as_form(grants: Sequence[GrantDraft]) -> Form:
    """The form as it would have to be filled in to say what an account may do."""
    return with_rows(Form(), _GROUP, [_row(grant) for grant in grants])


def grant_options(shown: Sequence[Row]) -> Mapping[str, object]:
    """What a row offers to choose from; countries of the network and those that stand there, houses by their codes alone."""
    network = current_context().settings.countries
    offered = network | {row["country"] for row in shown}
    return {
        "roles": [(role.value, word(role).capitalize()) for role in Role],
        "countries": [(code, name) for code, name in country_names() if not network or code in offered],
        "house_codes": list_house_codes(current_context(), current_actor()),
    }


def account_labels(shown: Sequence[Row]) -> dict[str, str]:
    """The words of the fields, for the summary of what is wrong."""
    labels = {
        "label": _("Name"),
        "email": _("Mail address"),
        "locale": _("Language"),
        "time_zone": _("Time zone"),
    }
    for number in range(max(1, len(shown))):
        labels |= {
            f"grants-{number}-role": _("Role %(number)s", number=number + 1),
            f"grants-{number}-country": _("Role %(number)s, country", number=number + 1),
            f"grants-{number}-house": _("Role %(number)s, house code", number=number + 1),
        }
    return labels


def _draft(row: Row) -> GrantDraft:
    role = next((role for role in Role if role.value == row["role"]), None)
    return GrantDraft(role, row["country"] or None, row["house"].upper() or None)


def _row(grant: GrantDraft) -> Row:
    return {"role": grant.role.value if grant.role else "", "country": grant.country or "", "house": grant.house or ""}
