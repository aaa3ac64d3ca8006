"""Rooms, beds and cots are retired, never deleted, and only when nobody is in them or promised to them."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from safehouse.domain.access import Action, Actor, SubjectKind
from safehouse.domain.errors import LastPlace, PlaceInUse
from safehouse.models.houses import Bed, Cot, Room
from safehouse.services.context import Context
from safehouse.services.houses.acting import lock_contacts_house, record_change
from safehouse.services.houses.room_rows import get_place, get_room, places_in, rooms_of
from safehouse.services.houses.uses import load_uses


def retire_room(context: Context, actor: Actor, *, house_id: str, room_id: str, now: datetime) -> None:
    """Retire a room with all its beds and cots.

    Raises NotFound, PlaceInUse with the beds and cots that are, and LastPlace for the last room of a house: that one is closed.
    """
    with context.store.transaction() as session:
        retire_room_within(session, actor, house_id=house_id, room_id=room_id, now=now)


def retire_room_within(session: Session, actor: Actor | None, *, house_id: str, room_id: str, now: datetime) -> None:
    """The same in the caller's transaction."""
    house = lock_contacts_house(session, actor, house_id)
    room = get_room(session, house_id, room_id)
    beds, cots = places_in(session, Bed, room_id), places_in(session, Cot, room_id)
    _refuse_if_in_use(session, room, beds, cots)
    if len(rooms_of(session, house_id)) == 1:
        raise LastPlace
    for place in (room, *beds, *cots):
        place.retired_at = now
    record_change(session, actor, house, Action.RETIRED_ROOM, subject=(SubjectKind.ROOM, room_id), now=now)


def retire_bed(context: Context, actor: Actor, *, house_id: str, bed_id: str, now: datetime) -> None:
    """Retire a bed. Raises NotFound, PlaceInUse, and LastPlace for the last bed of a room: the room is retired instead."""
    with context.store.transaction() as session:
        retire_bed_within(session, actor, house_id=house_id, bed_id=bed_id, now=now)


def retire_bed_within(session: Session, actor: Actor | None, *, house_id: str, bed_id: str, now: datetime) -> None:
    """The same in the caller's transaction."""
    house = lock_contacts_house(session, actor, house_id)
    bed = get_place(session, Bed, house_id, bed_id)
    _refuse_if_in_use(session, get_room(session, house_id, bed.room_id), (bed,), ())
    if len(places_in(session, Bed, bed.room_id)) == 1:
        raise LastPlace
    bed.retired_at = now
    record_change(session, actor, house, Action.RETIRED_BED, subject=(SubjectKind.BED, bed_id), now=now)


def retire_cot(context: Context, actor: Actor, *, house_id: str, cot_id: str, now: datetime) -> None:
    """Retire a cot. Raises NotFound and PlaceInUse."""
    with context.store.transaction() as session:
        retire_cot_within(session, actor, house_id=house_id, cot_id=cot_id, now=now)


def retire_cot_within(session: Session, actor: Actor | None, *, house_id: str, cot_id: str, now: datetime) -> None:
    """The same in the caller's transaction."""
    house = lock_contacts_house(session, actor, house_id)
    cot = get_place(session, Cot, house_id, cot_id)
    _refuse_if_in_use(session, get_room(session, house_id, cot.room_id), (), (cot,))
    cot.retired_at = now
    record_change(session, actor, house, Action.RETIRED_COT, subject=(SubjectKind.COT, cot_id), now=now)


def _refuse_if_in_use(session: Session, room: Room, beds: Sequence[Bed], cots: Sequence[Cot]) -> None:
    uses = load_uses(session, room.house_id)
    used_beds = [bed.label for bed in beds if bed.id in uses.beds]
    used_cots = [cot.label for cot in cots if cot.id in uses.cots]
    if used_beds or used_cots:
        raise PlaceInUse(room.label, beds=used_beds, cots=used_cots)
