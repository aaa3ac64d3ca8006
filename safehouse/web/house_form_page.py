"""The forms of a house and of its rooms as pages: what stands to choose from, and one more row where it is asked for."""

from collections.abc import Mapping
from enum import StrEnum

from flask import render_template, url_for

from safehouse.domain.codes import Entitlement, Exploitation, Gender, HouseNeed, LanguageCover, Role, RoomNeed
from safehouse.domain.errors import Problem
from safehouse.services.houses import HouseView
from safehouse.services.languages import list_languages
from safehouse.services.places import PlaceChoice, search_places
from safehouse.web.access import current_actor
from safehouse.web.choices import zone_choices
from safehouse.web.current import current_context
from safehouse.web.forms import Form
from safehouse.web.house_forms import (
    ROW_FIELDS,
    SECURITY_LEVELS,
    IntakeKind,
    Section,
    Sharing,
    YesNo,
    with_least_rows,
    with_one_more,
)
from safehouse.web.request_forms import with_town
from safehouse.web.rows import rows
from safehouse.web.sentences.house_form import house_labels, section_heading
from safehouse.web.texts import country_name
from safehouse.web.texts import gettext as _
from safehouse.web.words import word

_TO_CHOOSE = frozenset({Problem.UNKNOWN_PLACE, Problem.AMBIGUOUS_PLACE})
"""What is wrong with a town that a choice puts right."""


def contact_countries() -> list[str]:
    """The codes of the countries whose national contact is looking."""
    return sorted(current_actor().countries_as(Role.NATIONAL_CONTACT))


def redrawn(form: Form) -> tuple[Form, str | None] | None:
    """The form with one more row or a town chosen, when that is what was asked for, and the group that got a row."""
    if group := form.value("add"):
        return with_one_more(form, group), group
    if choice := form.value("choose"):
        return with_town(form, choice), None
    return None


def new_page(form: Form, *, added: str | None = None) -> str:
    """The form of a new house, all sections of it."""
    return render_template(
        "houses/new.html",
        action=url_for("houses.register"),
        countries=[(code, country_name(code)) for code in contact_countries()],
        town_choices=_town_choices(form),
        **_shared(form, added),
    )


def section_page(view: HouseView, section: Section, form: Form, *, seen: str, added: str | None = None) -> str:
    """The form of one section. `seen` stands for the values that the form began with."""
    return render_template(
        "houses/section.html",
        action=url_for("houses.change_section", house_id=view.house_id, section=section.value),
        view=view,
        section=section,
        seen=seen,
        **_shared(form, added),
    )


def room_options() -> Mapping[str, object]:
    """What a room offers to choose from."""
    return {
        "sharings": [
            (Sharing.SHARED.value, _("Shared by strangers")),
            (Sharing.OWN.value, _("A room of one’s own")),
        ],
        "room_needs": _words(RoomNeed),
    }


def _shared(form: Form, added: str | None) -> Mapping[str, object]:
    form = with_least_rows(form)
    return {
        "form": form,
        "added": added,
        "labels": house_labels(form),
        "headings": {section: section_heading(section) for section in Section},
        "rows": {group: rows(form, group, fields) for group, fields in ROW_FIELDS.items()},
        "genders": [
            (Gender.WOMAN.value, _("Women and girls")),
            (Gender.MAN.value, _("Men and boys")),
            (Gender.NONBINARY.value, _("Non-binary people")),
        ],
        "yes_no": [(YesNo.YES.value, _("Yes")), (YesNo.NO.value, _("No"))],
        "security_levels": [(level, level) for level in SECURITY_LEVELS],
        "services": _words(HouseNeed),
        "specialisms": _words(Exploitation),
        "entitlements": _words(Entitlement),
        "covers": _words(LanguageCover),
        "known_languages": list_languages(current_actor().locale),
        "zones": zone_choices(form.value("time_zone")),
        "intake_kinds": [
            (IntakeKind.ALWAYS.value, _("Day and night")),
            (IntakeKind.HOURS.value, _("At these hours")),
            (IntakeKind.NEVER.value, _("At no hour")),
        ],
        **room_options(),
    }


def _town_choices(form: Form) -> tuple[PlaceChoice, ...]:
    """The towns that an unclear one may be."""
    if any(problem.field == "town" and problem.problem in _TO_CHOOSE for problem in form.problems):
        return search_places(current_context(), text=form.value("town"))
    return ()


def _words(codes: type[StrEnum]) -> list[tuple[str, str]]:
    return [(code.value, word(code).capitalize()) for code in codes]
