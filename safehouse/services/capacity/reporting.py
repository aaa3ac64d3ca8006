"""Reporting capacity: what a house says is judged and kept as it was said; only outages are rows that go on living."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from safehouse.domain.access import Action, Actor
from safehouse.domain.errors import WrongState
from safehouse.domain.ids import new_id
from safehouse.models.capacity import BedReport, CapacityReport, RoomReport
from safehouse.models.houses import Outage, Room
from safehouse.services import audit
from safehouse.services.bed_facts import load_bed_facts
from safehouse.services.bed_states import BedFacts, is_lived_in, is_occupied_by_unknown, is_out_of_service
from safehouse.services.capacity.checking import HouseNow, check_report, says_something
from safehouse.services.capacity.drafts import BedDraft, ReportDraft, RoomStatement
from safehouse.services.context import Context
from safehouse.services.db import database_now, lock_house
from safehouse.services.scope import HouseAs, get_house_to_speak_for

_NEXT_MOMENT = timedelta(microseconds=1)


def report_capacity(
    context: Context, actor: Actor, *, house_id: str, draft: ReportDraft, now: datetime, by_telephone: bool = False
) -> str:
    """The id of the new report. Outages begin and end as it says; who lives where by a placement is not changed by it.

    Raises NotFound, and InvalidInput for a bed or room of another house, a bed that is not mentioned, a word against a live
    claim, and a shared room with people not known to the service of which nothing is said.
    """
    with context.store.transaction() as session:
        found = get_house_to_speak_for(session, actor, house_id, by_telephone=by_telephone)
        lock_house(session, house_id)
        house = _load_house(session, house_id, database_now(session))
        check_report(draft, house, now=now)
        report = _add_report(session, actor, found, now, by_telephone=by_telephone, call_first=draft.needs_call_first)
        session.add_all(_bed_row(report.id, bed) for bed in draft.beds)
        session.add_all(_room_row(report.id, statement) for statement in draft.rooms if says_something(statement))
        for bed in draft.beds:
            _follow_outage(session, house_id, bed, report.reported_at)
        return report.id


def report_nothing_changed(
    context: Context, actor: Actor, *, house_id: str, now: datetime, by_telephone: bool = False
) -> str:
    """The id of a report that says again what the last one said, with the arrivals and departures that came since.

    Raises NotFound, and WrongState when the house has never reported.
    """
    with context.store.transaction() as session:
        found = get_house_to_speak_for(session, actor, house_id, by_telephone=by_telephone)
        lock_house(session, house_id)
        last = _find_last(session, house_id)
        if last is None:
            raise WrongState
        clock = database_now(session)
        beds = load_bed_facts(session, house_ids=[house_id], now=clock)
        report = _add_report(
            session,
            actor,
            found,
            now,
            by_telephone=by_telephone,
            call_first=last.needs_call_first,
            nothing_changed=True,
        )
        session.add_all(_bed_rows_again(session, report.id, beds, clock))
        session.add_all(_room_rows_again(session, report.id, last.id))
        return report.id


def _load_house(session: Session, house_id: str, clock: datetime) -> HouseNow:
    rooms = session.exec(select(Room).where(Room.house_id == house_id, col(Room.retired_at).is_(None)))
    return HouseNow(
        beds={facts.bed_id: facts for facts in load_bed_facts(session, house_ids=[house_id], now=clock)},
        rooms={room.id: room for room in rooms},
    )


def _find_last(session: Session, house_id: str) -> CapacityReport | None:
    reports = select(CapacityReport).where(CapacityReport.house_id == house_id)
    return session.exec(reports.order_by(col(CapacityReport.reported_at).desc()).limit(1)).first()


def _add_report(
    session: Session,
    actor: Actor,
    found: HouseAs,
    now: datetime,
    *,
    by_telephone: bool,
    call_first: bool,
    nothing_changed: bool = False,
) -> CapacityReport:
    """The row of the report with its audit entry. Reports of a house follow each other, whatever the clocks of nodes say."""
    last = _find_last(session, found.house.id)
    report = CapacityReport(
        id=new_id(),
        house_id=found.house.id,
        reported_at=now if last is None else max(now, last.reported_at + _NEXT_MOMENT),
        entered_by_id=actor.account_id,
        entered_as=found.role,
        by_telephone=by_telephone,
        nothing_changed=nothing_changed,
        needs_call_first=call_first,
    )
    session.add(report)
    audit.record(
        session,
        actor=actor,
        role=found.role,
        action=Action.REPORTED_CAPACITY,
        subject_kind="capacity_report",
        subject_id=report.id,
        now=now,
        country=found.house.country,
        house_id=found.house.id,
        detail={"by_telephone": by_telephone, "nothing_changed": nothing_changed},
    )
    return report


def _bed_row(report_id: str, bed: BedDraft) -> BedReport:
    return BedReport(
        report_id=report_id,
        bed_id=bed.bed_id,
        in_service=bed.in_service,
        occupied=bed.occupied,
        reason=bed.outage_reason,
    )


def _room_row(report_id: str, statement: RoomStatement) -> RoomReport:
    return RoomReport(
        report_id=report_id,
        room_id=statement.room_id,
        gender=None if statement.will_not_say else statement.gender,
        has_minors=statement.has_minors,
        will_not_say=statement.will_not_say,
    )


def _follow_outage(session: Session, house_id: str, bed: BedDraft, moment: datetime) -> None:
    """End the outage of a bed that is in service again; begin or correct that of one that is not."""
    outage, reason = _find_outage(session, bed.bed_id, moment), bed.outage_reason
    if reason is None:
        if outage is not None:
            outage.ends_at = moment
    elif outage is None:
        session.add(Outage(house_id=house_id, bed_id=bed.bed_id, reason=reason, starts_at=moment, ends_at=bed.until))
    else:
        outage.reason, outage.ends_at = reason, bed.until


def _find_outage(session: Session, bed_id: str, moment: datetime) -> Outage | None:
    """The outage that covers the moment."""
    of_bed = select(Outage).where(Outage.bed_id == bed_id, Outage.starts_at <= moment)
    not_ended = col(Outage.ends_at).is_(None) | (col(Outage.ends_at) > moment)
    return session.exec(of_bed.where(not_ended).order_by(col(Outage.starts_at).desc())).first()


def _bed_rows_again(session: Session, report_id: str, beds: Sequence[BedFacts], clock: datetime) -> list[BedReport]:
    """What holds of the beds that the last report mentioned: a bed that came later stays unknown."""
    return [_bed_row_again(session, report_id, facts, clock) for facts in beds if facts.said_occupied is not None]


def _bed_row_again(session: Session, report_id: str, facts: BedFacts, clock: datetime) -> BedReport:
    outage = _find_outage(session, facts.bed_id, clock) if is_out_of_service(facts, now=clock) else None
    return BedReport(
        report_id=report_id,
        bed_id=facts.bed_id,
        in_service=outage is None,
        occupied=is_lived_in(facts) or is_occupied_by_unknown(facts),
        reason=None if outage is None else outage.reason,
    )


def _room_rows_again(session: Session, report_id: str, last_id: str) -> list[RoomReport]:
    said = session.exec(select(RoomReport).where(RoomReport.report_id == last_id))
    return [
        RoomReport(
            report_id=report_id,
            room_id=row.room_id,
            gender=row.gender,
            has_minors=row.has_minors,
            will_not_say=row.will_not_say,
        )
        for row in said
    ]
