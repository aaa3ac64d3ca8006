"""The form of a capacity report: one choice for each bed, one for each shared room with people whom the service does not know."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from werkzeug.datastructures import MultiDict

from safehouse.domain.codes import BedState, Gender, OutOfServiceReason
from safehouse.domain.errors import FieldProblem, InvalidInput, Problem
from safehouse.services.capacity import BedDraft, Board, BoardBed, BoardRoom, ReportDraft, RoomStatement
from safehouse.web.forms import Form
from safehouse.web.texts import gettext as _
from safehouse.web.words import word

MOST_BEDS = 2_000
WILL_NOT_SAY = "will_not_say"
_SHOWN_AS_STATE = ("occupied", "in_service", "bed_id")


class Said(StrEnum):
    """What a report says of one bed."""

    FREE = "free"
    OCCUPIED = "occupied"
    OUT = "out"


_SAID_OF = {BedState.OCCUPIED: Said.OCCUPIED, BedState.OUT_OF_SERVICE: Said.OUT, BedState.UNKNOWN: ""}
"""What is filled in for a state; the others are promised or between two people, and free as far as a report goes."""


def said_of(state: BedState) -> str:
    """What a report says of a bed in this state, as far as it is known; empty when it is not."""
    return _SAID_OF.get(state, Said.FREE)


@dataclass(frozen=True, slots=True)
class NumberedBed:
    """A bed with its number in the form. `is_promised`: a placement has it, so the report cannot say otherwise."""

    number: int
    bed: BoardBed

    @property
    def is_promised(self) -> bool:
        return self.bed.offer_id is not None


@dataclass(frozen=True, slots=True)
class NumberedRoom:
    """A room with its number in the form and its beds."""

    number: int
    room: BoardRoom
    beds: tuple[NumberedBed, ...]


def numbered(board: Board) -> tuple[NumberedRoom, ...]:
    """The rooms and beds of a board in the order of the form."""
    rooms, first = [], 0
    for number, room in enumerate(board.rooms):
        beds = tuple(NumberedBed(first + position, bed) for position, bed in enumerate(room.beds))
        rooms.append(NumberedRoom(number, room, beds))
        first += len(beds)
    return tuple(rooms)


def filled(board: Board) -> Form:
    """The form as the board is now. Of a bed that is unknown nothing is filled in; whom to keep apart is asked anew."""
    typed: MultiDict[str, str] = MultiDict()
    for room in numbered(board):
        typed[f"rooms-{room.number}-room_id"] = room.room.id
        if room.room.said is not None:
            said = room.room.said
            typed[f"rooms-{room.number}-gender"] = WILL_NOT_SAY if said.will_not_say else said.gender or ""
            typed[f"rooms-{room.number}-has_minors"] = "yes" if said.has_minors else ""
        for bed in room.beds:
            typed[f"beds-{bed.number}-bed_id"] = bed.bed.id
            typed[f"beds-{bed.number}-state"] = said_of(bed.bed.state)
            typed[f"beds-{bed.number}-reason"] = bed.bed.reason or ""
    return Form(typed)


def parse(form: Form) -> ReportDraft:
    """The report as it was sent. Raises InvalidInput for a bed of which nothing is said, and where a choice is missing."""
    problems: list[FieldProblem] = []
    draft = ReportDraft(
        beds=tuple(_beds(form, problems)),
        rooms=tuple(_statements(form)),
        needs_call_first=_call_first(form, problems),
    )
    if problems:
        raise InvalidInput(problems)
    return draft


def shown_field(field: str) -> str:
    """The input at which a problem of the service is shown."""
    stem, _dash, last = field.rpartition("-")
    return f"{stem}-state" if stem.startswith("beds-") and last in _SHOWN_AS_STATE else field


def options() -> dict[str, list[tuple[str, str]]]:
    """The choices of the form."""
    return {
        "state": [(Said.FREE, _("free")), (Said.OCCUPIED, _("occupied")), (Said.OUT, _("out of service"))],
        "reason": [(code.value, word(code)) for code in OutOfServiceReason],
        "gender": [*((code.value, word(code)) for code in Gender), (WILL_NOT_SAY, _("we will not say"))],
        "apart": [("no", _("Yes, nobody")), ("yes", _("No: call first"))],
    }


def _beds(form: Form, problems: list[FieldProblem]) -> Iterator[BedDraft]:
    for number in _numbers(form, "beds", "bed_id"):
        said = form.value(f"beds-{number}-state")
        if said not in {code.value for code in Said}:
            problems.append(FieldProblem(f"beds-{number}-state", Problem.REQUIRED))
            continue
        reason = form.value(f"beds-{number}-reason")
        yield BedDraft(
            form.value(f"beds-{number}-bed_id"),
            in_service=said != Said.OUT,
            occupied=said == Said.OCCUPIED,
            reason=OutOfServiceReason(reason) if reason in set(OutOfServiceReason) else None,
        )


def _statements(form: Form) -> Iterator[RoomStatement]:
    for number in _numbers(form, "rooms", "room_id"):
        said = form.value(f"rooms-{number}-gender")
        yield RoomStatement(
            form.value(f"rooms-{number}-room_id"),
            gender=Gender(said) if said in set(Gender) else None,
            has_minors=form.has(f"rooms-{number}-has_minors", "yes"),
            will_not_say=said == WILL_NOT_SAY,
        )


def _call_first(form: Form, problems: list[FieldProblem]) -> bool:
    said = form.value("needs_call_first")
    if said not in ("yes", "no"):
        problems.append(FieldProblem("needs_call_first", Problem.REQUIRED))
    return said == "yes"


def _numbers(form: Form, group: str, field: str) -> Sequence[int]:
    """The numbers from 0 without a gap: a problem of the service names its bed by its place."""
    numbers: list[int] = []
    while len(numbers) < MOST_BEDS and form.value(f"{group}-{len(numbers)}-{field}"):
        numbers.append(len(numbers))
    return numbers
