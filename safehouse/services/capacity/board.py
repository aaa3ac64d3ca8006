"""The bed board of one house: every place with what it is now and until when, and who reported last."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from safehouse.domain.access import COUNTRY_ROLES, HOUSE_ROLES, Actor
from safehouse.domain.codes import AgeBand, BedState, Freshness, Gender, HouseStatus, OutOfServiceReason, Role, RoomNeed
from safehouse.models.accounts import Account
from safehouse.models.capacity import CapacityReport, RoomReport
from safehouse.models.claims import Claim
from safehouse.models.houses import Bed, Cot, House, Outage, Room
from safehouse.services.bed_facts import is_live, latest_report_id, load_bed_facts
from safehouse.services.bed_states import (
    STATE_OF_USED,
    BedFacts,
    bed_states,
    count_states,
    dark_at,
    freshness,
    is_occupied_by_unknown,
    turnaround_ends_at,
)
from safehouse.services.beds_in_doubt import DoubtfulBed, find_doubtful_beds
from safehouse.services.capacity.drafts import RoomStatement
from safehouse.services.claimed_rooms import find_changed_rooms
from safehouse.services.context import Context
from safehouse.services.db import database_now
from safehouse.services.resident_rows import residents_of
from safehouse.services.scope import get_house_as

Place = TypeVar("Place", Bed, Cot)


@dataclass(frozen=True, slots=True)
class BoardResident:
    """Somebody whom the service does not know. `gender` None: the house will not say; `expected_end_on` None: not known."""

    gender: Gender | None
    age_band: AgeBand
    expected_end_on: date | None


@dataclass(frozen=True, slots=True)
class BoardBed:
    """One bed.

    `offer_id`: of the placement that has it, None when there is none. `is_stranger`: somebody sleeps there whom the service
    does not know. `until`: when the hold, outage or turnaround ends, None when nobody knows or nothing does. `reason`: of the
    outage. `resident`: what was entered of somebody who is not known to the service, perhaps nothing.
    """

    id: str
    label: str
    state: BedState
    offer_id: str | None
    is_stranger: bool
    until: datetime | None
    reason: OutOfServiceReason | None
    resident: BoardResident | None


@dataclass(frozen=True, slots=True)
class BoardCot:
    """One cot: free, held, reserved or occupied. `resident`: a child in it that the service does not know."""

    id: str
    label: str
    state: BedState
    offer_id: str | None
    resident: BoardResident | None


@dataclass(frozen=True, slots=True)
class BoardRoom:
    """One room. `said`: what the last report says of the people in it whom the service does not know.

    `changed_for`: the labels of beds that a placement has although its people may not be in the room any more.
    """

    id: str
    label: str
    shared: bool
    features: frozenset[RoomNeed]
    beds: tuple[BoardBed, ...]
    cots: tuple[BoardCot, ...]
    said: RoomStatement | None
    changed_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LastReport:
    """The last report: when, by whom and in which role, and whether it was told by telephone."""

    reported_at: datetime
    entered_by: str | None
    entered_as: Role | None
    by_telephone: bool
    nothing_changed: bool
    needs_call_first: bool


@dataclass(frozen=True, slots=True)
class Board:
    """One house at a moment. `last_report` None: it has never reported; `dark_at`: when its report is too old, None without one.

    `doubts`: beds that a placement has and cannot count on until house and desk have spoken.
    """

    house_id: str
    country: str
    code: str
    status: HouseStatus
    freshness: Freshness
    last_report: LastReport | None
    beds: Mapping[BedState, int]
    rooms: tuple[BoardRoom, ...]
    doubts: tuple[DoubtfulBed, ...]
    dark_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Rows:
    """What the board is made of: facts and states by bed id, claims and residents by the id of bed or cot, the rest by room or bed id.

    `changed_for`: the ids of beds of placements in changed rooms.
    """

    facts: Mapping[str, BedFacts]
    states: Mapping[str, BedState]
    claims: Mapping[str, Claim]
    outages: Mapping[str, Outage]
    beds: Mapping[str, Sequence[Bed]]
    cots: Mapping[str, Sequence[Cot]]
    said: Mapping[str, RoomStatement]
    residents: Mapping[str, BoardResident]
    changed_for: frozenset[str]


def get_board(context: Context, actor: Actor, *, house_id: str) -> Board:
    """The board of a house of the actor's own or of the own country. Raises NotFound."""
    with context.store.reading() as session:
        house = get_house_as(session, actor, house_id, HOUSE_ROLES | COUNTRY_ROLES).house
        clock = database_now(session)
        last = _find_last_report(session, house_id)
        rows = _load(context, session, house_id, clock)
        rooms = select(Room).where(Room.house_id == house_id, col(Room.retired_at).is_(None))
        return Board(
            house_id=house.id,
            country=house.country,
            code=house.code,
            status=house.status,
            freshness=freshness(last.reported_at if last else None, now=clock, policy=context.policy),
            last_report=last,
            beds=count_states(rows.states.values()),
            rooms=tuple(_room(room, rows) for room in session.exec(rooms.order_by(col(Room.position), Room.id))),
            doubts=find_doubtful_beds(session, now=clock, house_ids=(house_id,)),
            dark_at=dark_at(last.reported_at, policy=context.policy) if last else None,
        )


