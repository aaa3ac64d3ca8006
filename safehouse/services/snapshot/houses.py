"""Rows to the engine's houses: a handful of queries whatever the number of houses, and no row objects."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, func, select
from sqlmodel import Session, col

from safehouse.domain.codes import Gender, HouseNeed, LanguageCover, RoomNeed, TagKind
from safehouse.models import metadata
from safehouse.models.capacity import CapacityReport, RoomReport
from safehouse.models.claims import Claim
from safehouse.models.houses import Cot, HouseLanguage, HouseTag, Room
from safehouse.models.houses import House as HouseRow
from safehouse.models.requests import RequestPerson, RequestTag
from safehouse.placement import problem
from safehouse.services.bed_facts import is_live, latest_report_id, load_bed_facts
from safehouse.services.bed_states import BedFacts
from safehouse.services.resident_rows import cots_with_residents
from safehouse.services.snapshot.intake import intake_windows
from safehouse.services.snapshot.relations import relation_tag
from safehouse.services.snapshot.rooms import Resident, RoomFacts, Strangers, engine_room

_HOUSE = metadata.tables["house"]


@dataclass(frozen=True, slots=True)
class _Parts:
    """What belongs to houses, by house id, and for the residents' tags by kind too."""

    languages: Mapping[str, Mapping[str, LanguageCover]]
    tags: Mapping[tuple[str, TagKind], frozenset[str]]
    rooms: Mapping[str, tuple[problem.Room, ...]]


def load_network(
    session: Session,
    *,
    now: datetime,
    arrivals: Collection[datetime] = (),
    countries: Collection[str] | None = None,
    house_ids: Collection[str] | None = None,
    without_request: str | None = None,
) -> tuple[problem.House, ...]:
    """The houses of these countries (None: all) with these ids (None: all) at `now`, the database's clock, sorted by id.

    Intake windows are those of the arrivals, without any those of `now`. The tags of the request `without_request` do not
    count as a resident's. Everything is read in the caller's transaction.
    """
    session.flush()
    rows = session.execute(_houses_query(countries, house_ids)).all()
    ids = [row.id for row in rows]
    parts = _Parts(
        languages=_languages(session, ids),
        tags=_tags(session, ids, now=now, without_request=without_request),
        rooms=_rooms(session, ids, now=now),
    )
    houses = (_as_house(row, parts, arrivals or (now,)) for row in rows)
    return tuple(sorted(houses, key=lambda house: house.id))


def _as_house(row: Row[Any], parts: _Parts, arrivals: Collection[datetime]) -> problem.House:
    return problem.House(
        id=row.id,
        country=row.country,
        cell=row.cell,
        slack_km=row.slack_km,
        status=row.status,
        genders=frozenset(Gender(gender) for gender in row.genders),
        children=problem.ChildrenPolicy(
            accepted=row.children_accepted,
            max_boy_age=row.max_boy_age,
            unaccompanied=row.unaccompanied_minors,
            only=row.children_only,
        ),
        languages=parts.languages[row.id],
        services=frozenset(HouseNeed(service) for service in row.services),
        security_level=row.security_level,
        specialisms=row.specialisms,
        requires=row.requires,
        max_stay_nights=row.max_stay_nights,
        intake=intake_windows(row.intake, row.time_zone, arrivals),
        reported_at=row.reported_at,
        resident_tags=parts.tags[row.id, TagKind.BRINGS],
        resident_keep_apart_tags=parts.tags[row.id, TagKind.KEEP_APART],
        rooms=parts.rooms[row.id],
    )


def _houses_query(countries: Collection[str] | None, house_ids: Collection[str] | None) -> Select[Any]:
    query = select(*_HOUSE.columns, col(CapacityReport.reported_at)).outerjoin_from(
        _HOUSE, CapacityReport, col(CapacityReport.id) == latest_report_id()
    )
    if countries is not None:
        query = query.where(_HOUSE.c.country.in_(countries))
    return query if house_ids is None else query.where(_HOUSE.c.id.in_(house_ids))


def _languages(session: Session, ids: Sequence[str]) -> Mapping[str, Mapping[str, LanguageCover]]:
    query = select(col(HouseLanguage.house_id), col(HouseLanguage.language), col(HouseLanguage.cover))
    found: defaultdict[str, dict[str, LanguageCover]] = defaultdict(dict)
    for house_id, language, cover in session.execute(query.where(col(HouseLanguage.house_id).in_(ids))):
        found[house_id][language] = cover
    return found


