"""The whole plan as a sparse integer program in arrays: a variable per bid and per opening, and rows that say what a plan may not do.

An opening is the number of empty shared rooms of a class that are opened for one gender. Every row says that a sum is at most
a limit of 0 or more. The same sentences stand in plain form in `rows`, which knows no bids; tests hold the two together.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from safehouse.placement.matrix.options import NO_ROOM
from safehouse.placement.matrix.rooms import Ints
from safehouse.placement.solver.bids import Bids
from safehouse.placement.solver.columns import ALONE, GENDERS, Pool
from safehouse.placement.solver.relations import cliques
from safehouse.placement.solver.worth import Ladder, worths_of


@dataclass(frozen=True, slots=True, eq=False)
class Openings:
    """Arrays per opening (o): the rows of its rooms and of the beds in them, how many beds a room has, how many rooms there are."""

    room_row: Ints
    bed_row: Ints
    beds: Ints
    rooms: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Tableau:
    """Variables (v) are the bids (b) and then the openings (o); the first rows (r) are those of the units, in their order.

    The terms of variable i are `row[start[i]:start[i + 1]]` and `factor[...]`. `worth` is per bid: an opening is worth nothing
    by itself. `forced`: the unit that must have a place, or None.
    """

    bids: Bids
    worth: Ints
    openings: Openings
    start: Ints
    row: Ints
    factor: Ints
    limit: Ints
    forced: int | None

    @property
    def variables(self) -> int:
        """Bids and openings."""
        return len(self.start) - 1

    def sums(self, weights: Ints) -> Ints:
        """Per variable (v), the sum of its factors times the weights of their rows (r)."""
        weighted = weights[self.row]
        weighted *= self.factor
        # Every variable has a term, so no segment is empty.
        sums: Ints = np.add.reduceat(weighted, self.start[:-1]) if len(weighted) else weighted
        return sums

    def is_plan(self, values: Ints) -> bool:
        """Whether no row is broken when the variables (v) have these values, and whoever is forced has a place."""
        variable = np.repeat(np.arange(self.variables), np.diff(self.start))
        sums = np.zeros(len(self.limit), dtype=np.int64)
        np.add.at(sums, self.row, self.factor * values[variable])
        is_placed = self.forced is None or sums[self.forced] == 1
        return bool(np.all(values >= 0) and np.all(sums <= self.limit) and is_placed)


Terms = tuple[Ints, Ints, Ints]
"""Variables, keys of rows, factors."""


class _Keys:
    """Rows are numbered by keys with gaps first: units, then room classes, then classes and genders, then what is apart."""

    def __init__(self, pool: Pool, bids: Bids) -> None:
        self.rooms = bids.units
        self.beds = self.rooms + len(pool.classes)
        self.apart = self.beds + len(pool.classes) * len(GENDERS)


def tableau_of(pool: Pool, bids: Bids, ladder: Ladder) -> Tableau:
    """The program whose solutions are exactly the plans. There must be at least one bid."""
    keys = _Keys(pool, bids)
    rooms = np.array([len(one.rooms) for one in pool.classes], dtype=np.int64)
    beds = np.array([one.free_beds for one in pool.classes], dtype=np.int64)
    is_empty = np.array([one.is_empty for one in pool.classes], dtype=np.bool_)
    shared = _shared_keys(pool)
    opened = shared[is_empty[shared // len(GENDERS)]]
    terms = _merged(
        (_units(bids), _members(pool, bids, keys), _openings(bids, keys, opened, beds), _apart(pool, bids, keys))
    )
    row_keys, row = np.unique(terms[1], return_inverse=True)
    class_of_opening = opened // len(GENDERS)
    of_beds = np.where(is_empty, 0, rooms * beds)
    limits = np.concatenate((np.ones(bids.units, dtype=np.int64), rooms, np.repeat(of_beds, len(GENDERS))))
    worth = np.add.reduceat(worths_of(pool, ladder)[bids.columns], bids.start[:-1])
    return Tableau(
        bids=bids,
        worth=worth,
        openings=Openings(
            room_row=np.searchsorted(row_keys, keys.rooms + class_of_opening),
            bed_row=np.searchsorted(row_keys, keys.beds + opened),
            beds=beds[class_of_opening],
            rooms=rooms[class_of_opening],
        ),
        start=np.searchsorted(terms[0], np.arange(len(bids.unit) + len(opened) + 1)),
        row=row,
        factor=terms[2],
        limit=np.array([limits[key] if key < keys.apart else 1 for key in row_keys.tolist()], dtype=np.int64),
        forced=None if pool.forced is None else int(bids.unit_of_request[pool.forced]),
    )


def _shared_keys(pool: Pool) -> Ints:
    """Classes and genders that some column shares a room with, as one number each, in order."""
    shared = np.flatnonzero(pool.ways.sharing != ALONE)
    return np.unique(pool.ways.low[shared] * len(GENDERS) + pool.ways.sharing[shared])


def _merged(parts: tuple[Terms, ...]) -> Terms:
    """All terms, by variable and row, those of one variable and row added up."""
    variable, key, factor = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    order = np.lexsort((key, variable))
    variable, key, factor = variable[order], key[order], factor[order]
    is_first = (np.diff(variable, prepend=-1) != 0) | (np.diff(key, prepend=-1) != 0)
    firsts = np.flatnonzero(is_first)
    return variable[firsts], key[firsts], np.add.reduceat(factor, firsts)


def _units(bids: Bids) -> Terms:
    """A unit has one place at most."""
    return np.arange(len(bids.unit)), bids.unit, np.ones(len(bids.unit), dtype=np.int64)


def _members(pool: Pool, bids: Bids, keys: _Keys) -> Terms:
    """Rooms of one's own are taken from their class, and who shares a room takes a bed of her gender."""
    bid = np.repeat(np.arange(len(bids.unit)), np.diff(bids.start))
    ways = pool.ways.only(bids.columns)
    alone = np.flatnonzero(ways.sharing == ALONE)
    both = alone[ways.high[alone] != NO_ROOM]
    shares = np.flatnonzero(ways.sharing != ALONE)
    variable = np.concatenate((bid[alone], bid[both], bid[shares]))
    bed_keys = keys.beds + ways.low[shares] * len(GENDERS) + ways.sharing[shares]
    key = np.concatenate((keys.rooms + ways.low[alone], keys.rooms + ways.high[both], bed_keys))
    return variable, key, np.ones(len(variable), dtype=np.int64)


