"""The form of a request: from what was typed to a draft, and from a stored request back to the form.

Numbers and moments that are none are named here; everything else is the service's to refuse, field by field.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from werkzeug.datastructures import MultiDict

from safehouse.domain.codes import (
    AreaKind,
    Entitlement,
    Exploitation,
    Gender,
    HouseNeed,
    RoomNeed,
    SpeakerLevel,
    Urgency,
)
from safehouse.domain.errors import Problem
from safehouse.services.languages import language_name
from safehouse.services.requests import AreaDraft, LanguageDraft, PersonDraft, RequestDraft, RequestView
from safehouse.web.forms import Form
from safehouse.web.moments import local_input
from safehouse.web.reading import Reader
from safehouse.web.rows import Row, filled_rows, rows, with_rows
from safehouse.web.texts import country_names

ROW_FIELDS: Mapping[str, tuple[str, ...]] = {
    "people": ("gender", "age"),
    "languages": ("language", "level"),
    "keep_away": ("place", "radius_km", "kind"),
}
"""The groups of rows with the fields of a row."""
_STARTING_VALUES: Mapping[str, Row] = {"languages": {"level": SpeakerLevel.FLUENT.value}}
"""What a new row of a group begins with; nothing that is about safety."""
_LEAST_ROWS = {"people": 1, "languages": 2, "keep_away": 2}
SECURITY_LEVELS = ("1", "2", "3")
USUAL_NOTICE = timedelta(hours=1)
"""From the telephone call to the arrival, as a form suggests it."""


class Consent(StrEnum):
    """To which countries the household agrees to go."""

    OWN = "own"
    ANY = "any"
    LISTED = "listed"


@dataclass(frozen=True, slots=True)
class Parsed:
    """The form without its empty rows, and its draft; None when something was typed that is no number, moment or code."""

    form: Form
    draft: RequestDraft | None


def empty(arrives_at: datetime) -> Form:
    """The form of a new request, which begins with the arrival alone."""
    return Form.filled(**local_input("arrives_at", arrives_at))


def with_least_rows(form: Form) -> Form:
    """The form with enough rows in every group to begin with."""
    for group, least in _LEAST_ROWS.items():
        shown = rows(form, group, ROW_FIELDS[group])
        form = with_rows(form, group, (*shown, *(_new_row(group) for _ in range(least - len(shown)))))
    return form


def with_one_more(form: Form, group: str) -> Form:
    """The form with one more row in a group; a group that does not exist gets none."""
    if group not in ROW_FIELDS:
        return form
    return with_rows(form, group, (*rows(form, group, ROW_FIELDS[group]), _new_row(group)))


def with_town(form: Form, choice: str) -> Form:
    """The form with a town chosen for a field: `keep_away-0-place=Rotterdam, NL (868,135)`."""
    name, _, label = choice.partition("=")
    typed = form.typed.copy()
    typed[name] = label
    return Form(typed, tuple(problem for problem in form.problems if problem.field != name))


def town_fields(form: Form) -> tuple[str, ...]:
    """The names of all inputs that ask for a town."""
    areas = rows(form, "keep_away", ROW_FIELDS["keep_away"])
    return ("pickup", *(f"keep_away-{number}-place" for number in range(len(areas))))


def _new_row(group: str) -> Row:
    return dict.fromkeys(ROW_FIELDS[group], "") | _STARTING_VALUES.get(group, {})


def _filled_rows(form: Form, group: str) -> tuple[Row, ...]:
    return filled_rows(form, group, ROW_FIELDS[group], _STARTING_VALUES.get(group, {}))


def parse(form: Form, country: str) -> Parsed:
    """The draft of a request of this country's desk."""
    for group in ROW_FIELDS:
        form = with_rows(form, group, _filled_rows(form, group))
    reader = _Reader(form)
    draft = reader.draft(country)
    return Parsed(form, draft) if not reader.problems else Parsed(form.refused(reader.problems), None)