def _find_last_report(session: Session, house_id: str) -> LastReport | None:
    reports = (
        select(CapacityReport, Account.label)
        .outerjoin(Account, col(Account.id) == CapacityReport.entered_by_id)
        .where(CapacityReport.house_id == house_id)
    )
    found = session.exec(reports.order_by(col(CapacityReport.reported_at).desc()).limit(1)).first()
    if found is None:
        return None
    report, label = found
    return LastReport(
        reported_at=report.reported_at,
        entered_by=label,
        entered_as=report.entered_as,
        by_telephone=report.by_telephone,
        nothing_changed=report.nothing_changed,
        needs_call_first=report.needs_call_first,
    )


def _load(context: Context, session: Session, house_id: str, clock: datetime) -> _Rows:
    facts = {bed.bed_id: bed for bed in load_bed_facts(session, house_ids=[house_id], now=clock)}
    changed = find_changed_rooms(session, now=clock, house_ids=(house_id,))
    live = session.exec(select(Claim).where(Claim.house_id == house_id, is_live(clock))).all()
    return _Rows(
        facts=facts,
        states=bed_states(facts.values(), now=clock, policy=context.policy),
        claims={place: claim for claim in live for place in (claim.bed_id, claim.cot_id) if place is not None},
        outages=_outages(session, house_id, clock),
        beds=_by_room(session, select(Bed).where(Bed.house_id == house_id, col(Bed.retired_at).is_(None))),
        cots=_by_room(session, select(Cot).where(Cot.house_id == house_id, col(Cot.retired_at).is_(None))),
        said=_said(session, house_id),
        residents=_residents(session, house_id),
        changed_for=frozenset(bed for room in changed for bed in room.beds),
    )


def _by_room(session: Session, places: SelectOfScalar[Place]) -> Mapping[str, Sequence[Place]]:
    by_room: defaultdict[str, list[Place]] = defaultdict(list)
    for place in sorted(session.exec(places), key=lambda place: (place.position, place.id)):
        by_room[place.room_id].append(place)
    return by_room


def _outages(session: Session, house_id: str, clock: datetime) -> Mapping[str, Outage]:
    """The outage that covers the moment, by bed."""
    not_ended = col(Outage.ends_at).is_(None) | (col(Outage.ends_at) > clock)
    covering = select(Outage).where(Outage.house_id == house_id, Outage.starts_at <= clock, not_ended)
    return {outage.bed_id: outage for outage in session.exec(covering.order_by(col(Outage.starts_at)))}


def _said(session: Session, house_id: str) -> Mapping[str, RoomStatement]:
    statements = (
        select(RoomReport).join(House, col(House.id) == house_id).where(col(RoomReport.report_id) == latest_report_id())
    )
    return {
        row.room_id: RoomStatement(row.room_id, row.gender, row.has_minors, row.will_not_say)
        for row in session.exec(statements)
    }


def _residents(session: Session, house_id: str) -> Mapping[str, BoardResident]:
    return {
        place: BoardResident(resident.gender, resident.age_band, resident.expected_end_on)
        for resident in residents_of(session, house_id)
        for place in (resident.bed_id, resident.cot_id)
        if place is not None
    }


def _room(room: Room, rows: _Rows) -> BoardRoom:
    return BoardRoom(
        id=room.id,
        label=room.label,
        shared=room.shared,
        features=frozenset(RoomNeed(feature) for feature in room.features),
        beds=tuple(_bed(bed, rows) for bed in rows.beds.get(room.id, ())),
        cots=tuple(_cot(cot, rows) for cot in rows.cots.get(room.id, ())),
        said=rows.said.get(room.id),
        changed_for=tuple(bed.label for bed in rows.beds.get(room.id, ()) if bed.id in rows.changed_for),
    )


def _bed(bed: Bed, rows: _Rows) -> BoardBed:
    state, facts = rows.states[bed.id], rows.facts[bed.id]
    claim, outage = rows.claims.get(bed.id), rows.outages.get(bed.id)
    ends: Mapping[BedState, datetime | None] = {
        BedState.HELD: claim.held_until if claim else None,
        BedState.OUT_OF_SERVICE: outage.ends_at if outage else None,
        BedState.TURNAROUND: turnaround_ends_at(facts),
    }
    return BoardBed(
        id=bed.id,
        label=bed.label,
        state=state,
        offer_id=claim.offer_id if claim else None,
        is_stranger=is_occupied_by_unknown(facts),
        until=ends.get(state),
        reason=outage.reason if outage and state is BedState.OUT_OF_SERVICE else None,
        resident=rows.residents.get(bed.id),
    )


def _cot(cot: Cot, rows: _Rows) -> BoardCot:
    claim, resident = rows.claims.get(cot.id), rows.residents.get(cot.id)
    without_claim = BedState.OCCUPIED if resident else BedState.FREE
    return BoardCot(
        id=cot.id,
        label=cot.label,
        state=STATE_OF_USED[claim.state] if claim else without_claim,
        offer_id=claim.offer_id if claim else None,
        resident=resident,
    )
