"""The form of a capacity report: one choice for each bed, one for each shared room with people whom the service does not know.

Every input is named after its bed or room, so that an answer stays with it whatever is added or retired while the form is open.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import StrEnum

from werkzeug.datastructures import MultiDict

from safehouse.domain.codes import BedDoubt, BedState, Gender, OutOfServiceReason
from safehouse.domain.errors import FieldProblem, InvalidInput, Problem
from safehouse.services.capacity import BedDraft, Board, BoardBed, ReportDraft, RoomStatement
from safehouse.web.current import current_now
from safehouse.web.forms import Form
from safehouse.web.texts import gettext as _
from safehouse.web.words import word

WILL_NOT_SAY = "will_not_say"
_IDS = {"beds": "bed", "rooms": "room"}
_WHICH = frozenset({"bed_id", "room_id"})
_SHOWN_AS = {"occupied": "state", "in_service": "state"}
ALL_THE_SAME = "is_so_all_the_same"


class Said(StrEnum):
    """What a report says of one bed."""

    FREE = "free"
    OCCUPIED = "occupied"
    OUT = "out"


_SAID_OF = {BedState.OCCUPIED: Said.OCCUPIED, BedState.OUT_OF_SERVICE: Said.OUT, BedState.UNKNOWN: ""}
"""What is filled in for a state; the others are promised or between two people, and free as far as a report goes."""


_SAID_OF_DOUBT = {
    BedDoubt.OUT_OF_SERVICE: Said.OUT,
    BedDoubt.SOMEBODY_ELSE: Said.OCCUPIED,
    BedDoubt.NOBODY: Said.FREE,
}
"""What the house has said of a bed that a placement has; it says so again until it says otherwise."""


def is_against_a_placement(problems: Iterable[FieldProblem]) -> bool:
    """Whether a word was refused because a placement has the bed, so that whoever reports is asked to stand by it."""
    return any(problem.problem is Problem.BED_IS_CLAIMED for problem in problems)


def said_of(state: BedState) -> str:
    """What a report says of a bed in this state, as far as it is known; empty when it is not."""
    return _SAID_OF.get(state, Said.FREE)


def is_promised(bed: BoardBed) -> bool:
    """Whether a placement has the bed, so that the form begins with what that says."""
    return bed.offer_id is not None


def filled(board: Board) -> Form:
    """The form as the board is now. Of a bed that is unknown nothing is filled in; whom to keep apart is asked anew."""
    typed: MultiDict[str, str] = MultiDict()
    said = {bed.bed_id: _SAID_OF_DOUBT[bed.doubt] for bed in board.doubts if bed.since <= current_now()}
    reasons = {bed.bed_id: bed.reason for bed in board.doubts}
    for room in board.rooms:
        if room.said is not None:
            typed[f"room-{room.id}-gender"] = WILL_NOT_SAY if room.said.will_not_say else room.said.gender or ""
            typed[f"room-{room.id}-has_minors"] = "yes" if room.said.has_minors else ""
        for bed in room.beds:
            typed[f"bed-{bed.id}-state"] = said.get(bed.id) or said_of(bed.state)
            typed[f"bed-{bed.id}-reason"] = bed.reason or reasons.get(bed.id) or ""
    return Form(typed)


def parse(form: Form) -> ReportDraft:
    """The report as it was sent. Raises InvalidInput for a bed of which nothing is said, and where a choice is missing."""
    problems: list[FieldProblem] = []
    draft = ReportDraft(
        beds=tuple(_beds(form, problems)),
        rooms=tuple(_statements(form)),
        needs_call_first=_call_first(form, problems),
        is_so_all_the_same=form.has(ALL_THE_SAME, "yes"),
    )
    if problems:
        raise InvalidInput(problems)
    return draft


def shown_problem(problem: FieldProblem, draft: ReportDraft) -> FieldProblem:
    """A problem of the service at the input of its bed or room; at the beds in general for one that the house has no more."""
    group, _dash, rest = problem.field.partition("-")
    number, _dash, last = rest.partition("-")
    if group not in _IDS or not number:
        return problem
    if last in _WHICH:
        return replace(problem, field=group)
    of = draft.beds[int(number)].bed_id if group == "beds" else draft.rooms[int(number)].room_id
    return replace(problem, field=f"{_IDS[group]}-{of}-{_SHOWN_AS.get(last, last)}")


def labels(board: Board) -> dict[str, str]:
    """What each input is about, for the list of what is wrong."""
    named = {"needs_call_first": _("Keeping apart"), "happened_at": _("When it was so"), "beds": _("Beds")}
    for room in board.rooms:
        named |= {f"room-{room.id}-gender": room.label}
        for bed in room.beds:
            words = _("%(room)s, bed %(bed)s", room=room.label, bed=bed.label)
            named |= {f"bed-{bed.id}-{last}": words for last in ("state", "reason")}
    return named


def options() -> dict[str, list[tuple[str, str]]]:
    """The choices of the form."""
    return {
        "state": [(Said.FREE, _("free")), (Said.OCCUPIED, _("occupied")), (Said.OUT, _("out of service"))],
        "reason": [(code.value, word(code)) for code in OutOfServiceReason],
        "gender": [*((code.value, word(code)) for code in Gender), (WILL_NOT_SAY, _("we will not say"))],
        "apart": [("no", _("Yes, nobody")), ("yes", _("No: call first"))],
    }


def _beds(form: Form, problems: list[FieldProblem]) -> Iterator[BedDraft]:
    for bed_id in form.values("bed_ids"):
        said = form.value(f"bed-{bed_id}-state")
        if said not in {code.value for code in Said}:
            problems.append(FieldProblem(f"bed-{bed_id}-state", Problem.REQUIRED))
            continue
        reason = form.value(f"bed-{bed_id}-reason")
        yield BedDraft(
            bed_id,
            in_service=said != Said.OUT,
            occupied=said == Said.OCCUPIED,
            reason=OutOfServiceReason(reason) if reason in set(OutOfServiceReason) else None,
        )


def _statements(form: Form) -> Iterator[RoomStatement]:
    for room_id in form.values("room_ids"):
        said = form.value(f"room-{room_id}-gender")
        yield RoomStatement(
            room_id,
            gender=Gender(said) if said in set(Gender) else None,
            has_minors=form.has(f"room-{room_id}-has_minors", "yes"),
            will_not_say=said == WILL_NOT_SAY,
        )


def _call_first(form: Form, problems: list[FieldProblem]) -> bool:
    said = form.value("needs_call_first")
    if said not in ("yes", "no"):
        problems.append(FieldProblem("needs_call_first", Problem.REQUIRED))
    return said == "yes"
