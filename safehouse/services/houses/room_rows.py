"""The rows of rooms with their beds and cots. Numbers on beds go on where they ended and are never used again."""

from collections.abc import Sequence
from typing import TypeVar

from sqlmodel import Session, col, func, select

from safehouse.domain.errors import NotFound
from safehouse.domain.ids import new_id
from safehouse.models.houses import Bed, Cot, Room
from safehouse.services.houses.drafts import RoomDraft

Place = TypeVar("Place", Bed, Cot)


def add_room_rows(session: Session, house_id: str, draft: RoomDraft, *, position: int) -> Room:
    """A new room with its beds and cots, numbered from 1."""
    room = Room(
        id=new_id(),
        house_id=house_id,
        label=draft.label.strip(),
        position=position,
        shared=draft.shared,
        features=draft.features,
    )
    session.add(room)
    session.flush()
    session.add_all(_place_row(Bed, room, number) for number in range(1, draft.beds + 1))
    session.add_all(_place_row(Cot, room, number) for number in range(1, draft.cots + 1))
    return room


def add_place_row(session: Session, kind: type[Place], room: Room) -> Place:
    """One more bed or cot in a room, with the number after the highest that it ever had."""
    highest = session.exec(select(func.coalesce(func.max(kind.position), 0)).where(kind.room_id == room.id)).one()
    place = _place_row(kind, room, highest + 1)
    session.add(place)
    return place


def next_room_position(session: Session, house_id: str) -> int:
    """The position after the last room that the house ever had."""
    last = session.exec(select(func.coalesce(func.max(Room.position), -1)).where(Room.house_id == house_id)).one()
    return last + 1


def rooms_of(session: Session, house_id: str) -> Sequence[Room]:
    """The rooms of a house that are not retired, in their order."""
    rooms = select(Room).where(Room.house_id == house_id, col(Room.retired_at).is_(None))
    return session.exec(rooms.order_by(col(Room.position), Room.id)).all()


def get_room(session: Session, house_id: str, room_id: str) -> Room:
    """A room of the house that is not retired. Raises NotFound."""
    room = session.get(Room, room_id)
    if room is None or room.house_id != house_id or room.retired_at is not None:
        raise NotFound
    return room


def get_place(session: Session, kind: type[Place], house_id: str, place_id: str) -> Place:
    """A bed or cot of the house that is not retired. Raises NotFound."""
    place = session.get(kind, place_id)
    if place is None or place.house_id != house_id or place.retired_at is not None:
        raise NotFound
    return place


def places_in(session: Session, kind: type[Place], room_id: str) -> Sequence[Place]:
    """The beds or cots of a room that are not retired, in their order."""
    places = select(kind).where(kind.room_id == room_id, col(kind.retired_at).is_(None))
    return session.exec(places.order_by(col(kind.position), kind.id)).all()


def _place_row(kind: type[Place], room: Room, number: int) -> Place:
    return kind(id=new_id(), house_id=room.house_id, room_id=room.id, label=str(number), position=number)
