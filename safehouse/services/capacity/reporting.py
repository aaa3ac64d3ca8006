"""Reporting capacity: what a house says is judged and kept as it was said; only outages are rows that go on living."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from safehouse.domain.access import Action, Actor, SubjectKind
from safehouse.domain.codes import BedDoubt, Role
from safehouse.domain.errors import WrongState
from safehouse.domain.ids import new_id
from safehouse.models.base import UtcDateTime
from safehouse.models.capacity import BedReport, CapacityReport, RoomReport
from safehouse.models.claims import Stay
from safehouse.models.houses import House, Outage, Room
from safehouse.services import audit
from safehouse.services.bed_facts import load_bed_facts
from safehouse.services.bed_states import BedFacts, is_lived_in, is_occupied_by_unknown, is_out_of_service
from safehouse.services.capacity.checking import HouseNow, check_report, contradictions, says_something
from safehouse.services.capacity.drafts import BedDraft, ReportDraft, RoomStatement
from safehouse.services.context import Context
from safehouse.services.db import database_now, lock_house
from safehouse.services.report_conflicts import keep_conflicts, load_open_conflicts, settle_by_report
from safehouse.services.resident_rows import end_departed
from safehouse.services.scope import get_house_to_speak_for
from safehouse.services.true_times import true_time

_NEXT_MOMENT = timedelta(microseconds=1)


def report_capacity(
    context: Context,
    actor: Actor,
    *,
    house_id: str,
    draft: ReportDraft,
    now: datetime,
    by_telephone: bool = False,
    happened_at: datetime | None = None,
) -> str:
    """The id of the new report. Outages begin and end as it says; who lives where by a placement is not changed by it.

    A word against a live claim is refused unless the draft says that it is so all the same: then it is kept beside the claim, and
    house and desk see it until it is settled. `happened_at`: when it was taken down, if that was before it is entered; its age
    counts from then. Raises NotFound, and InvalidInput for a bed or room of another house, a bed that is not mentioned, a new word
    against a live claim, a shared room with people not known to the service of which nothing is said, and for `happened_at` when
    that is to come, longer ago than 48 hours or before a newer report, arrival, check-out or absence of the house.
    """
    with context.store.transaction() as session:
        found = get_house_to_speak_for(session, actor, house_id, by_telephone=by_telephone)
        lock_house(session, house_id)
        return report_within(
            session,
            actor,
            found.house,
            draft,
            role=found.role,
            now=now,
            by_telephone=by_telephone,
            happened_at=happened_at,
        )


def report_within(
    session: Session,
    actor: Actor | None,
    of_house: House,
    draft: ReportDraft,
    *,
    role: Role | None,
    now: datetime,
    by_telephone: bool,
    happened_at: datetime | None = None,
    residents: int | None = None,
) -> str:
    """The same in the caller's transaction, which holds the lock of the house. `residents`: how many people it names one by one.

    `actor` and `role` None: the operator at the server's command line, with a file.
    """
    house_id, clock = of_house.id, database_now(session)
    house = load_house_now(session, house_id, clock)
    check_report(draft, house, now=now)
    against = contradictions(draft, house)
    report = _add_report(
        session,
        actor,
        of_house,
        now,
        role=role,
        by_telephone=by_telephone,
        call_first=draft.needs_call_first,
        happened_at=happened_at,
        more={
            **({} if residents is None else {"residents": residents}),
            **({"conflicts": len(against)} if against else {}),
        },
    )
    session.add_all(_bed_row(report.id, bed) for bed in draft.beds)
    session.add_all(_room_row(report.id, statement) for statement in draft.rooms if says_something(statement))
    for bed in draft.beds:
        _follow_outage(session, house_id, bed, report.reported_at)
    _follow_conflicts(session, report, house.disputed, against)
    end_departed(session, house_id, clock=clock, at=report.reported_at)
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
        house = load_house_now(session, house_id, clock)
        report = _add_report(
            session,
            actor,
            found.house,
            now,
            role=found.role,
            by_telephone=by_telephone,
            call_first=last.needs_call_first,
            nothing_changed=True,
        )
        session.add_all(_bed_rows_again(session, report.id, house, clock))
        session.add_all(_room_rows_again(session, report.id, last.id))
        end_departed(session, house_id, clock=clock, at=report.reported_at)
        return report.id


def load_house_now(session: Session, house_id: str, clock: datetime) -> HouseNow:
    """The beds and rooms of a house by the database's clock."""
    rooms = session.exec(select(Room).where(Room.house_id == house_id, col(Room.retired_at).is_(None)))
    return HouseNow(
        beds={facts.bed_id: facts for facts in load_bed_facts(session, house_ids=[house_id], now=clock)},
        rooms={room.id: room for room in rooms},
        disputed=load_open_conflicts(session, house_id, clock=clock),
    )


