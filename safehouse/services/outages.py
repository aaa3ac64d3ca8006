"""Outages: a bed is out of service from now or a day on, until a day is over or until further notice, and why.

A bed can be closed while a placement has it: the claim stays, and house and desk see that they must speak. Nothing is offered in a bed
whose outage is still to come. Days are those of the house; a report of the house ends, begins and explains outages too.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, or_, select

from safehouse.domain.access import COUNTRY_ROLES, HOUSE_ROLES, Action, Actor, SubjectKind
from safehouse.domain.codes import OutOfServiceReason
from safehouse.domain.errors import NotFound, Problem, WrongState
from safehouse.domain.spans import business_date, business_day
from safehouse.models.houses import Bed, Outage, Room
from safehouse.services import audit
from safehouse.services.context import Context
from safehouse.services.db import database_now, lock_house
from safehouse.services.field_checks import FieldChecks
from safehouse.services.scope import HouseAs, get_house_as, get_house_to_speak_for

_Case = tuple[HouseAs, Outage]

MOST_DAYS_AHEAD = 730
SHOWN_FOR = timedelta(days=30)
"""How long an outage that is over stays on the page."""


@dataclass(frozen=True, slots=True)
class OutageDraft:
    """Why, and the first and the last day. `starts_on` None: from now on; `last_on` None: until further notice."""

    reason: OutOfServiceReason
    starts_on: date | None
    last_on: date | None


@dataclass(frozen=True, slots=True)
class OutageLine:
    """One outage; `room` and `bed` are what the doors say. `last_on`: the last day of it by the house, None: until further notice.

    `has_begun` and `is_over` are by the database's clock; one that was called off in time is over and never began.
    """

    outage_id: str
    room: str
    bed: str
    reason: OutOfServiceReason
    starts_at: datetime
    ends_at: datetime | None
    starts_on: date
    last_on: date | None
    has_begun: bool
    is_over: bool


def list_outages(context: Context, actor: Actor, *, house_id: str) -> tuple[OutageLine, ...]:
    """Those of a house of the actor's own or of the own country: now, to come, and over for less than 30 days. Raises NotFound."""
    with context.store.reading() as session:
        house = get_house_as(session, actor, house_id, HOUSE_ROLES | COUNTRY_ROLES).house
        clock, zone = database_now(session), ZoneInfo(house.time_zone)
        is_shown = or_(col(Outage.ends_at).is_(None), col(Outage.ends_at) > clock - SHOWN_FOR)
        rows = (
            select(Outage, Room.label, Bed.label)
            .join(Bed, col(Bed.id) == Outage.bed_id)
            .join(Room, col(Room.id) == Bed.room_id)
            .where(Outage.house_id == house_id, is_shown)
        )
        lines = [_line(outage, room, bed, clock, zone) for outage, room, bed in session.exec(rows)]
    return tuple(sorted(lines, key=lambda line: (line.is_over, line.starts_at, line.room, line.bed)))


def close_bed(
    context: Context,
    actor: Actor,
    *,
    house_id: str,
    bed_id: str,
    draft: OutageDraft,
    now: datetime,
    by_telephone: bool = False,
) -> str:
    """The id of the new outage. Whoever has the bed keeps it, and house and desk are told.

    Raises NotFound, and InvalidInput for `bed_id` when the house has no such bed, for `starts_on` when that is over, for `last_on`
    when that is before the first day or more than 730 days ahead, and for `starts_on` when the bed is out of service then anyway.
    """
    with context.store.transaction() as session:
        found = get_house_to_speak_for(session, actor, house_id, by_telephone=by_telephone)
        lock_house(session, house_id)
        zone, clock = ZoneInfo(found.house.time_zone), database_now(session)
        checks = FieldChecks()
        bed = session.get(Bed, bed_id)
        if bed is None or bed.house_id != house_id or bed.retired_at is not None:
            checks.add("bed_id", Problem.UNKNOWN_BED)
        _check_days(checks, draft, today=business_date(clock, zone))
        outage = Outage(
            house_id=house_id,
            bed_id=bed_id,
            reason=draft.reason,
            starts_at=_begins_at(draft.starts_on, clock, zone),
            ends_at=_ends_at(draft.last_on, zone),
        )
        if _overlaps(session, outage):
            checks.add("starts_on", Problem.CONTRADICTS)
        checks.refuse_if_any()
        session.add(outage)
        _record(session, actor, Action.CLOSED_BED, (found, outage), now, by_telephone=by_telephone)
        return outage.id


