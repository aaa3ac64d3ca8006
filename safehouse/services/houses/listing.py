"""The true state of a country: every house with its status, the age of its report and what its beds are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col
from sqlmodel.sql.expression import SelectOfScalar

from safehouse.domain.access import Actor
from safehouse.domain.codes import BedState, Freshness, HouseStatus
from safehouse.models.houses import House
from safehouse.services.bed_facts import load_bed_facts
from safehouse.services.bed_states import BedFacts, bed_state, count_states, dark_at, freshness
from safehouse.services.context import Context
from safehouse.services.db import database_now
from safehouse.services.scope import country_houses, own_houses


@dataclass(frozen=True, slots=True)
class HouseLine:
    """One house. `beds` counts every state.

    `reported_at` None: never, and its first report is awaited since `created_at`. `dark_at`: when its report is too old, None without one.
    """

    house_id: str
    code: str
    country: str
    status: HouseStatus
    created_at: datetime
    reported_at: datetime | None
    dark_at: datetime | None
    freshness: Freshness
    beds: Mapping[BedState, int]

    @property
    def free(self) -> int:
        """How many beds are free for sure; those of a dark house are unknown."""
        return self.beds[BedState.FREE]


def list_country_houses(context: Context, actor: Actor) -> tuple[HouseLine, ...]:
    """The houses of the countries in which the actor is a coordinator or the national contact, by country and code."""
    return _list(context, country_houses(actor))


def list_own_houses(context: Context, actor: Actor) -> tuple[HouseLine, ...]:
    """The houses that the actor manages, by country and code."""
    return _list(context, own_houses(actor))


def _list(context: Context, scoped: SelectOfScalar[House]) -> tuple[HouseLine, ...]:
    with context.store.reading() as session:
        clock = database_now(session)
        houses = session.exec(scoped.order_by(col(House.country), col(House.code))).all()
        by_house: defaultdict[str, list[BedFacts]] = defaultdict(list)
        for facts in load_bed_facts(session, house_ids=[house.id for house in houses], now=clock):
            by_house[facts.house_id].append(facts)
        return tuple(_line(context, house, by_house[house.id], clock) for house in houses)


def _line(context: Context, house: House, beds: Sequence[BedFacts], clock: datetime) -> HouseLine:
    policy = context.policy
    reported_at = beds[0].reported_at if beds else None
    return HouseLine(
        house_id=house.id,
        code=house.code,
        country=house.country,
        status=house.status,
        created_at=house.created_at,
        reported_at=reported_at,
        dark_at=dark_at(reported_at, policy=policy) if reported_at else None,
        freshness=freshness(reported_at, now=clock, policy=policy),
        beds=count_states(bed_state(facts, now=clock, policy=policy) for facts in beds),
    )
