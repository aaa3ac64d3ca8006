"""What a national contact says of a house, and what can be wrong with it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from safehouse.domain.codes import Entitlement, Exploitation, Gender, HouseNeed, LanguageCover, RoomNeed
from safehouse.domain.errors import Problem
from safehouse.services.contacts import Contact
from safehouse.services.field_checks import FieldChecks

MOST_SLACK_KM = 100
MOST_ROOMS = 60
MOST_BEDS_IN_ROOM = 20
MOST_COTS_IN_ROOM = 10
MOST_LANGUAGES = 40
MOST_WINDOWS = 10
MOST_CONTACTS = 5
LONGEST_LABEL = 40
LONGEST_TELEPHONE = 40
LONGEST_MAIL = 254
LONGEST_STAY_NIGHTS = 3_650
MOST_TURNAROUND_HOURS = 168
_TIME_OF_DAY = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
_END_OF_DAY = "24:00"


@dataclass(frozen=True, slots=True)
class RoomDraft:
    """One room: what the door says, whether strangers may share it, how many beds and cots stand in it."""

    label: str
    shared: bool
    beds: int
    cots: int
    features: frozenset[RoomNeed]


@dataclass(frozen=True, slots=True)
class HouseLanguageDraft:
    """A language by its name or code, and how the house covers it."""

    language: str
    cover: LanguageCover


@dataclass(frozen=True, slots=True, repr=False)
class HouseDraft:
    """Everything said at registration. `town` is turned into a cell and forgotten; not part of `repr`, so no log holds it.

    `town`: an id, a label or a name of a place; `slack_km`: how far from its centre the house is at most, always asked.
    `intake` None: day and night; else local ("HH:MM", "HH:MM"), and "24:00" may end a window. `max_boy_age` and
    `max_stay_nights` None: no limit. `time_zone` is asked and never taken from the town, which has it for more than a cell.
    """

    country: str
    town: str
    slack_km: float | None
    time_zone: str
    genders: frozenset[Gender]
    children_accepted: bool
    max_boy_age: int | None
    unaccompanied_minors: bool
    children_only: bool
    languages: tuple[HouseLanguageDraft, ...]
    services: frozenset[HouseNeed]
    security_level: int
    specialisms: frozenset[Exploitation]
    requires: frozenset[Entitlement]
    max_stay_nights: int | None
    intake: tuple[tuple[str, str], ...] | None
    turnaround_hours: int
    rooms: tuple[RoomDraft, ...]
    contacts: tuple[Contact, ...]


def check_house(checks: FieldChecks, draft: HouseDraft) -> None:
    """Note everything that is wrong with a draft, except for its place and languages, which become something else."""
    checks.country("country", draft.country)
    checks.time_zone("time_zone", draft.time_zone)
    _check_whom_it_takes(checks, draft)
    checks.not_too_many("languages", draft.languages, MOST_LANGUAGES)
    checks.number("security_level", draft.security_level, 1, 3)
    checks.optional_number("max_stay_nights", draft.max_stay_nights, 1, LONGEST_STAY_NIGHTS)
    _check_intake(checks, draft.intake or ())
    checks.number("turnaround_hours", draft.turnaround_hours, 0, MOST_TURNAROUND_HOURS)
    checks.some("rooms", draft.rooms, MOST_ROOMS)
    for position, room in enumerate(draft.rooms):
        _check_room(checks, f"rooms-{position}", room)
    checks.some("contacts", draft.contacts, MOST_CONTACTS)
    for position, contact in enumerate(draft.contacts):
        checks.text(f"contacts-{position}-telephone", contact.telephone, LONGEST_TELEPHONE)
        if len(contact.mail) > LONGEST_MAIL:
            checks.add(f"contacts-{position}-mail", Problem.TOO_LONG, max=LONGEST_MAIL)


def _check_whom_it_takes(checks: FieldChecks, draft: HouseDraft) -> None:
    if not draft.genders:
        checks.add("genders", Problem.REQUIRED)
    checks.optional_number("max_boy_age", draft.max_boy_age, 0, 17)
    for field, needs_children in (
        ("unaccompanied_minors", draft.unaccompanied_minors),
        ("children_only", draft.children_only),
    ):
        if needs_children and not draft.children_accepted:
            checks.add(field, Problem.CONTRADICTS)


def _check_intake(checks: FieldChecks, windows: Sequence[tuple[str, str]]) -> None:
    checks.not_too_many("intake", windows, MOST_WINDOWS)
    for position, (start, end) in enumerate(windows):
        if not _TIME_OF_DAY.fullmatch(start):
            checks.add(f"intake-{position}-start", Problem.NOT_A_TIME)
        if end != _END_OF_DAY and not _TIME_OF_DAY.fullmatch(end):
            checks.add(f"intake-{position}-end", Problem.NOT_A_TIME)


def _check_room(checks: FieldChecks, field: str, room: RoomDraft) -> None:
    checks.text(f"{field}-label", room.label, LONGEST_LABEL)
    checks.number(f"{field}-beds", room.beds, 1, MOST_BEDS_IN_ROOM)
    checks.number(f"{field}-cots", room.cots, 0, MOST_COTS_IN_ROOM)
