"""From columns to rooms and beds: always the lowest free ids, requests in the order of their ids."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from safehouse.domain.codes import Gender
from safehouse.placement.matrix import (
    Judgement,
    PreparedNetwork,
    RoomOption,
    judge,
    points_of,
    prepare_network,
    room_options,
)
from safehouse.placement.problem import House, Placement, RoomUse
from safehouse.placement.solver.columns import Column, Instance
from safehouse.placement.solver.greedy import Chosen


class _FreeRooms:
    """Which rooms of each class are still to be had, and which shared rooms have a bed left for a gender."""

    def __init__(self, instance: Instance) -> None:
        self._classes = instance.classes
        self._untouched = [list(reversed(room_class.rooms)) for room_class in instance.classes]
        self._open: defaultdict[tuple[int, Gender], list[tuple[int, int]]] = defaultdict(list)

    def take(self, column: Column) -> tuple[int, ...]:
        """The positions of rooms of one's own, in the order of their ids."""
        return tuple(sorted(self._untouched[number].pop() for number in column.classes))

    def take_bed(self, column: Column, gender: Gender) -> tuple[int, int]:
        """The position of a room that this gender shares, and how many of its free beds have been taken before."""
        beds = self._open[column.classes[0], gender]
        if not beds:
            position = self._untouched[column.classes[0]].pop()
            beds.extend((position, bed) for bed in reversed(range(self._classes[column.classes[0]].free_beds)))
        return beds.pop()


def placements(instance: Instance, network: PreparedNetwork, chosen: Chosen) -> tuple[Placement, ...]:
    """The chosen columns as placements, sorted by request."""
    rooms = _FreeRooms(instance)
    return tuple(_placement(instance, network, rooms, instance.columns[variable]) for variable in sorted(chosen))


def _placement(instance: Instance, network: PreparedNetwork, rooms: _FreeRooms, column: Column) -> Placement:
    request = instance.requests[column.request]
    house = network.houses[column.house]
    # Of thousands of houses only this one matters now.
    alone = prepare_network((house,), network.as_of, network.policy)
    judgement = judge(alone, request)
    if column.sharing is None:
        option = _option(alone, judgement, rooms.take(column))
        uses = option.rooms
    else:
        position, bed = rooms.take_bed(column, column.sharing)
        option = _option(alone, judgement, (position,))
        uses = (_one_bed(house, position, bed),)
    return Placement(request.id, house.id, uses, points_of(judgement, 0, option))


def _option(alone: PreparedNetwork, judgement: Judgement, positions: Sequence[int]) -> RoomOption:
    options: Iterator[RoomOption] = iter(room_options(alone, judgement, 0))
    return next(option for option in options if option.room_indexes == positions)


def _one_bed(house: House, position: int, bed: int) -> RoomUse:
    room = house.rooms[position]
    return RoomUse(room=room.id, beds=(room.free_beds[bed],), cots=0, blocked_beds=())
