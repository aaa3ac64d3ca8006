"""The reports of one house, newest first: when, in which role, by telephone or not, and what each says otherwise than the one before."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from safehouse.domain.access import COUNTRY_ROLES, HOUSE_ROLES, Actor
from safehouse.domain.codes import BedDoubt, BedState, ConflictEnd, Gender, OutOfServiceReason, Role
from safehouse.models.capacity import BedReport, CapacityReport, RoomReport
from safehouse.models.conflicts import ReportConflict
from safehouse.models.houses import Bed, Room
from safehouse.services.context import Context
from safehouse.services.scope import get_house_as

REPORTS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class BedChange:
    """What is said of one bed otherwise than before: free, occupied or out of service. None: nothing was said of it, or is any more."""

    room: str
    bed: str
    before: BedState | None
    after: BedState | None
    reason: OutOfServiceReason | None


@dataclass(frozen=True, slots=True)
class RoomChange:
    """What is said of the people in one room whom the service does not know. `gender` None with False: nobody is spoken of any more."""

    room: str
    gender: Gender | None
    has_minors: bool
    will_not_say: bool


@dataclass(frozen=True, slots=True)
class ConflictLine:
    """What a report says against a placement. `how` None: it is not settled."""

    room: str
    bed: str
    said: BedDoubt
    settled_at: datetime | None
    how: ConflictEnd | None


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report. `entered_as` None: by the operator, with a file. `is_first`: there is none before it to compare it with."""

    report_id: str
    reported_at: datetime
    entered_as: Role | None
    by_telephone: bool
    nothing_changed: bool
    needs_call_first: bool
    is_first: bool
    has_changed_call_first: bool
    beds: tuple[BedChange, ...]
    rooms: tuple[RoomChange, ...]
    conflicts: tuple[ConflictLine, ...]


@dataclass(frozen=True, slots=True)
class ReportHistory:
    """The latest reports of one house, the last first."""

    house_id: str
    code: str
    reports: tuple[ReportLine, ...]


@dataclass(frozen=True, slots=True)
class _Said:
    """What one report says: of beds and rooms by their ids."""

    report: CapacityReport
    beds: Mapping[str, BedReport]
    rooms: Mapping[str, RoomReport]


@dataclass(frozen=True, slots=True)
class _Doors:
    """The rooms of a house by id, and the beds with their rooms, in the order of the house, retired ones too."""

    rooms: Mapping[str, str]
    beds: Mapping[str, tuple[str, str]]


def get_report_history(context: Context, actor: Actor, *, house_id: str) -> ReportHistory:
    """The latest reports of a house of the actor's own or of the own country. Raises NotFound."""
    with context.store.reading() as session:
        house = get_house_as(session, actor, house_id, HOUSE_ROLES | COUNTRY_ROLES).house
        said, doors = _load(session, house_id), _load_doors(session, house_id)
        conflicts = _load_conflicts(session, house_id, doors)
        before: Sequence[_Said | None] = [*said[1:], None]
        lines = [_line(one, last, doors, conflicts) for one, last in zip(said, before, strict=True)]
        return ReportHistory(house.id, house.code, tuple(lines[:REPORTS_SHOWN]))


def _load(session: Session, house_id: str) -> list[_Said]:
    """One more than is shown, so that the last one that is shown has one before it."""
    newest_first = select(CapacityReport).where(CapacityReport.house_id == house_id)
    newest_first = newest_first.order_by(col(CapacityReport.reported_at).desc()).limit(REPORTS_SHOWN + 1)
    reports = session.exec(newest_first).all()
    ids = [report.id for report in reports]
    beds: defaultdict[str, dict[str, BedReport]] = defaultdict(dict)
    for bed in session.exec(select(BedReport).where(col(BedReport.report_id).in_(ids))):
        beds[bed.report_id][bed.bed_id] = bed
    rooms: defaultdict[str, dict[str, RoomReport]] = defaultdict(dict)
    for room in session.exec(select(RoomReport).where(col(RoomReport.report_id).in_(ids))):
        rooms[room.report_id][room.room_id] = room
    return [_Said(report, beds[report.id], rooms[report.id]) for report in reports]


def _load_doors(session: Session, house_id: str) -> _Doors:
    rooms = session.exec(select(Room).where(Room.house_id == house_id).order_by(col(Room.position), Room.id)).all()
    labels = {room.id: room.label for room in rooms}
    order = {room.id: number for number, room in enumerate(rooms)}
    beds = session.exec(select(Bed).where(Bed.house_id == house_id)).all()
    in_order = sorted(beds, key=lambda bed: (order[bed.room_id], bed.position, bed.id))
    return _Doors(labels, {bed.id: (labels[bed.room_id], bed.label) for bed in in_order})


def _load_conflicts(session: Session, house_id: str, doors: _Doors) -> Mapping[str, tuple[ConflictLine, ...]]:
    """By the report that began each."""
    found: defaultdict[str, list[ConflictLine]] = defaultdict(list)
    conflicts = select(ReportConflict).where(ReportConflict.house_id == house_id).order_by(ReportConflict.id)
    for conflict in session.exec(conflicts):
        room, bed = doors.beds[conflict.bed_id]
        found[conflict.report_id].append(ConflictLine(room, bed, conflict.said, conflict.settled_at, conflict.how))
    return {report_id: tuple(lines) for report_id, lines in found.items()}


def _line(
    said: _Said, last: _Said | None, doors: _Doors, conflicts: Mapping[str, tuple[ConflictLine, ...]]
) -> ReportLine:
    report = said.report
    return ReportLine(
        report_id=report.id,
        reported_at=report.reported_at,
        entered_as=report.entered_as,
        by_telephone=report.by_telephone,
        nothing_changed=report.nothing_changed,
        needs_call_first=report.needs_call_first,
        is_first=last is None,
        has_changed_call_first=last is not None and last.report.needs_call_first != report.needs_call_first,
        beds=() if last is None else _bed_changes(said, last, doors),
        rooms=() if last is None else _room_changes(said, last, doors),
        conflicts=conflicts.get(report.id, ()),
    )


def _bed_changes(said: _Said, last: _Said, doors: _Doors) -> tuple[BedChange, ...]:
    changes = []
    for bed_id, (room, label) in doors.beds.items():
        before, after = last.beds.get(bed_id), said.beds.get(bed_id)
        if _state(before) is not _state(after) or _reason(before) is not _reason(after):
            changes.append(BedChange(room, label, _state(before), _state(after), _reason(after)))
    return tuple(changes)


def _room_changes(said: _Said, last: _Said, doors: _Doors) -> tuple[RoomChange, ...]:
    changes = []
    for room_id, label in doors.rooms.items():
        before, after = (_of_room(label, one.rooms.get(room_id)) for one in (last, said))
        if before != after:
            changes.append(after)
    return tuple(changes)


def _of_room(label: str, row: RoomReport | None) -> RoomChange:
    if row is None:
        return RoomChange(label, None, has_minors=False, will_not_say=False)
    return RoomChange(label, row.gender, row.has_minors, row.will_not_say)


def _state(row: BedReport | None) -> BedState | None:
    if row is None:
        return None
    if not row.in_service:
        return BedState.OUT_OF_SERVICE
    return BedState.OCCUPIED if row.occupied else BedState.FREE


def _reason(row: BedReport | None) -> OutOfServiceReason | None:
    return None if row is None else row.reason
