"""The form of a house: its sections and rows, and how stored facts would have to be typed.

A section is a part of the form that is changed by itself. Duty contacts are never filled in: opening them is an act of its own.
"""

import json
from collections.abc import Mapping
from enum import StrEnum
from hashlib import sha256

from werkzeug.datastructures import MultiDict

from safehouse.domain.codes import RoomNeed
from safehouse.services.houses import HouseFacts, RoomFacts
from safehouse.services.languages import language_name
from safehouse.web.forms import Form
from safehouse.web.rows import Row, filled_rows, rows, with_rows

SECURITY_LEVELS = ("1", "2", "3")
ROW_FIELDS: Mapping[str, tuple[str, ...]] = {
    "languages": ("language", "cover"),
    "intake": ("start", "end"),
    "contacts": ("telephone", "mail"),
    "rooms": ("label", "shared", "beds", "cots", *RoomNeed),
}
"""The groups of rows with the fields of a row."""
_STARTING_VALUES: Mapping[str, Row] = {"rooms": {"cots": "0"}}
"""What a new row of a group begins with; nothing that is about safety."""
_LEAST_ROWS = {"languages": 2, "intake": 1, "contacts": 1, "rooms": 2}


class Section(StrEnum):
    """A part of what is said of a house."""

    WHOM = "whom"
    CARE = "care"
    LANGUAGES = "languages"
    INTAKE = "intake"
    CONTACTS = "contacts"


SECTION_FIELDS: Mapping[Section, tuple[str, ...]] = {
    Section.WHOM: ("genders", "children_accepted", "max_boy_age", "unaccompanied_minors", "children_only"),
    Section.CARE: (
        "security_level",
        "services",
        "specialisms",
        "requires",
        "max_stay_nights",
        "turnaround_hours",
    ),
    Section.LANGUAGES: ("languages",),
    Section.INTAKE: ("time_zone", "intake"),
    Section.CONTACTS: ("contacts",),
}
"""The facts of each section; every one is in exactly one."""


class YesNo(StrEnum):
    """An answer that nobody gives by forgetting to tick."""

    YES = "yes"
    NO = "no"


class IntakeKind(StrEnum):
    """When people are taken in."""

    ALWAYS = "always"
    HOURS = "hours"
    NEVER = "never"


class Sharing(StrEnum):
    """Whether people who do not know each other may share a room."""

    SHARED = "shared"
    OWN = "own"


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


def filled(facts: HouseFacts, locale: str) -> Form:
    """The form as it would have to be typed to say these facts, but for the contacts."""
    typed: MultiDict[str, str] = MultiDict(
        {
            "genders": sorted(code.value for code in facts.genders),
            "children_accepted": _yes_no(is_yes=facts.children_accepted),
            "max_boy_age": _number(facts.max_boy_age),
            "unaccompanied_minors": _yes_no(is_yes=facts.unaccompanied_minors),
            "children_only": _yes_no(is_yes=facts.children_only),
            "security_level": str(facts.security_level),
            "services": sorted(code.value for code in facts.services),
            "specialisms": sorted(code.value for code in facts.specialisms),
            "requires": sorted(code.value for code in facts.requires),
            "max_stay_nights": _number(facts.max_stay_nights),
            "turnaround_hours": str(facts.turnaround_hours),
            "time_zone": facts.time_zone,
            "intake_kind": _intake_kind(facts).value,
        }
    )
    form = Form(typed)
    languages = [
        {"language": language_name(line.language, locale), "cover": line.cover.value} for line in facts.languages
    ]
    windows = [{"start": start, "end": end} for start, end in facts.intake or ()]
    return with_rows(with_rows(form, "languages", languages), "intake", windows)


def filled_room(room: RoomFacts) -> Form:
    """The form of a room that is there."""
    sharing = Sharing.SHARED if room.shared else Sharing.OWN
    return Form.filled(label=room.label, shared=sharing.value, **{need.value: "yes" for need in room.features})


def mark(form: Form, section: Section) -> str:
    """What stands for the values of a section, to tell whether they are still those that a form began with."""
    values = sorted((name, value) for name, value in form.typed.items(multi=True) if _is_of(name, section))
    return sha256(json.dumps(values).encode()).hexdigest()[:16]


def overlaid(stored: Form, sent: Form, section: Section) -> Form:
    """The stored values with those of one section as they were sent; what else was sent is not looked at."""
    kept = [(name, value) for name, value in stored.typed.items(multi=True) if not _is_of(name, section)]
    typed = [(name, value) for name, value in sent.typed.items(multi=True) if _is_of(name, section)]
    return Form(MultiDict([*kept, *typed]))


def _is_of(name: str, section: Section) -> bool:
    """Whether an input belongs to the section: the fact's own, or one of its rows."""
    return name.split("-", maxsplit=1)[0].removesuffix("_kind") in SECTION_FIELDS[section]


def without_empty_rows(form: Form) -> Form:
    """The form with its rows closed up, so that a problem's number is its row's."""
    for group in ROW_FIELDS:
        form = with_rows(form, group, typed_rows(form, group))
    return form


def typed_rows(form: Form, group: str) -> tuple[Row, ...]:
    """The rows of a group in which anything was typed."""
    return filled_rows(form, group, ROW_FIELDS[group], _STARTING_VALUES.get(group, {}))


def _new_row(group: str) -> Row:
    return dict.fromkeys(ROW_FIELDS[group], "") | _STARTING_VALUES.get(group, {})


def _yes_no(*, is_yes: bool) -> str:
    return (YesNo.YES if is_yes else YesNo.NO).value


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _intake_kind(facts: HouseFacts) -> IntakeKind:
    if facts.intake is None:
        return IntakeKind.ALWAYS
    return IntakeKind.HOURS if facts.intake else IntakeKind.NEVER
