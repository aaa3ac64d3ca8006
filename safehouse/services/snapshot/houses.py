"""Rows to the engine's houses: a handful of queries whatever the number of houses, and no row objects."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select
from sqlmodel import Session, col

from safehouse.domain.codes import Gender, HouseNeed, LanguageCover, TagKind
from safehouse.models import metadata
from safehouse.models.capacity import CapacityReport
from safehouse.models.claims import Claim
from safehouse.models.houses import HouseLanguage, HouseTag
from safehouse.models.requests import RequestTag
from safehouse.placement import problem
from safehouse.services.bed_facts import is_live, latest_report_id
from safehouse.services.snapshot.intake import intake_windows
from safehouse.services.snapshot.relations import relation_tag
from safehouse.services.snapshot.room_rows import load_room_facts
from safehouse.services.snapshot.rooms import engine_room

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
    found = load_room_facts(session, ids, now=now)
    rooms = {house_id: tuple(engine_room(facts, now=now) for facts in of_house) for house_id, of_house in found.items()}
    return defaultdict(tuple, {house_id: _by_id(of_house) for house_id, of_house in rooms.items()})


def _by_id(rooms: Iterable[problem.Room]) -> tuple[problem.Room, ...]:
    return tuple(sorted(rooms, key=lambda room: room.id))
