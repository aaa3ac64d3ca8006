"""Bids: one way each to place one unit, that is a request, or all requests of a group that shares a house."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import ceil, prod

import numpy as np

from safehouse.placement.matrix.options import NO_ROOM
from safehouse.placement.matrix.rooms import Ints
from safehouse.placement.solver.columns import ALONE, Pool

MOST_WAYS = 1_000
"""A group with more ways into one house than this is not written out."""
Way = tuple[int, ...]
"""One column of each member of a group, by number."""


@dataclass(frozen=True, slots=True, eq=False)
class Bids:
    """Bids as arrays (b), sorted by unit; only units that have a bid are numbered, in the order of `relations.units`.

    The columns of bid i are `columns[start[i]:start[i + 1]]`. `unit_of_request`: -1 for a request whose unit has no bid.
    """

    unit: Ints
    house: Ints
    start: Ints
    columns: Ints
    unit_of_request: Ints

    @property
    def units(self) -> int:
        """How many units have a bid."""
        return int(self.unit[-1]) + 1 if len(self.unit) else 0

    def columns_of(self, bids: Ints) -> Ints:
        """The columns of some bids, in ascending order."""
        taken = (self.columns[self.start[bid] : self.start[bid + 1]] for bid in bids.tolist())
        return np.sort(np.concatenate([np.zeros(0, dtype=np.int64), *taken]))


def bids_of(pool: Pool) -> Bids | None:
    """Every bid of a problem, or None where a group has too many ways to write them out."""
    ways = _joint_ways(pool)
    if ways is None:
        return None
    alone = np.zeros(len(pool.requests), dtype=np.bool_)
    alone[[unit[0] for unit in pool.relations.units if len(unit) == 1]] = True
    single = np.flatnonzero(alone[pool.ways.request])
    lengths = np.array([1] * len(single) + [len(way) for way in ways], dtype=np.int64)
    firsts = np.concatenate((single, np.array([way[0] for way in ways], dtype=np.int64)))
    # The first member of a unit is its smallest, and units are in the order of their first members.
    order = np.argsort(pool.ways.request[firsts], kind="stable")
    leaders, unit = np.unique(pool.ways.request[firsts[order]], return_inverse=True)
    return Bids(
        unit=unit.astype(np.int64),
        house=pool.ways.house[firsts[order]],
        start=np.concatenate(([0], np.cumsum(lengths[order]))),
        columns=_in_order(single, ways, order),
        unit_of_request=_unit_of_request(pool, leaders),
    )


def _in_order(single: Ints, ways: Sequence[Way], order: Ints) -> Ints:
    if not ways:
        return single[order]
    flat: list[int] = []
    singles = single.tolist()
    for bid in order.tolist():
        flat.extend((singles[bid],) if bid < len(singles) else ways[bid - len(singles)])
    return np.array(flat, dtype=np.int64)


def _unit_of_request(pool: Pool, leaders: Ints) -> Ints:
    number = {leader: unit for unit, leader in enumerate(leaders.tolist())}
    found = np.full(len(pool.requests), -1, dtype=np.int64)
    for unit in pool.relations.units:
        found[list(unit)] = number.get(unit[0], -1)
    return found


def _joint_ways(pool: Pool) -> list[Way] | None:
    """The ways of all groups in which nobody is to be kept apart from anybody."""
    found: list[Way] = []
    for unit in pool.relations.units:
        is_torn = any(one in unit and other in unit for one, other in pool.relations.apart) if len(unit) > 1 else True
        if is_torn:
            continue
        for choices in _by_house(pool, unit):
            if prod(len(columns) for columns in choices) > MOST_WAYS:
                return None
            found.extend(way for way in product(*choices) if _fit_together(pool, way))
    return found


def _by_house(pool: Pool, unit: tuple[int, ...]) -> Iterator[tuple[list[int], ...]]:
    """Per house, the columns of each member; the pool holds only houses where everybody has some."""
    members = []
    for member in unit:
        start, end = np.searchsorted(pool.ways.request, (member, member + 1)).tolist()
        columns: dict[int, list[int]] = {}
        for column, house in zip(range(start, end), pool.ways.house[start:end].tolist(), strict=True):
            columns.setdefault(house, []).append(column)
        members.append(columns)
    for house in members[0]:
        yield tuple(columns[house] for columns in members)


def _fit_together(pool: Pool, way: Way) -> bool:
    """Whether the house has rooms and beds for all columns of a way, if nobody else is there."""
    rooms: Counter[int] = Counter()
    beds: Counter[tuple[int, int]] = Counter()
    for column in way:
        low, high, sharing = (int(array[column]) for array in (pool.ways.low, pool.ways.high, pool.ways.sharing))
        if sharing != ALONE:
            beds[low, sharing] += 1
        else:
            rooms.update((low,) if high == NO_ROOM else (low, high))
    for (number, _), count in beds.items():
        rooms[number] += ceil(count / pool.classes[number].free_beds)
    return all(count <= len(pool.classes[number].rooms) for number, count in rooms.items())
