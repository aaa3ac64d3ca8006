"""Summaries of some nights before the demo's: one a month, which is enough for the average occupancy of a quarter."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from safehouse.demo.registering import DemoHouse
from safehouse.domain.codes import BedState, Count, ScopeKind
from safehouse.models.jobs import JobRun
from safehouse.models.summaries import Summary, SummaryFigures
from safehouse.services.context import Context
from safehouse.services.summaries.figures import Figures, to_document, total
from safehouse.services.summaries.making import JOB
from safehouse.services.summaries.nights import LOOK_BACK

_NIGHT_OF_MONTH = 15
_OCCUPANCY = 0.78
_DAY = timedelta(days=1)


def remember_nights(context: Context, houses: Sequence[DemoHouse], *, seed: int, since: date, today: date) -> None:
    """One summary a month from `since` on, none of them so late that a scheduler would still make the nights around it.

    Of those later nights but the last, it is noted that they have had theirs: the demo begins with last night's summary.
    """
    random = Random(f"{seed} nights")
    first_noted = today - LOOK_BACK
    with context.store.transaction() as session:
        for business_on in _nights(since, first_noted):
            made_at = datetime.combine(business_on + _DAY, time(2), UTC)
            summary = Summary(business_on=business_on, made_at=made_at)
            session.add(summary)
            session.flush()
            session.add_all(_figures(summary.id, houses, random))
        session.add_all(
            JobRun(job=JOB, due_on=first_noted + number * _DAY, finished_at=datetime.combine(today, time(2), UTC))
            for number in range(LOOK_BACK.days - 1)
        )


def _nights(since: date, until: date) -> Iterator[date]:
    days = (since + number * _DAY for number in range((until - since).days))
    return (day for day in days if day.day == _NIGHT_OF_MONTH)


def _figures(summary_id: str, houses: Sequence[DemoHouse], random: Random) -> Iterator[SummaryFigures]:
    by_country: defaultdict[str, list[Figures[int]]] = defaultdict(list)
    for house in houses:
        country, figures = house.invented.country, _of_house(house.invented.beds, random)
        by_country[country].append(figures)
        yield _row(summary_id, ScopeKind.HOUSE, figures, country=country, house_id=house.house_id)
    for country, parts in by_country.items():
        yield _row(summary_id, ScopeKind.COUNTRY, total(parts), country=country)
    network = total(figures for parts in by_country.values() for figures in parts)
    yield _row(summary_id, ScopeKind.NETWORK, network)


def _of_house(beds: int, random: Random) -> Figures[int]:
    occupied = sum(random.random() < _OCCUPANCY for _ in range(beds))
    states = {**dict.fromkeys(BedState, 0), BedState.OCCUPIED: occupied, BedState.FREE: beds - occupied}
    return Figures(
        counts={Count.HOUSES: 1, Count.BEDS_IN_SERVICE: beds},
        freshness={},
        beds=states,
        placeable={},
        declined_by_house={},
        declined_by_survivor={},
        unmet={},
    )


def _row(
    summary_id: str, scope: ScopeKind, figures: Figures[int], *, country: str | None = None, house_id: str | None = None
) -> SummaryFigures:
    document = to_document(figures)
    return SummaryFigures(summary_id=summary_id, scope=scope, country=country, house_id=house_id, figures=document)
