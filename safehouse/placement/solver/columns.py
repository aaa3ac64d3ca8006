"""Everything a plan may choose from: rooms that are alike as one class with a count, and a column per permitted choice.

A pair of request and house that a rule forbids never becomes a column: a weight could be outbid, what is absent cannot.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from safehouse.domain.codes import Gender, Urgency
from safehouse.placement.matrix import Judgement, PreparedNetwork, judge
from safehouse.placement.matrix.options import NO_ROOM
from safehouse.placement.matrix.rooms import GENDER_NUMBER, Bools, Ints
from safehouse.placement.problem import House, PlacementProblem, PlacementRequest, Room
from safehouse.placement.solver.clock import Clock
from safehouse.placement.solver.relations import Relations, relations_of

Forced = tuple[str, str]
"""The ids of a request and of the only house it may have."""
GENDERS = tuple(Gender)
ALONE = -1
"""Stands in `Pool.sharing` for rooms of one's own."""


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


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """Columns as arrays (n), whose numbers are their places in these arrays.

    `low` and `high` are the room classes, `high` NO_ROOM where one room is enough; `sharing` the gender's number or ALONE.
    """

    request: Ints
    house: Ints
    low: Ints
    high: Ints
    sharing: Ints
    points: Ints

    def only(self, kept: Bools | Ints) -> "Ways":
        """Some of them, in the same order."""
        return Ways(
            request=self.request[kept],
            house=self.house[kept],
            low=self.low[kept],
            high=self.high[kept],
            sharing=self.sharing[kept],
            points=self.points[kept],
        )


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """All columns of a problem, in the order of `Instance.columns`; there may be millions, so they stay arrays."""

    requests: tuple[PlacementRequest, ...]
    classes: tuple[RoomClass, ...]
    ways: Ways
    relations: Relations
    forced: int | None

    def instance(self, numbers: Ints | None = None) -> Instance:
        """These columns alone, in ascending order of their numbers, or all of them."""
        ways = self.ways if numbers is None else self.ways.only(numbers)
        ends = np.searchsorted(ways.request, np.arange(len(self.requests)), side="right").tolist()
        return Instance(
            requests=self.requests,
            classes=self.classes,
            columns=_as_columns(ways),
            spans=tuple(zip([0, *ends[:-1]], ends, strict=True)) if ends else (),
            relations=self.relations,
            forced=self.forced,
        )


def prepare_pool(
    problem: PlacementProblem, network: PreparedNetwork, clock: Clock, forced: Forced | None
) -> Pool | None:
    """The columns of a problem in canonical order, or None when the time is over before they are all there."""
    relations = relations_of(problem.requests)
    classes, class_of_room = _room_classes(network)
    by_request: list[Ways] = []
    for index, request in enumerate(problem.requests):
        if clock.is_over():
            return None
        ways = _columns(judge(network, request), index, class_of_room)
        by_request.append(ways.only(_is_allowed(ways, request, network, forced)))
    ways = _joined(by_request)
    return Pool(
        requests=problem.requests,
        classes=classes,
        ways=ways.only(_in_common_houses(ways, relations)),
        relations=relations,
        forced=next(
            (index for index, request in enumerate(problem.requests) if forced and request.id == forced[0]), None
        ),
    )


def prepare_instance(
    problem: PlacementProblem, network: PreparedNetwork, clock: Clock, forced: Forced | None
) -> Instance | None:
    """The pool of a problem as an instance, or None when the time is over before it is there."""
    pool = prepare_pool(problem, network, clock, forced)
    return None if pool is None else pool.instance()


def _joined(parts: Sequence[Ways]) -> Ways:
    def joined(name: str) -> Ints:
        return np.concatenate([np.zeros(0, dtype=np.int64), *(getattr(part, name) for part in parts)])

    return Ways(**{name: joined(name) for name in Ways.__slots__})


def _as_columns(ways: Ways) -> tuple[Column, ...]:
    return tuple(
        Column(
            request=request,
            house=house,
            classes=(low,) if high == NO_ROOM else (low, high),
            sharing=None if sharing == ALONE else GENDERS[sharing],
            points=points,
        )
        for request, house, low, high, sharing, points in zip(
            *(getattr(ways, name).tolist() for name in Ways.__slots__), strict=True
        )
    )


def _is_allowed(ways: Ways, request: PlacementRequest, network: PreparedNetwork, forced: Forced | None) -> Bools:
    if forced is None or request.id != forced[0]:
        return np.ones(len(ways.house), dtype=np.bool_)
    is_forced: Bools = ways.house == network.index_of[forced[1]]
    return is_forced


def _in_common_houses(ways: Ways, relations: Relations) -> Bools:
    """Which columns of a unit are in houses where everybody of it has one."""
    kept = np.ones(len(ways.request), dtype=np.bool_)
    for unit in relations.units:
        if len(unit) > 1:
            spans = [slice(*np.searchsorted(ways.request, (member, member + 1)).tolist()) for member in unit]
            common = set.intersection(*(set(ways.house[span].tolist()) for span in spans))
            for span in spans:
                kept[span] = np.isin(ways.house[span], sorted(common))
    return kept


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


def _columns(judgement: Judgement, request: int, class_of_room: Ints) -> Ways:
    """The columns of one request: of options that differ only in which of several rooms alike they use, the first."""
    options = judgement.options
    rows = np.flatnonzero(judgement.codes[options.house] == 0)
    house, first, second = options.house[rows], options.first[rows], options.second[rows]
    # Where there is no second room this reads the class of some other room, which the next two lines leave out.
    of_first, of_second = class_of_room[first], class_of_room[second]
    low = np.where(second == NO_ROOM, of_first, np.minimum(of_first, of_second))
    high = np.where(second == NO_ROOM, NO_ROOM, np.maximum(of_first, of_second))
    # Classes are numbered house after house, so this is the order of houses too.
    _, unlike = np.unique(low * (len(class_of_room) + 1) + high, return_index=True)
    gender = GENDER_NUMBER[judgement.request.people[0].gender]
    points = sum(of_house[house] for of_house in judgement.points.values()) + options.room_fit[rows]
    ways = Ways(
        request=np.full(len(rows), request),
        house=house,
        low=low,
        high=high,
        sharing=np.where(options.is_shared_bed[rows], gender, ALONE),
        points=points,
    )
    return ways.only(unlike)
