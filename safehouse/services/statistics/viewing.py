"""Reading statistics: exact figures for the own country's contact, rounded ones of everybody else, and of nothing unfinished.

What is rounded leaves out the countries whose exact figures the reader can know: rounded figures of all would give away the
others by a subtraction. So a national contact sees the own country and the rest of the network, an analyst the network.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from safehouse.domain.access import COUNTRY_ROLES, STATISTICS_ROLES, Actor
from safehouse.domain.codes import PeriodKind, Role, StatisticsTable
from safehouse.domain.errors import NotFound
from safehouse.domain.spans import business_date
from safehouse.models.houses import House
from safehouse.services.context import Context
from safehouse.services.statistics.counting import Territory
from safehouse.services.statistics.periods import ROUNDED_KINDS, Period, find_period, finished_periods
from safehouse.services.statistics.tables import Reading, Table, make_table


@dataclass(frozen=True, slots=True)
class Section:
    """The tables of one country, exact; or, `country` None, rounded ones of the network without the reader's own countries."""

    country: str | None
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class StatisticsView:
    """One period as one reader may see it. `is_rest`: the rounded section leaves out countries of the reader's own."""

    period: Period
    sections: tuple[Section, ...]
    is_rest: bool


def list_periods(context: Context, actor: Actor, *, now: datetime) -> tuple[Period, ...]:
    """The periods that are over, by kind and newest first; months for whoever has exact figures.

    Raises NotFound for whoever gets no statistics.
    """
    _refuse_strangers(actor)
    today = business_date(now, context.settings.time_zone)
    with context.store.reading() as session:
        since = _first_day(session, context)
    kinds = [kind for kind in PeriodKind if kind in ROUNDED_KINDS or _exact_countries(actor)]
    if since is None:
        return ()
    return tuple(period for kind in kinds for period in finished_periods(kind, today=today, since=since))


def get_statistics(context: Context, actor: Actor, *, period: str, now: datetime) -> StatisticsView:
    """Every table of a period, by its name.

    Raises NotFound for whoever gets no statistics, and for a period that is not over, not offered or none at all.
    """
    chosen = _get_period(context, actor, period, now)
    with context.store.reading() as session:
        own = _known_countries(session, actor)
        sections = tuple(
            Section(country, tuple(make_table(session, kind, reading) for kind in StatisticsTable))
            for country, reading in _readings(context, actor, chosen, own)
        )
    return StatisticsView(chosen, sections, is_rest=bool(own))


def get_statistics_table(
    context: Context, actor: Actor, *, period: str, country: str | None, kind: StatisticsTable, now: datetime
) -> Table:
    """One table of a period: exact of an own country, or with `country` None the rounded one.

    Raises NotFound as `get_statistics` does, and for a country that is not the actor's own.
    """
    chosen = _get_period(context, actor, period, now)
    with context.store.reading() as session:
        readings = dict(_readings(context, actor, chosen, _known_countries(session, actor)))
        if country not in readings:
            raise NotFound
        return make_table(session, kind, readings[country])


def _refuse_strangers(actor: Actor) -> None:
    if not actor.roles & STATISTICS_ROLES:
        raise NotFound


def _exact_countries(actor: Actor) -> frozenset[str]:
    return actor.countries_as(Role.NATIONAL_CONTACT)


def _known_countries(session: Session, actor: Actor) -> frozenset[str]:
    """The countries of which the reader sees exact figures somewhere: as contact, on a desk, or on the board of a house."""
    of_houses = session.exec(select(House.country).where(col(House.id).in_(actor.houses)))
    return actor.countries_as(*COUNTRY_ROLES) | frozenset(of_houses)


def _get_period(context: Context, actor: Actor, name: str, now: datetime) -> Period:
    period = find_period(name)
    if period is None or period not in list_periods(context, actor, now=now):
        raise NotFound
    return period


def _readings(
    context: Context, actor: Actor, period: Period, known: frozenset[str]
) -> Iterator[tuple[str | None, Reading]]:
    span = period.span(context.settings.time_zone)
    for country in sorted(_exact_countries(actor)):
        yield country, Reading(period, span, Territory(frozenset({country}), is_outside=False), is_exact=True)
    if period.kind in ROUNDED_KINDS:
        yield None, Reading(period, span, Territory(known, is_outside=True), is_exact=False)


def _first_day(session: Session, context: Context) -> date | None:
    """The day of the first house; None before there is one."""
    first_at: datetime | None = session.exec(select(func.min(col(House.created_at)))).one()
    return None if first_at is None else business_date(first_at, context.settings.time_zone)
