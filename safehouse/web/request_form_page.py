"""The one screen on which a request is typed: what stands to choose from, and what happens to a form that comes back."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus

from flask import render_template
from flask.typing import ResponseReturnValue

from safehouse.domain.codes import (
    AreaKind,
    Entitlement,
    Exploitation,
    Gender,
    HouseNeed,
    Role,
    RoomNeed,
    SpeakerLevel,
    Urgency,
)
from safehouse.domain.errors import Problem
from safehouse.services.languages import list_languages
from safehouse.services.places import PlaceChoice, search_places
from safehouse.web.access import current_actor
from safehouse.web.current import current_context
from safehouse.web.forms import Form
from safehouse.web.moments import person_zone
from safehouse.web.request_changes import Change, brought_up_to_date, memory_of
from safehouse.web.request_forms import (
    ROW_FIELDS,
    SECURITY_LEVELS,
    Consent,
    town_fields,
    with_least_rows,
    with_one_more,
    with_town,
)
from safehouse.web.rows import rows
from safehouse.web.sentences.request_form import request_labels
from safehouse.web.texts import country_name
from safehouse.web.texts import gettext as _
from safehouse.web.words import word

_MORE_FIELDS = ("entitlements", "exploitation", "may_split", "keep_apart", "keep_together", "tags", "keep_apart_tags")
WRITTEN_DOWN_AT = "happened_at"
"""The input for the time at which a request from paper was written down."""
_TO_CHOOSE = frozenset({Problem.UNKNOWN_PLACE, Problem.AMBIGUOUS_PLACE})
"""What is wrong with a town that a choice puts right."""


@dataclass(frozen=True, slots=True)
class FormUse:
    """What the screen is for: where it is sent, its words, and the way back for a request that exists already.

    `is_from_paper`: it asks when it was written down, and the time of arrival may have passed.
    """

    action: str
    heading: str
    submit_words: str
    cancel: str | None = None
    is_from_paper: bool = False


def desk_country(form: Form) -> str | None:
    """The country of the desk that the form names, or of the actor's only one; None when it names none of several."""
    countries = current_actor().countries_as(Role.COORDINATOR)
    chosen = form.value("country")
    if chosen in countries:
        return chosen
    return next(iter(countries)) if len(countries) == 1 else None


def redraw(use: FormUse, form: Form) -> str | None:
    """The form with one more row or a town chosen, when that is what was asked for. Nothing is judged and nothing is lost."""
    if group := form.value("add"):
        return form_page(use, with_one_more(form, group), added=group)
    if choice := form.value("choose"):
        return form_page(use, with_town(form, choice))
    return None


def refused_page(use: FormUse, form: Form) -> ResponseReturnValue:
    """The form with what is wrong with it."""
    return form_page(use, form), HTTPStatus.UNPROCESSABLE_ENTITY


def changed_page(use: FormUse, form: Form, stored: Form) -> ResponseReturnValue:
    """The form with what was typed and with what somebody else has changed meanwhile; it must be sent once more."""
    form, changes = brought_up_to_date(form, stored)
    return form_page(use, form, changes=changes), HTTPStatus.CONFLICT


def form_page(use: FormUse, form: Form, *, added: str | None = None, changes: tuple[Change, ...] = ()) -> str:
    """The screen. `added`: the group that has just got one more row, whose first field gets the focus."""
    form = with_least_rows(form)
    people, languages, areas = (rows(form, group, fields) for group, fields in ROW_FIELDS.items())
    return render_template(
        "requests/form.html",
        form=form,
        action=use.action,
        heading=use.heading,
        submit_words=use.submit_words,
        cancel=use.cancel,
        is_from_paper=use.is_from_paper,
        added=added,
        changes=changes,
        memory=memory_of(form),
        labels={**request_labels(form), WRITTEN_DOWN_AT: _("Written down at")},
        people=people,
        languages=languages,
        areas=areas,
        choices=_town_choices(form),
        has_more=any(form.value(name) for name in _MORE_FIELDS),
        zone=person_zone().key,
        known_languages=list_languages(current_actor().locale),
        **_options(),
    )


def find_towns(text: str) -> tuple[PlaceChoice, ...]:
    """The towns to choose from for what was typed."""
    return search_places(current_context(), text=text)


def _town_choices(form: Form) -> Mapping[str, tuple[PlaceChoice, ...]]:
    """For each town that is not understood, those that it may be."""
    unclear = {problem.field for problem in form.problems if problem.problem in _TO_CHOOSE}
    return {name: find_towns(form.value(name)) for name in town_fields(form) if name in unclear}


def _options() -> Mapping[str, object]:
    countries = sorted(current_actor().countries_as(Role.COORDINATOR))
    return {
        "countries_of_desk": [(code, country_name(code)) for code in countries],
        "urgencies": _words(Urgency),
        "genders": gender_options(),
        "levels": _words(SpeakerLevel),
        "kinds": _words(AreaKind),
        "needs": _words(HouseNeed) + _words(RoomNeed),
        "security_levels": [(level, level) for level in SECURITY_LEVELS],
        "entitlements": _words(Entitlement),
        "exploitations": _words(Exploitation),
        "consents": [
            (Consent.OWN.value, _("This country only")),
            (Consent.ANY.value, _("Any country")),
            (Consent.LISTED.value, _("Only these")),
        ],
    }


def gender_options() -> list[tuple[str, str]]:
    """The genders in words for people of any age."""
    return [
        (Gender.WOMAN.value, _("Woman or girl")),
        (Gender.MAN.value, _("Man or boy")),
        (Gender.NONBINARY.value, _("Non-binary")),
    ]


def _words(codes: type[StrEnum]) -> list[tuple[str, str]]:
    return [(code.value, word(code).capitalize()) for code in codes]
