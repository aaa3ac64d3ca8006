"""The figures of every house, every country and the network, for one business date."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from sqlmodel import Session, col, select

from safehouse.domain.codes import (
    BedState,
    Count,
    DeclinedHouse,
    DeclinedSurvivor,
    Freshness,
    HouseStatus,
    Profile,
    ScopeKind,
    UnmetReason,
)
from safehouse.domain.spans import business_day
from safehouse.models.houses import House
from safehouse.services.context import Context
from safehouse.services.summaries.capacity import HouseCapacity, load_capacity
from safehouse.services.summaries.events import Events, load_events
from safehouse.services.summaries.figures import Figures, total

Code = TypeVar("Code", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class ScopedFigures:
    """Exact figures of one scope; `country` None for the network, `house_id` for houses only."""

    scope: ScopeKind
    country: str | None
    house_id: str | None
    figures: Figures[int]


def compute_figures(
    session: Session, context: Context, *, business_on: date, as_of: datetime, has_capacity: bool
) -> tuple[ScopedFigures, ...]:
    """The figures of all scopes: events of the business date, and unless `has_capacity` is False the capacity at `as_of`.

    A closed house has no capacity, only what happened in it. Requests are of a country's desk, not of a house.
    """
    events = load_events(session, business_day(business_on, context.settings.time_zone))
    capacity = load_capacity(session, as_of=as_of, policy=context.policy) if has_capacity else {}
    houses = tuple(
        ScopedFigures(ScopeKind.HOUSE, country, house_id, _of_house(house_id, status, capacity.get(house_id), events))
        for house_id, country, status in session.exec(
            select(col(House.id), col(House.country), col(House.status)).order_by(col(House.id))
        )
    )
    countries = _countries(houses, events)
    network = total(country.figures for country in countries)
    return (*houses, *countries, ScopedFigures(ScopeKind.NETWORK, None, None, network))


def _countries(houses: Iterable[ScopedFigures], events: Events) -> tuple[ScopedFigures, ...]:
    parts: defaultdict[str, list[Figures[int]]] = defaultdict(list)
    for house in houses:
        parts[house.country or ""].append(house.figures)
    for country in {*parts, *events.unmet}:
        parts[country].append(_of_desk(events.unmet.get(country, {})))
    return tuple(ScopedFigures(ScopeKind.COUNTRY, country, None, total(parts[country])) for country in sorted(parts))


def _of_house(house_id: str, status: HouseStatus, capacity: HouseCapacity | None, events: Events) -> Figures[int]:
    in_service = {} if capacity is None else {Count.BEDS_IN_SERVICE: capacity.in_service}
    counts = {
        Count.HOUSES: int(status is not HouseStatus.CLOSED),
        **in_service,
        Count.ARRIVALS: events.arrivals.get(house_id, 0),
        Count.DEPARTURES: events.departures.get(house_id, 0),
    }
    return Figures(
        counts=counts,
        freshness={} if capacity is None else _every(Freshness, {capacity.freshness: 1}),
        beds={} if capacity is None else _every(BedState, capacity.beds),
        placeable={} if capacity is None else _every(Profile, capacity.placeable),
        declined_by_house=_every(DeclinedHouse, events.declined_by_house.get(house_id, {})),
        declined_by_survivor=_every(DeclinedSurvivor, events.declined_by_survivor.get(house_id, {})),
        unmet={},
    )


def _of_desk(unmet: Mapping[UnmetReason, int]) -> Figures[int]:
    return Figures(
        counts={},
        freshness={},
        beds={},
        placeable={},
        declined_by_house={},
        declined_by_survivor={},
        unmet=_every(UnmetReason, unmet),
    )


def _every(codes: type[Code], amounts: Mapping[Code, int]) -> dict[Code, int]:
    return {code: amounts.get(code, 0) for code in codes}