def _find_last(session: Session, house_id: str) -> CapacityReport | None:
    reports = select(CapacityReport).where(CapacityReport.house_id == house_id)
    return session.exec(reports.order_by(col(CapacityReport.reported_at).desc()).limit(1)).first()


def _add_report(
    session: Session,
    actor: Actor | None,
    house: House,
    now: datetime,
    *,
    role: Role | None,
    by_telephone: bool,
    call_first: bool,
    nothing_changed: bool = False,
    happened_at: datetime | None = None,
    more: Mapping[str, int] | None = None,
) -> CapacityReport:
    """The row of the report with its audit entry. Reports of a house follow each other, whatever the clocks of nodes say."""
    last = _find_last(session, house.id)
    newest = None if happened_at is None else _newest_fact_at(session, house.id, last)
    said_at = true_time(happened_at, now, not_before=newest)
    report = CapacityReport(
        id=new_id(),
        house_id=house.id,
        reported_at=said_at if last is None else max(said_at, last.reported_at + _NEXT_MOMENT),
        entered_by_id=actor.account_id if actor else None,
        entered_as=role,
        by_telephone=by_telephone,
        nothing_changed=nothing_changed,
        needs_call_first=call_first,
    )
    session.add(report)
    audit.record(
        session,
        actor=actor,
        role=role,
        action=Action.REPORTED_CAPACITY,
        subject_kind=SubjectKind.CAPACITY_REPORT,
        subject_id=report.id,
        now=now,
        country=house.country,
        house_id=house.id,
        detail={
            "by_telephone": by_telephone,
            "nothing_changed": nothing_changed,
            **(more or {}),
        },
    )
    return report


def _newest_fact_at(session: Session, house_id: str, last: CapacityReport | None) -> datetime | None:
    """When the house last reported, or somebody last came, left or went away by a placement: an older word must not hide it."""
    newest = select(
        func.max(Stay.checked_in_at, type_=UtcDateTime()),
        func.max(Stay.checked_out_at, type_=UtcDateTime()),
        func.max(Stay.absent_since, type_=UtcDateTime()),
    )
    of_stays = session.exec(newest.where(Stay.house_id == house_id)).one()
    reported_at = None if last is None else last.reported_at
    return max((moment for moment in (reported_at, *of_stays) if moment is not None), default=None)


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
        # A report that does not say until when leaves the day that was said before.
        outage.reason, outage.ends_at = reason, bed.until or outage.ends_at


def _follow_conflicts(
    session: Session, report: CapacityReport, before: Mapping[str, BedDoubt], against: Mapping[str, BedDoubt]
) -> None:
    """Settle what the report does not say any more, and keep what it says anew; `before` is what the house had said."""
    settle_by_report(
        session, [bed for bed, said in before.items() if against.get(bed) is not said], by_id=report.entered_by_id
    )
    new = {bed: said for bed, said in against.items() if before.get(bed) is not said}
    keep_conflicts(session, house_id=report.house_id, report_id=report.id, said=new)


def _find_outage(session: Session, bed_id: str, moment: datetime) -> Outage | None:
    """The outage that covers the moment."""
    of_bed = select(Outage).where(Outage.bed_id == bed_id, Outage.starts_at <= moment)
    not_ended = col(Outage.ends_at).is_(None) | (col(Outage.ends_at) > moment)
    return session.exec(of_bed.where(not_ended).order_by(col(Outage.starts_at).desc())).first()


def _bed_rows_again(session: Session, report_id: str, house: HouseNow, clock: datetime) -> list[BedReport]:
    """What holds of the beds that the last report mentioned: a bed that came later stays unknown."""
    return [
        _bed_row_again(session, report_id, facts, clock, is_disputed=facts.bed_id in house.disputed)
        for facts in house.beds.values()
        if facts.said_occupied is not None
    ]


def _bed_row_again(
    session: Session, report_id: str, facts: BedFacts, clock: datetime, *, is_disputed: bool
) -> BedReport:
    """`is_disputed`: the house stands by what it has said against the placement that has the bed."""
    outage = _find_outage(session, facts.bed_id, clock) if is_out_of_service(facts, now=clock) else None
    return BedReport(
        report_id=report_id,
        bed_id=facts.bed_id,
        in_service=outage is None,
        occupied=bool(facts.said_occupied) if is_disputed else is_lived_in(facts) or is_occupied_by_unknown(facts),
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
