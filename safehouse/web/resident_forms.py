"""The form of the people who are there already: one choice for each bed and cot, and for somebody in it gender, age and end.

Fields are named by the bed's or cot's id, as in `bed-ID-state`. Nothing is filled in of which nothing is known.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from werkzeug.datastructures import MultiDict

from safehouse.domain.codes import AgeBand, Gender, OutOfServiceReason
from safehouse.domain.errors import FieldProblem, InvalidInput, Problem
from safehouse.services.capacity import Board, BoardBed, BoardCot, BoardResident, BoardRoom
from safehouse.services.residents import BedRef, HousePeople, OutageDraft, ResidentDraft
from safehouse.web.forms import Form
from safehouse.web.reading import Reader
from safehouse.web.report_forms import ALL_THE_SAME, WILL_NOT_SAY, Said, said_of
from safehouse.web.texts import gettext as _
from safehouse.web.words import word

_SHOWN_AT = {"bed": "state", "age_band": "age_band", "expected_end_on": "expected_end_on", "reason": "reason"}
"""The last part of the input at which a problem of the service is shown, by the last part of its field."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """The people as they were sent, with the beginnings of the inputs of each resident and each outage, in their order."""

    draft: HousePeople
    resident_fields: tuple[str, ...]
    outage_fields: tuple[str, ...]

    def shown(self, problem: FieldProblem) -> FieldProblem:
        """A problem of the service at the input that it is about."""
        group, number, last = problem.field.split("-")
        fields = self.resident_fields if group == "residents" else self.outage_fields
        return replace(problem, field=f"{fields[int(number)]}-{_SHOWN_AT[last]}")


def filled(board: Board) -> Form:
    """The form as the house is known now: on the first evening empty. Whom to keep apart is asked anew."""
    typed: MultiDict[str, str] = MultiDict()
    for room in board.rooms:
        for bed in room.beds:
            typed[f"bed-{bed.id}-state"] = _begins_with(bed)
            typed[f"bed-{bed.id}-reason"] = bed.reason or ""
        for cot in room.cots if board.last_report else ():
            typed[f"cot-{cot.id}-state"] = Said.OCCUPIED if cot.resident else Said.FREE
        beds = ((f"bed-{bed.id}", bed.resident) for bed in room.beds)
        cots = ((f"cot-{cot.id}", cot.resident) for cot in room.cots)
        for field, resident in chain(beds, cots):
            if resident is not None:
                typed.update(_of_resident(field, resident))
    return Form(typed)


def parse(form: Form, board: Board) -> Parsed:
    """Raise InvalidInput for a bed or cot of which nothing is said, and for what is missing of somebody who is there."""
    reader = _Reader(form)
    residents = tuple(reader.residents(board))
    outages = tuple(reader.outages(board))
    draft = HousePeople(
        residents=tuple(resident for _field, resident in residents),
        out_of_service=tuple(outage for _field, outage in outages),
        needs_call_first=reader.answer("needs_call_first"),
        is_so_all_the_same=form.has(ALL_THE_SAME, "yes"),
    )
    if reader.problems:
        raise InvalidInput(reader.problems)
    return Parsed(draft, tuple(field for field, _draft in residents), tuple(field for field, _draft in outages))


def options() -> dict[str, list[tuple[str, str]]]:
    """The choices of the form."""
    return {
        "bed": [(Said.FREE, _("free")), (Said.OCCUPIED, _("somebody sleeps here")), (Said.OUT, _("out of service"))],
        "promised": [
            ("", _("as the placement says")),
            (Said.OCCUPIED, _("somebody else sleeps here")),
            (Said.OUT, _("out of service")),
        ],
        "cot": [(Said.FREE, _("free")), (Said.OCCUPIED, _("a child sleeps here"))],
        "reason": [(code.value, word(code)) for code in OutOfServiceReason],
        "gender": [*((code.value, word(code)) for code in Gender), (WILL_NOT_SAY, _("we will not say"))],
        "age_band": [(code.value, word(code)) for code in reversed(AgeBand)],
        "apart": [("no", _("Yes, nobody")), ("yes", _("No: call first"))],
    }


def labels(board: Board) -> dict[str, str]:
    """What each input is about, for the list of what is wrong."""
    named = {"needs_call_first": _("Keeping apart")}
    for room in board.rooms:
        beds = ((f"bed-{bed.id}", _("%(room)s, bed %(bed)s", room=room.label, bed=bed.label)) for bed in room.beds)
        cots = ((f"cot-{cot.id}", _("%(room)s, cot %(cot)s", room=room.label, cot=cot.label)) for cot in room.cots)
        for field, words in chain(beds, cots):
            named |= {f"{field}-state": words, f"{field}-reason": words, **_of_somebody(field, words)}
    return named


def _of_somebody(field: str, place: str) -> dict[str, str]:
    """The labels of what is asked of the one in a bed or cot, so that two missing answers do not read alike."""
    return {
        f"{field}-gender": _("%(place)s: gender", place=place),
        f"{field}-age_band": _("%(place)s: age", place=place),
        f"{field}-expected_end_on": _("%(place)s: expected to leave on", place=place),
    }


def _begins_with(bed: BoardBed) -> str:
    """What is said of a bed; of one that a placement has nothing, unless the house has said that somebody else is in it."""
    if bed.offer_id is None:
        return said_of(bed.state)
    return Said.OCCUPIED if bed.resident else ""


def _of_resident(field: str, resident: BoardResident) -> dict[str, str]:
    ends_on = resident.expected_end_on
    return {
        f"{field}-gender": resident.gender or WILL_NOT_SAY,
        f"{field}-age_band": resident.age_band,
        f"{field}-expected_end_on": ends_on.isoformat() if ends_on else "",
    }


class _Reader(Reader):
    """Reads who is where. Of a bed that a placement has nothing must be said; cots that it has are not asked for."""

    def residents(self, board: Board) -> Iterator[tuple[str, ResidentDraft]]:
        for room, bed in _beds(board.rooms):
            field = f"bed-{bed.id}"
            if self.code(f"{field}-state", Said, optional=bed.offer_id is not None) is Said.OCCUPIED:
                age_band = self.code(f"{field}-age_band", AgeBand) or AgeBand.ADULT
                yield field, self._resident(field, BedRef(room.label, bed.label), age_band)
        for room, cot in _open_cots(board.rooms):
            field = f"cot-{cot.id}"
            if self.code(f"{field}-state", Said) is Said.OCCUPIED:
                yield field, self._resident(field, BedRef(room.label, cot.label, is_cot=True), AgeBand.UNDER_2)

    def outages(self, board: Board) -> Iterator[tuple[str, OutageDraft]]:
        for room, bed in _beds(board.rooms):
            field = f"bed-{bed.id}"
            if self.form.has(f"{field}-state", Said.OUT):
                reason = self.code(f"{field}-reason", OutOfServiceReason)
                yield field, OutageDraft(BedRef(room.label, bed.label), reason)

    def answer(self, name: str) -> bool:
        """Yes or no; nothing is taken for an answer that was not given."""
        said = self.form.value(name)
        if said not in ("yes", "no"):
            self.note(name, Problem.REQUIRED)
        return said == "yes"

    def _resident(self, field: str, bed: BedRef, age_band: AgeBand) -> ResidentDraft:
        will_not_say = self.form.has(f"{field}-gender", WILL_NOT_SAY)
        gender = None if will_not_say else self.code(f"{field}-gender", Gender)
        return ResidentDraft(bed, gender, age_band, self.day(f"{field}-expected_end_on"))


def _beds(rooms: Iterable[BoardRoom]) -> Iterator[tuple[BoardRoom, BoardBed]]:
    return ((room, bed) for room in rooms for bed in room.beds)


def _open_cots(rooms: Iterable[BoardRoom]) -> Iterator[tuple[BoardRoom, BoardCot]]:
    return ((room, cot) for room in rooms for cot in room.cots if cot.offer_id is None)
