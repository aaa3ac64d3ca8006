"""What the invented houses report through the service, and their opening."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import count

from safehouse.demo.cast import CountryTeam
from safehouse.demo.layout import InventedRoom
from safehouse.demo.registering import DemoHouse, Progress
from safehouse.domain.codes import BedState, HouseStatus, OutOfServiceReason
from safehouse.services.capacity import (
    BedDraft,
    BoardRoom,
    ReportDraft,
    RoomStatement,
    get_board,
    report_capacity,
    report_nothing_changed,
)
from safehouse.services.context import Context
from safehouse.services.houses import set_status

FIRST_EVENING = timedelta(hours=21)
"""How long ago the houses that report daily entered who is there."""


def report_first_evening(
    context: Context,
    houses: tuple[DemoHouse, ...],
    teams: Mapping[str, CountryTeam],
    *,
    now: datetime,
    progress: Progress,
) -> None:
    """Every house says who is there, and is opened, paused or compromised as it was invented."""
    for number, house in enumerate(houses, 1):
        reported_at = now - max(house.invented.reported_ago, FIRST_EVENING)
        board = get_board(context, house.manager.actor, house_id=house.house_id)
        draft = _report(house, board.rooms)
        report_capacity(context, house.manager.actor, house_id=house.house_id, draft=draft, now=reported_at)
        if house.invented.status is not HouseStatus.PAUSED:
            contact = teams[house.invented.country].contact
            set_status(context, contact.actor, house_id=house.house_id, status=house.invented.status, now=reported_at)
        progress(number, len(houses))


def report_again(context: Context, houses: tuple[DemoHouse, ...], *, now: datetime) -> None:
    """The houses that report daily report as long ago as they were invented to: mostly that nothing changed."""
    for house in houses:
        if house.invented.reported_ago < FIRST_EVENING:
            _report_again(context, house, now - house.invented.reported_ago)


def _report_again(context: Context, house: DemoHouse, reported_at: datetime) -> None:
    manager = house.manager.actor
    if not any(room.leaves_tonight for room in house.invented.rooms):
        report_nothing_changed(context, manager, house_id=house.house_id, now=reported_at)
        return
    board = get_board(context, manager, house_id=house.house_id)
    draft = _report_of_departures(house, board.rooms)
    report_capacity(context, manager, house_id=house.house_id, draft=draft, now=reported_at)


def _report_of_departures(house: DemoHouse, rooms: tuple[BoardRoom, ...]) -> ReportDraft:
    """What the board says, without those who left."""
    pairs = tuple(zip(house.invented.rooms, rooms, strict=True))
    return ReportDraft(
        beds=tuple(
            BedDraft(
                bed.id,
                in_service=bed.state is not BedState.OUT_OF_SERVICE,
                occupied=bed.state is BedState.OCCUPIED and not (invented.leaves_tonight and bed.is_stranger),
                reason=bed.reason,
            )
            for invented, room in pairs
            for bed in room.beds
        ),
        rooms=tuple(room.said for invented, room in pairs if room.said is not None and not invented.leaves_tonight),
        needs_call_first=house.invented.needs_call_first,
    )


def _report(house: DemoHouse, rooms: tuple[BoardRoom, ...]) -> ReportDraft:
    pairs = tuple(zip(house.invented.rooms, rooms, strict=True))
    return ReportDraft(
        beds=tuple(bed for invented, room in pairs for bed in _beds(invented, room)),
        rooms=tuple(
            RoomStatement(room.id, invented.gender_now, invented.has_minors, will_not_say=False)
            for invented, room in pairs
            if room.shared and invented.taken
        ),
        needs_call_first=house.invented.needs_call_first,
    )


def _beds(invented: InventedRoom, room: BoardRoom) -> Iterator[BedDraft]:
    first_out = invented.beds - invented.out_of_service
    for position, bed in zip(count(), room.beds, strict=False):
        is_out = position >= first_out
        yield BedDraft(
            bed.id,
            in_service=not is_out,
            occupied=position < invented.taken,
            reason=OutOfServiceReason.PLANNED_WORKS if is_out else None,
        )
