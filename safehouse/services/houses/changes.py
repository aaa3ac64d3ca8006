"""Who changed what is said of a house, for the house itself and its national contact: from the audit log, by the names of fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from safehouse.domain.access import Action, Actor
from safehouse.domain.codes import HouseStatus, Role
from safehouse.models.audit import AuditEntry
from safehouse.models.houses import Bed, Cot, Room
from safehouse.services.context import Context
from safehouse.services.scope import get_house_as

CHANGES_SHOWN = 200
"""The latest ones; the auditor sees them all."""
_CHANGES = (
    Action.REGISTERED_HOUSE,
    Action.CHANGED_HOUSE_STATUS,
    Action.CHANGED_HOUSE,
    Action.ADDED_ROOM,
    Action.CHANGED_ROOM,
    Action.RETIRED_ROOM,
    Action.ADDED_BED,
    Action.RETIRED_BED,
    Action.ADDED_COT,
    Action.RETIRED_COT,
)


@dataclass(frozen=True, slots=True)
class HouseChange:
    """One change. `room` and `place` are the labels of the room, and of its bed or cot, that it was about; None: of the house.

    `fields` are the names of what changed, `status` what the house became by it.
    """

    at: datetime
    role: Role | None
    action: Action
    room: str | None
    place: str | None
    fields: tuple[str, ...]
    status: HouseStatus | None


@dataclass(frozen=True, slots=True)
class HouseChanges:
    """The latest changes of one house, the last first, for somebody who manages it or is its national contact."""

    house_id: str
    code: str
    seen_as: Role
    changes: tuple[HouseChange, ...]


def get_changes(context: Context, actor: Actor, *, house_id: str) -> HouseChanges:
    """What was changed about a house that the actor manages or is the national contact of. Raises NotFound."""
    with context.store.reading() as session:
        found_as = get_house_as(session, actor, house_id, (Role.MANAGER, Role.NATIONAL_CONTACT))
        acts = select(AuditEntry).where(AuditEntry.house_id == house_id, col(AuditEntry.action).in_(_CHANGES))
        found = session.exec(acts.order_by(col(AuditEntry.at).desc(), col(AuditEntry.id).desc()).limit(CHANGES_SHOWN))
        labels = _labels(session, house_id)
        changes = tuple(_change(entry, labels) for entry in found)
        return HouseChanges(house_id, found_as.house.code, found_as.role, changes)


def _change(entry: AuditEntry, labels: Mapping[str, tuple[str, str | None]]) -> HouseChange:
    room, place = labels.get(entry.subject_id, (None, None))
    status = entry.detail.get("status")
    return HouseChange(
        at=entry.at,
        role=entry.actor_role,
        action=entry.action,
        room=room,
        place=place,
        fields=tuple(entry.detail.get("fields", ())),
        status=None if status is None else HouseStatus(status),
    )


def _labels(session: Session, house_id: str) -> Mapping[str, tuple[str, str | None]]:
    """By the id of a room, bed or cot, retired ones too: the label of the room, and of the place in it."""
    rooms = {room.id: room.label for room in session.exec(select(Room).where(Room.house_id == house_id))}
    labels: dict[str, tuple[str, str | None]] = {room_id: (label, None) for room_id, label in rooms.items()}
    for places in (select(Bed).where(Bed.house_id == house_id), select(Cot).where(Cot.house_id == house_id)):
        labels |= {place.id: (rooms[place.room_id], place.label) for place in session.exec(places)}
    return labels