def change_outage(
    context: Context,
    actor: Actor,
    *,
    house_id: str,
    outage_id: str,
    draft: OutageDraft,
    now: datetime,
    by_telephone: bool = False,
) -> None:
    """Another reason, another last day, and another first day while it is still to come: one that has begun keeps its beginning.

    Raises NotFound, WrongState when it is over, and InvalidInput as `close_bed`, but for an outage in its way `last_on` is named.
    """
    with context.store.transaction() as session:
        found, outage = _lock(session, actor, house_id, outage_id, by_telephone=by_telephone)
        zone, clock = ZoneInfo(found.house.time_zone), database_now(session)
        checks = FieldChecks()
        _check_days(checks, draft, today=business_date(clock, zone))
        outage.reason = draft.reason
        outage.ends_at = _ends_at(draft.last_on, zone)
        if outage.starts_at > clock:
            outage.starts_at = _begins_at(draft.starts_on, clock, zone)
        if _overlaps(session, outage):
            checks.add("last_on", Problem.CONTRADICTS)
        checks.refuse_if_any()
        _record(session, actor, Action.CHANGED_OUTAGE, (found, outage), now, by_telephone=by_telephone)


def end_outage(
    context: Context, actor: Actor, *, house_id: str, outage_id: str, now: datetime, by_telephone: bool = False
) -> None:
    """The bed is in service again, or will not be closed after all. Raises NotFound, and WrongState when it is over already."""
    with context.store.transaction() as session:
        found, outage = _lock(session, actor, house_id, outage_id, by_telephone=by_telephone)
        outage.ends_at = database_now(session)
        _record(session, actor, Action.ENDED_OUTAGE, (found, outage), now, by_telephone=by_telephone)


def _line(outage: Outage, room: str, bed: str, clock: datetime, zone: ZoneInfo) -> OutageLine:
    # An outage that ends with a day ends at the midnight after it, and one that was ended early on the day itself.
    just_before = None if outage.ends_at is None else outage.ends_at - timedelta(microseconds=1)
    return OutageLine(
        outage_id=outage.id,
        room=room,
        bed=bed,
        reason=outage.reason,
        starts_at=outage.starts_at,
        ends_at=outage.ends_at,
        starts_on=business_date(outage.starts_at, zone),
        last_on=None if just_before is None else business_date(just_before, zone),
        has_begun=outage.starts_at <= clock,
        is_over=outage.ends_at is not None and outage.ends_at <= clock,
    )


def _lock(session: Session, actor: Actor, house_id: str, outage_id: str, *, by_telephone: bool) -> _Case:
    """An outage that is not over, under the lock of its house."""
    found = get_house_to_speak_for(session, actor, house_id, by_telephone=by_telephone)
    lock_house(session, house_id)
    outage = session.get(Outage, outage_id)
    if outage is None or outage.house_id != house_id:
        raise NotFound
    if outage.ends_at is not None and outage.ends_at <= database_now(session):
        raise WrongState
    return found, outage


def _check_days(checks: FieldChecks, draft: OutageDraft, *, today: date) -> None:
    if draft.starts_on is not None and draft.starts_on < today:
        checks.add("starts_on", Problem.IN_THE_PAST)
    first_on, latest_on = draft.starts_on or today, today + timedelta(days=MOST_DAYS_AHEAD)
    if first_on > latest_on:
        checks.add("starts_on", Problem.TOO_FAR_AHEAD, days=MOST_DAYS_AHEAD)
    if draft.last_on is not None and draft.last_on < first_on:
        checks.add("last_on", Problem.CONTRADICTS)
    elif draft.last_on is not None and draft.last_on > latest_on:
        checks.add("last_on", Problem.TOO_FAR_AHEAD, days=MOST_DAYS_AHEAD)


def _begins_at(starts_on: date | None, clock: datetime, zone: ZoneInfo) -> datetime:
    return clock if starts_on is None else max(clock, business_day(starts_on, zone).starts_at)


def _ends_at(last_on: date | None, zone: ZoneInfo) -> datetime | None:
    return None if last_on is None else business_day(last_on, zone).ends_at


def _overlaps(session: Session, outage: Outage) -> bool:
    """Whether the bed is out of service at some moment of this outage by another one."""
    with session.no_autoflush:
        others = select(Outage.id).where(Outage.bed_id == outage.bed_id, Outage.id != outage.id)
        others = others.where(or_(col(Outage.ends_at).is_(None), col(Outage.ends_at) > outage.starts_at))
        if outage.ends_at is not None:
            others = others.where(Outage.starts_at < outage.ends_at)
        # One that was called off before it began covers no moment.
        others = others.where(or_(col(Outage.ends_at).is_(None), col(Outage.ends_at) > Outage.starts_at))
        return session.exec(others.limit(1)).first() is not None


def _record(session: Session, actor: Actor, action: Action, of: _Case, now: datetime, *, by_telephone: bool) -> None:
    found, outage = of
    audit.record(
        session,
        actor=actor,
        role=found.role,
        action=action,
        subject_kind=SubjectKind.BED,
        subject_id=outage.bed_id,
        now=now,
        country=found.house.country,
        house_id=found.house.id,
        detail={"outage": outage.id, "reason": outage.reason, "by_telephone": by_telephone},
    )
