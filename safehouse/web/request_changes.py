"""A request that somebody else changed while its form was open: what is different now, and the form that is sent once more.

The form carries what it began with. What only the other has changed is taken over, so that a new keep-away area is not undone
by somebody who has never seen it; what both have changed stays as it was typed, and both are said.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
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
from safehouse.web.forms import Form
from safehouse.web.moments import day
from safehouse.web.sentences.request_form import part_label
from safehouse.web.texts import gettext as _
from safehouse.web.words import word

_BEGAN_WITH = "began-with-"
_NOT_COMPARED = frozenset({"version", "csrf_token", "add", "choose", "country"})
_CODES: Mapping[str, tuple[type[StrEnum], ...]] = {
    "urgency": (Urgency,),
    "gender": (Gender,),
    "level": (SpeakerLevel,),
    "kind": (AreaKind,),
    "needs": (HouseNeed, RoomNeed),
    "entitlements": (Entitlement,),
    "exploitation": (Exploitation,),
}
_Part = tuple[tuple[str, str], ...]
"""The name and the value of each input of one part of the form, sorted; empty ones are left out."""


@dataclass(frozen=True, slots=True)
class Change:
    """One part of the form that is different now: its name, how it was, how it is, and what was typed if that is neither."""

    label: str
    was: str
    now: str
    typed: str | None


def remembering(form: Form) -> Form:
    """The form with a copy of all its values, which comes back with it."""
    typed = MultiDict(_without_memory(form))
    for name, values in form.typed.lists():
        if not name.startswith(_BEGAN_WITH):
            typed.setlist(f"{_BEGAN_WITH}{name}", values)
    return Form(typed, form.problems)


def memory_of(form: Form) -> tuple[tuple[str, str], ...]:
    """What the form began with, as the names and values of its hidden inputs."""
    return tuple((name, value) for name, value in form.typed.items(multi=True) if name.startswith(_BEGAN_WITH))


def brought_up_to_date(form: Form, stored: Form) -> tuple[Form, tuple[Change, ...]]:
    """The form for a second submit and what somebody else has changed since it was opened.

    `form`: as it was sent, without empty rows. `stored`: the form as it would begin now.
    """
    typed, now = _parts(_without_memory(form)), _parts(stored.typed.items(multi=True))
    began = _parts((name.removeprefix(_BEGAN_WITH), value) for name, value in memory_of(form))
    changed = [name for name in {**began, **now} if began.get(name) != now.get(name)]
    kept = {name for name in changed if typed.get(name) not in {began.get(name), now.get(name)}}
    taken_over = set(changed) - kept
    values = [pair for pair in _without_memory(form) if _part_of(pair[0]) not in taken_over | {"version"}]
    values += [pair for pair in stored.typed.items(multi=True) if _part_of(pair[0]) in taken_over | {"version"}]
    values += memory_of(remembering(stored))
    told = tuple(
        Change(
            label=part_label(name),
            was=_words(began.get(name, ())),
            now=_words(now.get(name, ())),
            typed=_words(typed.get(name, ())) if name in kept else None,
        )
        for name in changed
    )
    return Form(MultiDict(values)), told


def _without_memory(form: Form) -> list[tuple[str, str]]:
    return [(name, value) for name, value in form.typed.items(multi=True) if not name.startswith(_BEGAN_WITH)]


def _part_of(name: str) -> str:
    """Rows belong together: half a row of one person and half of another's would be an area that nobody meant."""
    return name.split("-", maxsplit=1)[0]


def _parts(values: Iterable[tuple[str, str]]) -> dict[str, _Part]:
    parts: dict[str, list[tuple[str, str]]] = {}
    for name, value in values:
        if value.strip() and _part_of(name) not in _NOT_COMPARED:
            parts.setdefault(_part_of(name), []).append((name, value.strip()))
    return {name: tuple(sorted(part)) for name, part in parts.items()}


def _words(part: _Part) -> str:
    """What a person reads of a part: its values with commas between, rows with semicolons."""
    rows: dict[str, list[str]] = {}
    for name, value in part:
        rows.setdefault(name.rpartition("-")[0], []).append(_word(name.rpartition("-")[2], value))
    return "; ".join(", ".join(row) for row in rows.values()) or _("nothing")


def _word(field: str, value: str) -> str:
    members = {member.value: member for codes in _CODES.get(field, ()) for member in codes}
    if value in members:
        return word(members[value])
    units = {
        "arrives_at": value.replace("T", " "),
        "fold": _hour_of_two(value),
        "radius_km": _("%(km)s km", km=value),
        "consent": _consent(value),
        "consent_until": _day(value),
    }
    return units.get(field, value)


def _hour_of_two(value: str) -> str:
    return _("the second, after the clocks go back") if value == "1" else _("the first, before the clocks go back")


def _day(value: str) -> str:
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        return value


def _consent(value: str) -> str:
    words = {"own": _("this country only"), "any": _("any country"), "listed": _("only these countries")}
    return words.get(value, value)
