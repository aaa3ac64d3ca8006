"""Reading a summary: exact figures of the reader's own scope, levels for the rest, and nothing of a group under three houses."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from safehouse.domain.access import COUNTRY_ROLES, SUMMARY_ROLES, Actor
from safehouse.domain.codes import Count, Level, ScopeKind
from safehouse.domain.errors import NotFound
from safehouse.models.houses import House
from safehouse.models.summaries import Summary, SummaryFigures
from safehouse.services.context import Context
from safehouse.services.summaries.figures import Figures, as_levels, from_document

SMALLEST_GROUP = 3
"""A level for fewer houses would be as good as one for a house."""


@dataclass(frozen=True, slots=True)
class HouseFigures:
    """Exact figures of one house, under its code."""

    house_code: str
    figures: Figures[int]


@dataclass(frozen=True, slots=True)
class CountryFigures:
    """Exact figures of one country."""

    country: str
    figures: Figures[int]


@dataclass(frozen=True, slots=True)
class CountryLevels:
    """What readers from elsewhere see of one country."""

    country: str
    levels: Figures[Level]


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """One night in the list of nights."""

    business_on: date
    made_at: datetime


@dataclass(frozen=True, slots=True)
class SummaryView:
    """One night as one reader may see it.

    `houses` and `countries`: exact, of the reader's own scope. `elsewhere`: the other countries of three houses and more.
    `network` None: under three houses. A night that was made late has no capacity: those sections of its figures are empty.
    """

    business_on: date
    made_at: datetime
    houses: tuple[HouseFigures, ...]
    countries: tuple[CountryFigures, ...]
    elsewhere: tuple[CountryLevels, ...]
    network: Figures[Level] | None


def list_summaries(context: Context, actor: Actor, *, limit: int = 60) -> tuple[SummaryLine, ...]:
    """The last nights, newest first. Raises NotFound for whoever gets no summaries."""
    _refuse_strangers(actor)
    with context.store.reading() as session:
        rows = session.exec(
            select(col(Summary.business_on), col(Summary.made_at))
            .order_by(col(Summary.business_on).desc())
            .limit(limit)
        )
        return tuple(SummaryLine(business_on, made_at) for business_on, made_at in rows)


def find_summary(context: Context, actor: Actor, *, business_on: date) -> SummaryView | None:
    """The summary of a business date in the actor's scope; None when that night has none.

    Raises NotFound for whoever gets no summaries: administrators and auditors.
    """
    _refuse_strangers(actor)
    with context.store.reading() as session:
        summary = session.exec(select(Summary).where(Summary.business_on == business_on)).one_or_none()
        if summary is None:
            return None
        rows = session.exec(select(SummaryFigures).where(SummaryFigures.summary_id == summary.id)).all()
        return SummaryView(
            business_on=summary.business_on,
            made_at=summary.made_at,
            houses=_houses(session, actor, rows),
            countries=_countries(actor, rows),
            elsewhere=_elsewhere(actor, rows),
            network=next((_levels(row) for row in rows if row.scope is ScopeKind.NETWORK), None),
        )


def _refuse_strangers(actor: Actor) -> None:
    if not actor.roles & SUMMARY_ROLES:
        raise NotFound


def _own_countries(actor: Actor) -> frozenset[str]:
    return actor.countries_as(*COUNTRY_ROLES)


def _houses(session: Session, actor: Actor, rows: Iterable[SummaryFigures]) -> tuple[HouseFigures, ...]:
    own = [
        row
        for row in rows
        if row.scope is ScopeKind.HOUSE and (row.house_id in actor.houses or row.country in _own_countries(actor))
    ]
    codes = dict(
        session.exec(select(House.id, House.code).where(col(House.id).in_([row.house_id for row in own]))).all()
    )
    figures = (HouseFigures(codes[row.house_id or ""], from_document(row.figures)) for row in own)
    return tuple(sorted(figures, key=lambda house: house.house_code))


def _countries(actor: Actor, rows: Iterable[SummaryFigures]) -> tuple[CountryFigures, ...]:
    own = (
        CountryFigures(row.country, from_document(row.figures))
        for row in rows
        if row.scope is ScopeKind.COUNTRY and row.country in _own_countries(actor)
    )
    return tuple(sorted(own, key=lambda country: country.country))


def _elsewhere(actor: Actor, rows: Iterable[SummaryFigures]) -> tuple[CountryLevels, ...]:
    shown = (
        CountryLevels(row.country, levels)
        for row in rows
        if row.country is not None and row.scope is ScopeKind.COUNTRY and row.country not in _own_countries(actor)
        if (levels := _levels(row)) is not None
    )
    return tuple(sorted(shown, key=lambda country: country.country))


def _levels(row: SummaryFigures) -> Figures[Level] | None:
    """The levels of a group of houses; None for a group so small that they would speak of single houses."""
    figures = from_document(row.figures)
    return as_levels(figures) if figures.counts.get(Count.HOUSES, 0) >= SMALLEST_GROUP else None
