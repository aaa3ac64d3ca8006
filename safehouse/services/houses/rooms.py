"""Rooms, beds and cots that are added, and rooms that change: nobody's room becomes another kind of room around her."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from sqlmodel import Session

from safehouse.domain.access import Action, Actor, SubjectKind
from safehouse.domain.errors import FieldProblem, InvalidInput, Problem
from safehouse.models.houses import Bed, Cot, Room
from safehouse.services.context import Context
from safehouse.services.field_checks import FieldChecks
from safehouse.services.houses.acting import lock_contacts_house, record_change
from safehouse.services.houses.checking import (
    MOST_BEDS_IN_ROOM,
    MOST_COTS_IN_ROOM,
    MOST_ROOMS,
    check_new_room,
    check_room,
    is_label_taken,
)
from safehouse.services.houses.drafts import RoomDraft, RoomFacts
from safehouse.services.houses.room_rows import (
    add_place_row,
    add_room_rows,
    get_room,
    next_room_position,
    places_in,
    rooms_of,
)
from safehouse.services.houses.uses import load_uses

Place = TypeVar("Place", Bed, Cot)


def add_room(context: Context, actor: Actor, *, house_id: str, room: RoomDraft, now: datetime) -> str:
    """The id of a new room. Its beds are unknown until the house's next report.

    Raises NotFound, and InvalidInput with the fields of the draft or `rooms` when the house has too many.
    """
    with context.store.transaction() as session:
        return add_room_within(session, actor, house_id=house_id, room=room, now=now)


def add_room_within(session: Session, actor: Actor | None, *, house_id: str, room: RoomDraft, now: datetime) -> str:
    """The same in the caller's transaction."""
    house = lock_contacts_house(session, actor, house_id)
    others = rooms_of(session, house_id)
    checks = FieldChecks()
    check_new_room(checks, room)
    _check_label(checks, room, others)
    checks.not_too_many("rooms", (*others, room), MOST_ROOMS)
    checks.refuse_if_any()
    row = add_room_rows(session, house_id, room, position=next_room_position(session, house_id))
    record_change(session, actor, house, Action.ADDED_ROOM, subject=(SubjectKind.ROOM, row.id), now=now)
    return row.id


def change_room(
    context: Context, actor: Actor, *, house_id: str, room_id: str, room: RoomFacts, now: datetime
) -> tuple[str, ...]:
    """The names of the fields that changed; nothing is written when none did.

    Raises NotFound, and InvalidInput with `label`, or with ROOM_IN_USE on `shared` while anybody is in the room or promised to
    it, and on `features` when something is taken away from under a live claim.
    """
    with context.store.transaction() as session:
        return change_room_within(session, actor, house_id=house_id, room_id=room_id, room=room, now=now)


def change_room_within(
    session: Session, actor: Actor | None, *, house_id: str, room_id: str, room: RoomFacts, now: datetime
) -> tuple[str, ...]:
    """The same in the caller's transaction."""
    house = lock_contacts_house(session, actor, house_id)
    row = get_room(session, house_id, room_id)
    _check_change(session, row, room)
    wanted = {"label": room.label.strip(), "shared": room.shared, "features": room.features}
    changed = tuple(name for name, value in wanted.items() if getattr(row, name) != value)
    for name in changed:
        setattr(row, name, wanted[name])
    if changed:
        record_change(
            session, actor, house, Action.CHANGED_ROOM, subject=(SubjectKind.ROOM, room_id), fields=changed, now=now
        )
    return changed


def add_bed(context: Context, actor: Actor, *, house_id: str, room_id: str, now: datetime) -> str:
    """The id of a new bed, unknown until the house's next report. Raises NotFound, and InvalidInput for `beds`: too many."""
    with context.store.transaction() as session:
        return add_bed_within(session, actor, house_id=house_id, room_id=room_id, now=now)


def add_bed_within(session: Session, actor: Actor | None, *, house_id: str, room_id: str, now: datetime) -> str:
    """The same in the caller's transaction."""
    house = lock_contacts_house(session, actor, house_id)
    bed = _add_place(session, Bed, get_room(session, house_id, room_id), "beds", MOST_BEDS_IN_ROOM)
    record_change(session, actor, house, Action.ADDED_BED, subject=(SubjectKind.BED, bed.id), now=now)
    return bed.id


def add_cot(context: Context, actor: Actor, *, house_id: str, room_id: str, now: datetime) -> str:
    """The id of a new cot. Raises NotFound, and InvalidInput for `cots`: too many."""
    with context.store.transaction() as session:
        return add_cot_within(session, actor, house_id=house_id, room_id=room_id, now=now)


def add_cot_within(session: Session, actor: Actor | None, *, house_id: str, room_id: str, now: datetime) -> str:
    """The same in the caller's transaction."""
    house = lock_contacts_house(session, actor, house_id)
    cot = _add_place(session, Cot, get_room(session, house_id, room_id), "cots", MOST_COTS_IN_ROOM)
    record_change(session, actor, house, Action.ADDED_COT, subject=(SubjectKind.COT, cot.id), now=now)
    return cot.id


def _check_label(checks: FieldChecks, room: RoomFacts, others: Iterable[Room]) -> None:
    if is_label_taken(room.label, (other.label for other in others)):
        checks.add("label", Problem.TAKEN)


def _check_change(session: Session, row: Room, room: RoomFacts) -> None:
    """Strangers may come to share a room, or a need lose what it was promised, only where nobody is."""
    checks = FieldChecks()
    check_room(checks, room)
    _check_label(checks, room, (other for other in rooms_of(session, row.house_id) if other is not row))
    uses = load_uses(session, row.house_id)
    if room.shared != row.shared and row.id in uses.rooms:
        checks.add("shared", Problem.ROOM_IN_USE)
    if row.features - room.features and row.id in uses.claimed_rooms:
        checks.add("features", Problem.ROOM_IN_USE)
    checks.refuse_if_any()


def _add_place(session: Session, kind: type[Place], room: Room, field: str, most: int) -> Place:
    if len(places_in(session, kind, room.id)) >= most:
        raise InvalidInput([FieldProblem(field, Problem.TOO_MANY, {"max": most})])
    return add_place_row(session, kind, room)
