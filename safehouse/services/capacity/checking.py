"""Whether a report can be true: of this house, of every bed, and nowhere against what the service has promised by mistake.

Who stands by a word against a promise is heard: the word is kept beside the promise, and neither wins.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from safehouse.domain.codes import BedDoubt
from safehouse.domain.errors import Problem
from safehouse.models.houses import Room
from safehouse.services.bed_states import BedFacts, is_lived_in, is_out_of_service
from safehouse.services.capacity.drafts import BedDraft, ReportDraft, RoomStatement
from safehouse.services.field_checks import FieldChecks


@dataclass(frozen=True, slots=True)
class HouseNow:
    """The beds of a house, with what holds for them now, and its rooms; both by id. `disputed`: what it has said against placements."""

    beds: Mapping[str, BedFacts]
    rooms: Mapping[str, Room]
    disputed: Mapping[str, BedDoubt]


def check_report(draft: ReportDraft, house: HouseNow, *, now: datetime) -> None:
    """Raise InvalidInput with everything that is wrong.

    Fields are numbered as in the draft, as in `beds-0-occupied` and `rooms-1-gender`; `beds` is a bed that the report does not
    mention, `rooms` a room that must be spoken of, with its label in the limits.
    """
    checks = FieldChecks()
    _check_beds(checks, draft, house, now)
    _check_statements(checks, draft, house)
    checks.refuse_if_any()


def contradiction(bed: BedDraft, facts: BedFacts) -> BedDoubt | None:
    """What a report says against the placement that has a bed; None: nothing. A bed that is out of service is judged as such."""
    is_only_closed = not bed.in_service and not bed.occupied
    if facts.claim_state is None or is_only_closed or bed.occupied == is_lived_in(facts):
        return None
    return BedDoubt.NOBODY if is_lived_in(facts) else BedDoubt.SOMEBODY_ELSE


def contradictions(draft: ReportDraft, house: HouseNow) -> Mapping[str, BedDoubt]:
    """Everything that a report says against placements, by bed."""
    found = ((bed.bed_id, contradiction(bed, house.beds[bed.bed_id])) for bed in draft.beds if bed.bed_id in house.beds)
    return {bed_id: doubt for bed_id, doubt in found if doubt is not None}


def _check_beds(checks: FieldChecks, draft: ReportDraft, house: HouseNow, now: datetime) -> None:
    said = Counter(bed.bed_id for bed in draft.beds)
    against = contradictions(draft, house)
    for position, bed in enumerate(draft.beds):
        field = f"beds-{position}"
        facts = house.beds.get(bed.bed_id)
        if facts is None:
            checks.add(f"{field}-bed_id", Problem.UNKNOWN_BED)
            continue
        if said[bed.bed_id] > 1:
            checks.add(f"{field}-bed_id", Problem.CONTRADICTS)
        _check_service(checks, field, bed, now)
        if draft.is_so_all_the_same:
            continue
        if not bed.in_service and facts.claim_state is not None and not is_out_of_service(facts, now=now):
            checks.add(f"{field}-in_service", Problem.BED_IS_CLAIMED)
        if bed.bed_id in against and house.disputed.get(bed.bed_id) is not against[bed.bed_id]:
            checks.add(f"{field}-occupied", Problem.BED_IS_CLAIMED)
    if not house.beds.keys() <= said.keys():
        checks.add("beds", Problem.REQUIRED)


def _check_service(checks: FieldChecks, field: str, bed: BedDraft, now: datetime) -> None:
    if bed.in_service:
        return
    if bed.reason is None:
        checks.add(f"{field}-reason", Problem.REQUIRED)
    if bed.until is not None and bed.until <= now:
        checks.add(f"{field}-until", Problem.IN_THE_PAST)


def _check_statements(checks: FieldChecks, draft: ReportDraft, house: HouseNow) -> None:
    asked = _rooms_to_speak_of(draft, house)
    said = Counter(statement.room_id for statement in draft.rooms)
    for position, statement in enumerate(draft.rooms):
        field = f"rooms-{position}"
        if statement.room_id not in house.rooms:
            checks.add(f"{field}-room_id", Problem.UNKNOWN_ROOM)
        elif said[statement.room_id] > 1:
            checks.add(f"{field}-room_id", Problem.CONTRADICTS)
        elif statement.room_id in asked and not says_something(statement):
            checks.add(f"{field}-gender", Problem.REQUIRED)
    for room in asked.values():
        if room.id not in said:
            checks.add("rooms", Problem.MISSING_ROOM, room=room.label)


def says_something(statement: RoomStatement) -> bool:
    """Whether a statement names a gender or refuses to."""
    return statement.will_not_say or statement.gender is not None


def _rooms_to_speak_of(draft: ReportDraft, house: HouseNow) -> Mapping[str, Room]:
    """The shared rooms in which somebody sleeps whom the service does not know, by the word of this report."""
    slept_in = (house.beds[bed.bed_id] for bed in draft.beds if bed.occupied and bed.bed_id in house.beds)
    is_heard = draft.is_so_all_the_same
    rooms = {
        facts.room_id
        for facts in slept_in
        if facts.claim_state is None or (not is_lived_in(facts) and (is_heard or facts.bed_id in house.disputed))
    }
    return {room.id: room for room in house.rooms.values() if room.shared and room.id in rooms}
