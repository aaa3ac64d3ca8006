"""The rooms of a house that is there, as a file says them: new rooms and places come, and nothing is taken away by a file."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from safehouse.domain.access import Action
from safehouse.domain.codes import RoomNeed
from safehouse.domain.errors import InvalidInput
from safehouse.models.houses import Bed, Cot, Room
from safehouse.services.house_files.columns import Sheet
from safehouse.services.house_files.faults import Fault, FileProblem
from safehouse.services.house_files.locating import located
from safehouse.services.house_files.reading import RoomRow
from safehouse.services.house_files.work import Work
from safehouse.services.houses import (
    RoomFacts,
    add_bed_within,
    add_cot_within,
    add_room_within,
    change_room_within,
)
from safehouse.services.houses.room_rows import places_in, rooms_of


@dataclass(frozen=True, slots=True)
class SettledRooms:
    """What was done to the rooms of a house, how often, and what is wrong."""

    done: Counter[Action] = field(default_factory=Counter)
    problems: list[FileProblem] = field(default_factory=list)


def settle_rooms(work: Work, house_id: str, rows: Sequence[RoomRow], *, house_row: int) -> SettledRooms:
    """Add rooms and places, and change what differs. A house without a row in the sheet keeps its rooms as they are.

    A room that is not named, and a bed or cot too few, is a problem: they are retired on their page, where it is seen who is there.
    """
    settled = SettledRooms()
    there = {_key(room.label): room for room in rooms_of(work.session, house_id)}
    for row in rows:
        room = there.pop(_key(row.room.label), None)
        try:
            if room is None:
                add_room_within(work.session, work.actor, house_id=house_id, room=row.room, now=work.now)
                settled.done[Action.ADDED_ROOM] += 1
            else:
                _change(work, room, row, settled)
        except InvalidInput as refusal:
            settled.problems.extend(located(problem, Sheet.ROOMS, row.number) for problem in refusal.problems)
    if rows and there:
        settled.problems.append(FileProblem(Sheet.HOUSES, house_row, "code", Fault.ROOM_NOT_NAMED))
    return settled


def _change(work: Work, room: Room, row: RoomRow, settled: SettledRooms) -> None:
    session, actor, now = work.session, work.actor, work.now
    wanted = RoomFacts(row.room.label, row.room.shared, row.room.features)
    # Compared first, because even a change of nothing counts the house's version up.
    if RoomFacts(room.label, room.shared, frozenset(map(RoomNeed, room.features))) != wanted:
        change_room_within(session, actor, house_id=room.house_id, room_id=room.id, room=wanted, now=now)
        settled.done[Action.CHANGED_ROOM] += 1
    more: Mapping[str, int] = {
        "beds": row.room.beds - len(places_in(session, Bed, room.id)),
        "cots": row.room.cots - len(places_in(session, Cot, room.id)),
    }
    settled.problems.extend(
        FileProblem(Sheet.ROOMS, row.number, column, Fault.FEWER_PLACES) for column, count in more.items() if count < 0
    )
    for _ in range(more["beds"]):
        add_bed_within(session, actor, house_id=room.house_id, room_id=room.id, now=now)
        settled.done[Action.ADDED_BED] += 1
    for _ in range(more["cots"]):
        add_cot_within(session, actor, house_id=room.house_id, room_id=room.id, now=now)
        settled.done[Action.ADDED_COT] += 1


def _key(label: str) -> str:
    return label.strip().casefold()
