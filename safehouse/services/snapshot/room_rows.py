"""Rows to the facts about rooms: a handful of queries whatever the number of houses."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, func, select
from sqlmodel import Session, col

from safehouse.domain.codes import RoomNeed
from safehouse.models.capacity import RoomReport
from safehouse.models.claims import Claim
from safehouse.models.houses import Cot, House, Room
from safehouse.models.requests import RequestPerson
from safehouse.placement.problem import Person
from safehouse.services.bed_facts import is_live, latest_report_id, load_bed_facts
from safehouse.services.bed_states import BedFacts
from safehouse.services.resident_rows import cots_with_residents
from safehouse.services.snapshot.rooms import RoomFacts, Strangers


def load_room_facts(
    session: Session, house_ids: Collection[str], *, now: datetime
) -> Mapping[str, tuple[RoomFacts, ...]]:
    """By house id, the facts about each room of these houses that is not retired; `now` is the database's clock."""
    beds: defaultdict[str, list[BedFacts]] = defaultdict(list)
    for bed in load_bed_facts(session, house_ids=house_ids, now=now):
        beds[bed.room_id].append(bed)
    households = _households(session, house_ids, now)
    free_cots = _free_cots(session, house_ids, now)
    rooms_with_children = _rooms_with_children_in_cots(session, house_ids)
    rooms: defaultdict[str, list[RoomFacts]] = defaultdict(list)
    for row in session.execute(_rooms_query(house_ids)):
        facts = RoomFacts(
            room_id=row.id,
            shared=row.shared,
            features=frozenset(RoomNeed(feature) for feature in row.features),
            beds=tuple(beds[row.id]),
            free_cots=free_cots.get(row.id, 0),
            households=households.get(row.id, {}),
            strangers=_strangers(row),
            has_child_in_cot=row.id in rooms_with_children,
        )
        rooms[row.house_id].append(facts)
    return {house_id: tuple(of_house) for house_id, of_house in rooms.items()}


def _rooms_query(house_ids: Collection[str]) -> Select[*tuple[Any, ...]]:
    """Rooms with what the house's last report says of the people in them whom the service does not know."""
    return (
        select(
            col(Room.id),
            col(Room.house_id),
            col(Room.shared),
            col(Room.features),
            col(RoomReport.report_id),
            col(RoomReport.gender),
            col(RoomReport.has_minors),
            col(RoomReport.will_not_say),
        )
        .join(House, col(House.id) == Room.house_id)
        .outerjoin(
            RoomReport, and_(col(RoomReport.room_id) == Room.id, col(RoomReport.report_id) == latest_report_id())
        )
        .where(col(Room.house_id).in_(house_ids), col(Room.retired_at).is_(None))
    )


def _strangers(row: Row[Any]) -> Strangers | None:
    if row.report_id is None:
        return None
    return Strangers(gender=row.gender, has_minors=row.has_minors, will_not_say=row.will_not_say)


def _households(
    session: Session, house_ids: Collection[str], now: datetime
) -> Mapping[str, Mapping[str, tuple[Person, ...]]]:
    """By room and request id, the people of requests with a live claim there, whole households also where they use two rooms."""
    in_rooms = (
        select(col(Claim.room_id), col(Claim.request_id))
        .where(is_live(now), col(Claim.house_id).in_(house_ids))
        .distinct()
    ).subquery()
    columns = select(
        in_rooms.c.room_id,
        in_rooms.c.request_id,
        col(RequestPerson.id),
        col(RequestPerson.gender),
        col(RequestPerson.age),
    )
    query = columns.join(RequestPerson, col(RequestPerson.request_id) == in_rooms.c.request_id)
    found: defaultdict[str, defaultdict[str, list[Person]]] = defaultdict(lambda: defaultdict(list))
    for room_id, request_id, person_id, gender, age in session.execute(query):
        found[room_id][request_id].append(Person(id=person_id, gender=gender, age=age))
    return {
        room_id: {request_id: tuple(people) for request_id, people in of_room.items()}
        for room_id, of_room in found.items()
    }


def _rooms_with_children_in_cots(session: Session, house_ids: Collection[str]) -> frozenset[str]:
    """The ids of rooms with a child in a cot that the service does not know."""
    taken = select(col(Cot.room_id)).where(col(Cot.house_id).in_(house_ids), col(Cot.id).in_(cots_with_residents()))
    return frozenset(session.execute(taken).scalars())


def _free_cots(session: Session, house_ids: Collection[str], now: datetime) -> Mapping[str, int]:
    query = (
        select(col(Cot.room_id), func.count().label("free"))
        .outerjoin(Claim, and_(col(Claim.cot_id) == Cot.id, is_live(now)))
        .where(col(Cot.house_id).in_(house_ids), col(Cot.retired_at).is_(None), col(Claim.id).is_(None))
        .where(col(Cot.id).not_in(cots_with_residents()))
        .group_by(col(Cot.room_id))
    )
    return {row.room_id: row.free for row in session.execute(query)}