def filled(view: RequestView, locale: str) -> Form:
    """The form as it would have to be typed to say what the request says."""
    typed: MultiDict[str, str] = MultiDict(
        {
            "version": str(view.version),
            "urgency": view.urgency.value,
            "needs": sorted(need.value for need in (*view.house_needs, *view.room_needs)),
            "no_area": [] if view.keep_away else ["yes"],
            "pickup": view.pickup.shown_as if view.pickup else "",
            **local_input("arrives_at", view.arrives_at),
            "nights": str(view.nights),
            "min_security": str(view.min_security),
            "entitlements": sorted(code.value for code in view.entitlements),
            "exploitation": view.exploitation.value if view.exploitation else "",
            "language_required": ["yes"] if view.language_required else [],
            "may_split": ["yes"] if view.may_split else [],
            "consent": _consent(view),
            "countries": ", ".join(sorted(view.countries or ())),
            "consent_until": view.consent_until.isoformat() if view.consent_until else "",
            "tags": ", ".join(view.tags),
            "keep_apart_tags": ", ".join(view.keep_apart_tags),
            "keep_apart": ", ".join(view.keep_apart),
            "keep_together": ", ".join(view.keep_together),
        }
    )
    form = Form(typed)
    for group, entries in _stored_rows(view, locale).items():
        form = with_rows(form, group, entries)
    return form


def _consent(view: RequestView) -> str:
    if view.countries is None:
        return Consent.ANY.value
    return (Consent.OWN if view.countries == {view.country} else Consent.LISTED).value


def _stored_rows(view: RequestView, locale: str) -> Mapping[str, list[Row]]:
    return {
        "people": [{"gender": person.gender or "", "age": str(person.age)} for person in view.people],
        "languages": [
            {"language": language_name(code, locale), "level": level.value} for code, level in view.languages.items()
        ],
        "keep_away": [
            {"place": area.place.shown_as, "radius_km": f"{area.radius_km:g}", "kind": area.kind.value}
            for area in view.keep_away
        ],
    }


class _Reader(Reader):
    """Reads a request."""

    def draft(self, country: str) -> RequestDraft:
        form = self.form
        return RequestDraft(
            country=country,
            urgency=self.code("urgency", Urgency) or Urgency.EMERGENCY,
            people=self._people(),
            languages=self._languages(),
            language_required=form.has("language_required", "yes"),
            house_needs=self.ticked("needs", HouseNeed, RoomNeed),
            room_needs=self.ticked("needs", RoomNeed, HouseNeed),
            keep_away=self._areas(),
            pickup=form.value("pickup") or None,
            arrives_at=self.moment("arrives_at"),
            nights=self.whole("nights"),
            min_security=self.one_of("min_security", SECURITY_LEVELS),
            countries=self._countries(country),
            consent_until=self.day("consent_until"),
            entitlements=self.ticked("entitlements", Entitlement),
            exploitation=self.code("exploitation", Exploitation, optional=True),
            may_split=form.has("may_split", "yes"),
            tags=self.parts("tags"),
            keep_apart_tags=self.parts("keep_apart_tags"),
            keep_apart=self.parts("keep_apart"),
            keep_together=self.parts("keep_together"),
        )

    def _people(self) -> tuple[PersonDraft, ...]:
        entries = _filled_rows(self.form, "people")
        if not entries:
            self.note("people", Problem.REQUIRED)
        return tuple(
            PersonDraft(self.code(f"people-{number}-gender", Gender, optional=True), self.whole(f"people-{number}-age"))
            for number in range(len(entries))
        )

    def _languages(self) -> tuple[LanguageDraft, ...]:
        entries = _filled_rows(self.form, "languages")
        return tuple(
            LanguageDraft(row["language"], self.code(f"languages-{number}-level", SpeakerLevel) or SpeakerLevel.SOME)
            for number, row in enumerate(entries)
        )

    def _areas(self) -> tuple[AreaDraft, ...]:
        entries = _filled_rows(self.form, "keep_away")
        if bool(entries) == self.form.has("no_area", "yes"):
            self.note("no_area", Problem.CONTRADICTS if entries else Problem.REQUIRED)
        return tuple(
            AreaDraft(
                row["place"],
                self.decimal(f"keep_away-{number}-radius_km"),
                self.code(f"keep_away-{number}-kind", AreaKind) or AreaKind.TRAFFICKER,
            )
            for number, row in enumerate(entries)
        )

    def _countries(self, country: str) -> frozenset[str] | None:
        consent = self.code("consent", Consent)
        if consent is Consent.ANY:
            return None
        if consent is Consent.OWN:
            return frozenset({country})
        by_name = {name.casefold(): code for code, name in country_names()}
        listed = frozenset(by_name.get(text.casefold(), text.upper()) for text in self.parts("countries"))
        if consent is Consent.LISTED and not listed:
            self.note("countries", Problem.REQUIRED)
        return listed
