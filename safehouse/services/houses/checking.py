"""What can be wrong with a house and with a room, field by field, at registration and at every change."""

import re
from collections.abc import Iterable, Sequence

from safehouse.domain.addresses import is_mail_address, is_telephone_number
from safehouse.domain.errors import Problem
from safehouse.domain.ids import is_house_code
from safehouse.services.contacts import Contact
from safehouse.services.field_checks import FieldChecks
from safehouse.services.houses.drafts import HouseDraft, HouseFacts, RoomDraft, RoomFacts

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


def check_house(checks: FieldChecks, draft: HouseDraft) -> None:
    """Note everything that is wrong with a draft, except for its place and languages, which become something else."""
    checks.country("country", draft.country)
    if draft.code is not None and not is_house_code(draft.code, draft.country):
        checks.add("code", Problem.UNKNOWN_CODE)
    check_facts(checks, draft)
    checks.some("rooms", draft.rooms, MOST_ROOMS)
    for position, room in enumerate(draft.rooms):
        check_new_room(checks, room, field=f"rooms-{position}-")
        if is_label_taken(room.label, (other.label for other in draft.rooms[:position])):
            checks.add(f"rooms-{position}-label", Problem.TAKEN)
    if draft.contacts is None:
        checks.add("contacts", Problem.REQUIRED)


def check_facts(checks: FieldChecks, facts: HouseFacts) -> None:
    """Note everything that is wrong with what can be changed, except for its languages."""
    checks.time_zone("time_zone", facts.time_zone)
    _check_whom_it_takes(checks, facts)
    checks.not_too_many("languages", facts.languages, MOST_LANGUAGES)
    checks.number("security_level", facts.security_level, 1, 3)
    checks.optional_number("max_stay_nights", facts.max_stay_nights, 1, LONGEST_STAY_NIGHTS)
    _check_intake(checks, facts.intake or ())
    checks.number("turnaround_hours", facts.turnaround_hours, 0, MOST_TURNAROUND_HOURS)
    if facts.contacts is not None:
        _check_contacts(checks, facts.contacts)


def check_new_room(checks: FieldChecks, room: RoomDraft, *, field: str = "") -> None:
    """Note what is wrong with a new room; `field` stands before the names of its fields."""
    check_room(checks, room, field=field)
    checks.number(f"{field}beds", room.beds, 1, MOST_BEDS_IN_ROOM)
    checks.number(f"{field}cots", room.cots, 0, MOST_COTS_IN_ROOM)


def check_room(checks: FieldChecks, room: RoomFacts, *, field: str = "") -> None:
    """Note what is wrong with what can be changed about a room; `field` stands before the names of its fields."""
    checks.text(f"{field}label", room.label, LONGEST_LABEL)


def is_label_taken(label: str, others: Iterable[str]) -> bool:
    """Whether another room of the house has this on its door: a room is known by it on the telephone and in files."""
    return _as_read(label) in set(map(_as_read, others))


def _as_read(label: str) -> str:
    return label.strip().casefold()


def _check_whom_it_takes(checks: FieldChecks, facts: HouseFacts) -> None:
    if not facts.genders:
        checks.add("genders", Problem.REQUIRED)
    checks.optional_number("max_boy_age", facts.max_boy_age, 0, 17)
    for field, needs_children in (
        ("unaccompanied_minors", facts.unaccompanied_minors),
        ("children_only", facts.children_only),
    ):
        if needs_children and not facts.children_accepted:
            checks.add(field, Problem.CONTRADICTS)


def _check_intake(checks: FieldChecks, windows: Sequence[tuple[str, str]]) -> None:
    checks.not_too_many("intake", windows, MOST_WINDOWS)
    for position, (start, end) in enumerate(windows):
        if not _TIME_OF_DAY.fullmatch(start):
            checks.add(f"intake-{position}-start", Problem.NOT_A_TIME_OF_DAY)
        if end != _END_OF_DAY and not _TIME_OF_DAY.fullmatch(end):
            checks.add(f"intake-{position}-end", Problem.NOT_A_TIME_OF_DAY)
        elif start == end:
            # Meant as day and night, it would be no minute at all.
            checks.add(f"intake-{position}-end", Problem.NO_TIME_BETWEEN)


def _check_contacts(checks: FieldChecks, contacts: Sequence[Contact]) -> None:
    checks.some("contacts", contacts, MOST_CONTACTS)
    for position, contact in enumerate(contacts):
        telephone, mail = f"contacts-{position}-telephone", f"contacts-{position}-mail"
        checks.text(telephone, contact.telephone, LONGEST_TELEPHONE)
        if contact.telephone and not is_telephone_number(contact.telephone):
            checks.add(telephone, Problem.NOT_A_TELEPHONE_NUMBER)
        if len(contact.mail) > LONGEST_MAIL:
            checks.add(mail, Problem.TOO_LONG, max=LONGEST_MAIL)
        elif contact.mail and not is_mail_address(contact.mail):
            checks.add(mail, Problem.NOT_A_MAIL_ADDRESS)
