"""How full houses were, by what they are for: the average over the nights of a period, from the stored summaries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from safehouse.domain.codes import BedState, Count, HouseKind, ScopeKind
from safehouse.models.houses import House
from safehouse.models.summaries import Summary, SummaryFigures
from safehouse.services.statistics.counting import Territory
from safehouse.services.statistics.kinds import kind_of_house
from safehouse.services.statistics.periods import Period


@dataclass(frozen=True, slots=True)
class Occupancy:
    """The houses of one kind: how many there are, and their beds in service and occupied on an average night, rounded down."""

    houses: int
    beds_in_service: int
    beds_occupied: int


def load_occupancy(session: Session, territory: Territory, period: Period) -> Mapping[HouseKind, Occupancy]:
    """Every kind of house; empty when no night of the period has a summary with the capacity of the houses.

    A house that was not there yet counts 0 for the nights before.
    """
    nights = session.exec(
        select(func.count())
        .select_from(Summary)
        .join(SummaryFigures)
        .where(
            SummaryFigures.scope == ScopeKind.NETWORK,
            _figure("counts", Count.BEDS_IN_SERVICE).is_not(None),
            *_of_period(period),
        )
    ).one()
    if nights == 0:
        return {}
    parts: defaultdict[HouseKind, list[tuple[int, int]]] = defaultdict(list)
    for house, in_service, occupied in _bed_nights(session, territory, period):
        kind = kind_of_house(
            house.genders, children_accepted=house.children_accepted, children_only=house.children_only
        )
        parts[kind].append((in_service, occupied))
    return {kind: _average(parts[kind], nights) for kind in HouseKind}


def _bed_nights(session: Session, territory: Territory, period: Period) -> Iterable[tuple[House, int, int]]:
    """Each house with its bed-nights in service and occupied, added up over the period."""
    in_service, occupied = _figure("counts", Count.BEDS_IN_SERVICE), _figure("beds", BedState.OCCUPIED)
    sums = (
        select(col(SummaryFigures.house_id), func.sum(in_service), func.sum(occupied))
        .join(Summary, col(Summary.id) == SummaryFigures.summary_id)
        .where(SummaryFigures.scope == ScopeKind.HOUSE, territory.holds(col(SummaryFigures.country)))
        .where(in_service.is_not(None), *_of_period(period))
        .group_by(col(SummaryFigures.house_id))
    )
    houses = {house.id: house for house in session.exec(select(House).where(territory.holds(col(House.country))))}
    for house_id, beds, taken in session.exec(sums):
        yield houses[house_id or ""], int(beds), int(taken)


def _figure(section: str, code: StrEnum) -> ColumnElement[int]:
    """One number of the stored figures; NULL where it was not known."""
    number: ColumnElement[int] = col(SummaryFigures.figures)[section, code.value].as_integer()
    return number


def _of_period(period: Period) -> tuple[ColumnElement[bool], ...]:
    return (col(Summary.business_on) >= period.starts_on, col(Summary.business_on) < period.ends_on)


def _average(houses: Iterable[tuple[int, int]], nights: int) -> Occupancy:
    collected = tuple(houses)
    return Occupancy(
        houses=len(collected),
        beds_in_service=sum(in_service for in_service, _ in collected) // nights,
        beds_occupied=sum(occupied for _, occupied in collected) // nights,
    )
