"""Every table of statistics: counted, shown as its reader may see it, and added up from what is shown."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from safehouse.domain.codes import Hidden, HouseKind, Measure, StatisticsTable
from safehouse.domain.spans import Span
from safehouse.services.statistics.counting import (
    Territory,
    count_declined_by_house,
    count_declined_by_survivor,
    count_move_ons,
    count_unmet,
)
from safehouse.services.statistics.in_the_way import count_in_the_way
from safehouse.services.statistics.missing_beds import count_missed
from safehouse.services.statistics.occupancy import Occupancy, load_occupancy
from safehouse.services.statistics.periods import Period
from safehouse.services.statistics.rounding import Figure, percentage, rounded, total

SMALLEST_GROUP = 3
"""The beds of fewer houses are not shown outside their country: they would be as good as those of one."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read: the period, the territory, and whether the figures are exact or rounded."""

    period: Period
    span: Span
    territory: Territory
    is_exact: bool

    def figure(self, count: int) -> Figure:
        """The count as this reader sees it."""
        return count if self.is_exact else rounded(count)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: what it is about, with a figure for each measure."""

    code: StrEnum
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table; every row and `totals` have a figure for each of the measures.

    `totals` is empty where a request counts in several rows, so that adding up would count it more than once.
    """

    kind: StatisticsTable
    measures: tuple[Measure, ...]
    rows: tuple[Row, ...]
    totals: tuple[Figure, ...]

    @property
    def has_figures(self) -> bool:
        """Whether it shows anything but 0."""
        return any(isinstance(figure, int) and figure > 0 for row in self.rows for figure in row.figures)


def make_table(session: Session, kind: StatisticsTable, reading: Reading) -> Table:
    """One table as its reader may see it; every row of its kind is there."""
    if kind is StatisticsTable.OCCUPANCY:
        return _occupancy(load_occupancy(session, reading.territory, reading.period), reading)
    if kind is StatisticsTable.IN_THE_WAY:
        blocked = count_in_the_way(session, reading.territory, reading.period)
        counts = ((code, (one.requests, one.a_waiver_opens)) for code, one in blocked.items())
        return replace(_counted(kind, (Measure.REQUESTS, Measure.A_WAIVER_OPENS), counts, reading), totals=())
    if kind is StatisticsTable.MISSING_BED:
        missed = count_missed(session, reading.territory, reading.span)
        missing = ((shape, (one.only_a_bed, one.a_waiver_opens)) for shape, one in missed.items())
        return _counted(kind, (Measure.ONLY_A_BED_MISSING, Measure.A_WAIVER_OPENS), missing, reading)
    measure, count = _COUNTS[kind]
    found = count(session, reading.territory, reading.span)
    return _counted(kind, (measure,), ((code, (number,)) for code, number in found.items()), reading)


_Count = Callable[[Session, Territory, Span], Mapping[Any, int]]
"""Counts every code of some list; `Any`, because a mapping of one list is no mapping of codes in general."""
_COUNTS: Mapping[StatisticsTable, tuple[Measure, _Count]] = {
    StatisticsTable.UNMET: (Measure.REQUESTS, count_unmet),
    StatisticsTable.DECLINED_BY_HOUSE: (Measure.OFFERS, count_declined_by_house),
    StatisticsTable.DECLINED_BY_SURVIVOR: (Measure.OFFERS, count_declined_by_survivor),
    StatisticsTable.MOVE_ON: (Measure.HOUSEHOLDS, count_move_ons),
}


def _counted(
    kind: StatisticsTable,
    measures: tuple[Measure, ...],
    counts: Iterable[tuple[StrEnum, Iterable[int]]],
    reading: Reading,
) -> Table:
    rows = tuple(Row(code, tuple(map(reading.figure, numbers))) for code, numbers in counts)
    columns = zip(*(row.figures for row in rows), strict=True)
    return Table(kind, measures, rows, tuple(total(column) for column in columns))


def _occupancy(found: Mapping[HouseKind, Occupancy], reading: Reading) -> Table:
    rows = tuple(Row(kind, _with_percentage(*_beds(found.get(kind), reading))) for kind in HouseKind)
    in_service, occupied, _ = zip(*(row.figures for row in rows), strict=True)
    return Table(
        StatisticsTable.OCCUPANCY,
        (Measure.BEDS_IN_SERVICE, Measure.BEDS_OCCUPIED, Measure.PERCENT_OCCUPIED),
        rows,
        _with_percentage(total(in_service), total(occupied)),
    )


def _beds(occupancy: Occupancy | None, reading: Reading) -> tuple[Figure, Figure]:
    if occupancy is None:
        return Hidden.NOT_KNOWN, Hidden.NOT_KNOWN
    if not reading.is_exact and occupancy.houses < SMALLEST_GROUP:
        return Hidden.NOT_SHOWN, Hidden.NOT_SHOWN
    return reading.figure(occupancy.beds_in_service), reading.figure(occupancy.beds_occupied)


def _with_percentage(in_service: Figure, occupied: Figure) -> tuple[Figure, Figure, Figure]:
    return in_service, occupied, percentage(occupied, in_service)
