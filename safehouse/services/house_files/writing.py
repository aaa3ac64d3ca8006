"""How the values of a house stand in cells, so that `reading` finds the same values in them."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from safehouse.services.contacts import Contact
from safehouse.services.house_files.columns import IntakeWord, YesNo
from safehouse.services.houses import HouseFacts, RoomDraft

Cells = Mapping[str, str]
"""One row, by heading."""


def house_cells(code: str, country: str, cell: str, slack_km: float, facts: HouseFacts) -> Cells:
    """The row of a house that is there: its cell stands for its town, and its contacts stay sealed."""
    return {
        "code": code,
        "country": country,
        "cell": cell,
        "slack_km": str(slack_km).removesuffix(".0"),
        "time_zone": facts.time_zone,
        "genders": _codes(facts.genders),
        "children_accepted": _yes_no(is_yes=facts.children_accepted),
        "max_boy_age": _number(facts.max_boy_age),
        "unaccompanied_minors": _yes_no(is_yes=facts.unaccompanied_minors),
        "children_only": _yes_no(is_yes=facts.children_only),
        "languages": "; ".join(f"{line.language}: {line.cover}" for line in facts.languages),
        "services": _codes(facts.services),
        "security_level": str(facts.security_level),
        "specialisms": _codes(facts.specialisms),
        "requires": _codes(facts.requires),
        "max_stay_nights": _number(facts.max_stay_nights),
        "intake": _intake(facts.intake),
        "turnaround_hours": str(facts.turnaround_hours),
        "contacts": "; ".join(map(_contact, facts.contacts or ())),
    }


def room_cells(code: str, room: RoomDraft) -> Cells:
    """The row of a room."""
    return {
        "house": code,
        "room": room.label,
        "shared": _yes_no(is_yes=room.shared),
        "beds": str(room.beds),
        "cots": str(room.cots),
        "features": _codes(room.features),
    }


def _codes(codes: Iterable[StrEnum]) -> str:
    return ", ".join(sorted(code.value for code in codes))


def _yes_no(*, is_yes: bool) -> str:
    return (YesNo.YES if is_yes else YesNo.NO).value


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _intake(windows: tuple[tuple[str, str], ...] | None) -> str:
    if windows is None:
        return IntakeWord.ALWAYS.value
    return ", ".join(f"{start}-{end}" for start, end in windows) or IntakeWord.NEVER.value


def _contact(contact: Contact) -> str:
    return f"{contact.telephone}, {contact.mail}" if contact.mail else contact.telephone
