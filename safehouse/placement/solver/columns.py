"""Everything a plan may choose from: rooms that are alike as one class with a count, and a column per permitted choice.

A pair of request and house that a rule forbids never becomes a column: a weight could be outbid, what is absent cannot.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from safehouse.domain.codes import Gender, Urgency
from safehouse.placement.matrix import Judgement, PreparedNetwork, judge
from safehouse.placement.matrix.options import NO_ROOM
from safehouse.placement.matrix.rooms import Ints
from safehouse.placement.problem import House, PlacementProblem, PlacementRequest, Room
from safehouse.placement.solver.clock import Clock
from safehouse.placement.solver.relations import Relations, relations_of

Forced = tuple[str, str]
"""The ids of a request and of the only house it may have."""


@dataclass(frozen=True, slots=True)
class RoomClass:
    """Rooms of one house that differ in nothing but their ids: positions in `house.rooms`, free beds of each."""

    house: int
    rooms: tuple[int, ...]
    free_beds: int
    is_empty: bool


@dataclass(frozen=True, slots=True)
class Column:
    """One way to place one request; `house` and `request` are indexes, `classes` one room class per room that is used.

    `sharing`: the gender of the one adult who takes one bed of a shared room; None for rooms of one's own.
    """

    request: int
    house: int
    classes: tuple[int, ...]
    sharing: Gender | None
    points: int


@dataclass(frozen=True, slots=True)
class Instance:
    """A problem as columns, sorted by request, house and classes; those of one request are `columns[start:end]` of `spans`.

    `forced`: the index of a request that must have a place, or None.
    """

    requests: tuple[PlacementRequest, ...]
    classes: tuple[RoomClass, ...]
    columns: tuple[Column, ...]
    spans: tuple[tuple[int, int], ...]
    relations: Relations
    forced: int | None

    def people(self, column: Column, urgency: Urgency) -> int:
        """How many people of this urgency the column places."""
        request = self.requests[column.request]
        return len(request.people) if request.urgency is urgency else 0

    def columns_of(self, request: int) -> tuple[Column, ...]:
        start, end = self.spans[request]
        return self.columns[start:end]

    def by_house(self, request: int) -> dict[int, list[int]]:
        """The numbers of a request's columns in each house where it has one, in the order of houses."""
        by_house: dict[int, list[int]] = {}
        for number in range(*self.spans[request]):
            by_house.setdefault(self.columns[number].house, []).append(number)
        return by_house


def prepare_instance(
    problem: PlacementProblem, network: PreparedNetwork, clock: Clock, forced: Forced | None
) -> Instance | None:
    """The columns of a problem in canonical order, or None when the time is over before they are all there."""
    relations = relations_of(problem.requests)
    classes, class_of_room = _room_classes(network)
    by_request: list[tuple[Column, ...]] = []
    for index, request in enumerate(problem.requests):
        if clock.is_over():
            return None
        judgement = judge(network, request)
        columns = _columns(judgement, index, class_of_room)
        by_request.append(tuple(column for column in columns if _is_allowed(column, request, network, forced)))
    _keep_common_houses(by_request, relations)
    ends = np.cumsum([len(columns) for columns in by_request]).tolist()
    return Instance(
        requests=problem.requests,
        classes=classes,
        columns=tuple(column for columns in by_request for column in columns),
        spans=tuple(zip([0, *ends[:-1]], ends, strict=True)) if ends else (),
        relations=relations,
        forced=next(
            (index for index, request in enumerate(problem.requests) if forced and request.id == forced[0]), None
        ),
    )


def _is_allowed(column: Column, request: PlacementRequest, network: PreparedNetwork, forced: Forced | None) -> bool:
    return forced is None or request.id != forced[0] or network.houses[column.house].id == forced[1]


def _keep_common_houses(by_request: list[tuple[Column, ...]], relations: Relations) -> None:
    """Drop the columns of a unit in houses where not everybody of it has one."""
    for unit in relations.units:
        common = set.intersection(*({column.house for column in by_request[member]} for member in unit))
        for member in unit:
            by_request[member] = tuple(column for column in by_request[member] if column.house in common)


def _room_classes(network: PreparedNetwork) -> tuple[tuple[RoomClass, ...], Ints]:
    """The classes of all rooms, and the number of each room's class (m)."""
    rooms_of: dict[tuple[int, tuple[object, ...]], list[int]] = {}
    class_of_room: list[int] = []
    numbers: dict[tuple[int, tuple[object, ...]], int] = {}
    for index, house in enumerate(network.houses):
        for position, room in enumerate(house.rooms):
            likeness = (index, _likeness(room))
            rooms_of.setdefault(likeness, []).append(position)
            class_of_room.append(numbers.setdefault(likeness, len(numbers)))
    classes = tuple(_room_class(network.houses[index], index, positions) for (index, _), positions in rooms_of.items())
    return classes, np.array(class_of_room, dtype=np.int64)


def _likeness(room: Room) -> tuple[object, ...]:
    return room.shared, len(room.beds), len(room.free_beds), room.free_cots, room.gender_now, room.features


def _room_class(house: House, index: int, positions: list[int]) -> RoomClass:
    room = house.rooms[positions[0]]
    is_empty = bool(room.beds) and room.free_beds == room.beds and room.gender_now is None
    return RoomClass(house=index, rooms=tuple(positions), free_beds=len(room.free_beds), is_empty=is_empty)


def _columns(judgement: Judgement, request: int, class_of_room: Ints) -> Iterator[Column]:
    """The columns of one request: of options that differ only in which of several rooms alike they use, the first."""
    options = judgement.options
    rows = np.flatnonzero(judgement.codes[options.house] == 0)
    house, first, second = options.house[rows], options.first[rows], options.second[rows]
    # Where there is no second room this reads the class of some other room, which the next two lines leave out.
    of_first, of_second = class_of_room[first], class_of_room[second]
    low = np.where(second == NO_ROOM, of_first, np.minimum(of_first, of_second))
    high = np.where(second == NO_ROOM, NO_ROOM, np.maximum(of_first, of_second))
    _, unlike = np.unique(np.stack((house, low, high)), axis=1, return_index=True)
    points = sum(of_house[house] for of_house in judgement.points.values()) + options.room_fit[rows]
    gender = judgement.request.people[0].gender
    for row in unlike.tolist():
        yield Column(
            request=request,
            house=int(house[row]),
            classes=tuple(number for number in (int(low[row]), int(high[row])) if number != NO_ROOM),
            sharing=gender if options.is_shared_bed[rows[row]] else None,
            points=int(points[row]),
        )