def _tags(
    session: Session, ids: Sequence[str], *, now: datetime, without_request: str | None
) -> Mapping[tuple[str, TagKind], frozenset[str]]:
    """Of those with live claims, held ones too, and of residents whom the service does not know by a request."""
    residents = (
        select(col(Claim.house_id), col(Claim.request_id), col(RequestTag.kind), col(RequestTag.tag_hash))
        .outerjoin(RequestTag, col(RequestTag.request_id) == Claim.request_id)
        .where(is_live(now), col(Claim.house_id).in_(ids))
        .distinct()
    )
    found: defaultdict[tuple[str, TagKind], set[str]] = defaultdict(set)
    for house_id, request_id, kind, tag in session.execute(residents):
        if request_id == without_request:
            continue
        found[house_id, TagKind.BRINGS].add(relation_tag(request_id))
        if kind is not None:
            found[house_id, kind].add(tag)
    others = select(col(HouseTag.house_id), col(HouseTag.kind), col(HouseTag.tag_hash))
    for house_id, kind, tag in session.execute(others.where(col(HouseTag.house_id).in_(ids))):
        found[house_id, kind].add(tag)
    return defaultdict(frozenset, {key: frozenset(tags) for key, tags in found.items()})


def _rooms(session: Session, ids: Sequence[str], *, now: datetime) -> Mapping[str, tuple[problem.Room, ...]]:
    beds: defaultdict[str, list[BedFacts]] = defaultdict(list)
    for bed in load_bed_facts(session, house_ids=ids, now=now):
        beds[bed.room_id].append(bed)
    households = _households(session, ids, now)
    free_cots = _free_cots(session, ids, now)
    rooms_with_children = _rooms_with_children_in_cots(session, ids)
    rooms: defaultdict[str, list[problem.Room]] = defaultdict(list)
    for row in session.execute(_rooms_query(ids)):
        facts = RoomFacts(
            room_id=row.id,
            shared=row.shared,
            features=frozenset(RoomNeed(feature) for feature in row.features),
            beds=tuple(beds[row.id]),
            free_cots=free_cots.get(row.id, 0),
            households=households.get(row.id, ()),
            strangers=_strangers(row),
            has_child_in_cot=row.id in rooms_with_children,
        )
        rooms[row.house_id].append(engine_room(facts, now=now))
    return defaultdict(tuple, {house_id: _by_id(of_house) for house_id, of_house in rooms.items()})


def _by_id(rooms: Iterable[problem.Room]) -> tuple[problem.Room, ...]:
    return tuple(sorted(rooms, key=lambda room: room.id))


def _rooms_query(ids: Sequence[str]) -> Select[*tuple[Any, ...]]:
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
        .join(HouseRow, col(HouseRow.id) == Room.house_id)
        .outerjoin(
            RoomReport, and_(col(RoomReport.room_id) == Room.id, col(RoomReport.report_id) == latest_report_id())
        )
        .where(col(Room.house_id).in_(ids), col(Room.retired_at).is_(None))
    )


def _strangers(row: Row[Any]) -> Strangers | None:
    if row.report_id is None:
        return None
    return Strangers(gender=row.gender, has_minors=row.has_minors, will_not_say=row.will_not_say)


def _households(session: Session, ids: Sequence[str], now: datetime) -> Mapping[str, tuple[tuple[Resident, ...], ...]]:
    """By room id, the people of each request with a live claim there, whole households also where they use two rooms."""
    in_rooms = (
        select(col(Claim.room_id), col(Claim.request_id)).where(is_live(now), col(Claim.house_id).in_(ids)).distinct()
    ).subquery()
    query = select(in_rooms.c.room_id, in_rooms.c.request_id, col(RequestPerson.gender), col(RequestPerson.age)).join(
        RequestPerson, col(RequestPerson.request_id) == in_rooms.c.request_id
    )
    found: defaultdict[str, defaultdict[str, list[Resident]]] = defaultdict(lambda: defaultdict(list))
    for room_id, request_id, gender, age in session.execute(query):
        found[room_id][request_id].append(Resident(gender=gender, age=age))
    return {room_id: tuple(tuple(people) for people in of_room.values()) for room_id, of_room in found.items()}


def _rooms_with_children_in_cots(session: Session, ids: Sequence[str]) -> frozenset[str]:
    """The ids of rooms with a child in a cot that the service does not know."""
    taken = select(col(Cot.room_id)).where(col(Cot.house_id).in_(ids), col(Cot.id).in_(cots_with_residents()))
    return frozenset(session.execute(taken).scalars())


def _free_cots(session: Session, ids: Sequence[str], now: datetime) -> Mapping[str, int]:
    query = (
        select(col(Cot.room_id), func.count().label("free"))
        .outerjoin(Claim, and_(col(Claim.cot_id) == Cot.id, is_live(now)))
        .where(col(Cot.house_id).in_(ids), col(Cot.retired_at).is_(None), col(Claim.id).is_(None))
        .where(col(Cot.id).not_in(cots_with_residents()))
        .group_by(col(Cot.room_id))
    )
    return {row.room_id: row.free for row in session.execute(query)}
