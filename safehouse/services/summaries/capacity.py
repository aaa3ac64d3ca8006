"""What each house has at a moment: its beds by state, whom it could take, and how old its last report is."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from safehouse.domain.codes import BedState, Freshness, HouseStatus
from safehouse.placement.matrix import prepare_network
from safehouse.placement.problem import Policy
from safehouse.services.bed_facts import load_bed_facts
from safehouse.services.bed_states import bed_state, count_states, freshness
from safehouse.services.profiles import Places, placeable_households
from safehouse.services.snapshot import load_network


@dataclass(frozen=True, slots=True)
class HouseCapacity:
    """One house at a moment. Beds are those that are not retired; `beds` has every state."""

    freshness: Freshness
    beds: Mapping[BedState, int]
    placeable: Places

    @property
    def in_service(self) -> int:
        """Beds that are not out of service."""
        return sum(self.beds.values()) - self.beds[BedState.OUT_OF_SERVICE]


def load_capacity(session: Session, *, as_of: datetime, policy: Policy) -> dict[str, HouseCapacity]:
    """The capacity of every house that is not closed, by id."""
    houses = tuple(house for house in load_network(session, now=as_of) if house.status is not HouseStatus.CLOSED)
    states: defaultdict[str, Counter[BedState]] = defaultdict(Counter)
    for facts in load_bed_facts(session, house_ids=[house.id for house in houses], now=as_of):
        states[facts.house_id][bed_state(facts, now=as_of, policy=policy)] += 1
    placeable = placeable_households(prepare_network(houses, as_of, policy))
    return {
        house.id: HouseCapacity(
            freshness=freshness(house.reported_at, now=as_of, policy=policy),
            beds=count_states(states[house.id].elements()),
            placeable=placeable[house.id],
        )
        for house in houses
    }