def _openings(bids: Bids, keys: _Keys, opened: Ints, beds: Ints) -> Terms:
    """An opening takes rooms from their class and gives all their beds to one gender."""
    variable = len(bids.unit) + np.arange(len(opened))
    classes = opened // len(GENDERS)
    return (
        np.concatenate((variable, variable)),
        np.concatenate((keys.rooms + classes, keys.beds + opened)),
        np.concatenate((np.ones(len(opened), dtype=np.int64), -beds[classes])),
    )


def _apart(pool: Pool, bids: Bids, keys: _Keys) -> Terms:
    """Of a group within which everybody is to be kept apart, one unit at most is in each house."""
    parts = list(_apart_rows(pool, bids))
    variable = np.concatenate([np.zeros(0, dtype=np.int64), *parts])
    row = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    return variable, keys.apart + row, np.ones(len(variable), dtype=np.int64)


def _apart_rows(pool: Pool, bids: Bids) -> Iterator[Ints]:
    """The bids of each row, where there are two units to be kept apart."""
    for clique in cliques(pool.relations.apart):
        units = {int(unit) for unit in bids.unit_of_request[list(clique)] if unit >= 0}
        in_house: defaultdict[int, list[Ints]] = defaultdict(list)
        for unit in sorted(units):
            start, end = np.searchsorted(bids.unit, (unit, unit + 1)).tolist()
            houses, first = np.unique(bids.house[start:end], return_index=True)
            for house, span in zip(houses.tolist(), np.split(np.arange(start, end), first[1:]), strict=True):
                in_house[house].append(span)
        yield from (np.concatenate(spans) for spans in in_house.values() if len(spans) > 1)
