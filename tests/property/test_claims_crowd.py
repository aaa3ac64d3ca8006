"""REL-1: many more claims than beds, by many clients at once, on both databases: every bed is given, each to one.

`make soak` does it in full: 2,000 requests, 50 beds, 40 clients, 20 rounds.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from hypothesis import settings
from sqlmodel import select

from safehouse.domain.codes import ClaimState
from safehouse.domain.errors import BedTaken
from safehouse.models.claims import Claim
from safehouse.models.suggestions import Suggestion
from safehouse.services.context import Context
from safehouse.services.offers import make_offer
from safehouse.services.suggestions import suggest_houses
from tests.services.night import Night, a_night
from tests.support.stores import Clock

BEDS_PER_ROOM = 2
GATE_EXAMPLES = 100


@dataclass(frozen=True)
class Crowd:
    """How many requests want how many beds, through how many clients, and how often."""

    requests: int
    beds: int
    clients: int
    rounds: int


SHORT = Crowd(requests=12, beds=4, clients=6, rounds=1)
FULL = Crowd(requests=2_000, beds=50, clients=40, rounds=20)


def test_in_a_crowd_every_bed_is_given_to_one(context: Context, clock: Clock) -> None:
    crowd = SHORT if settings().max_examples <= GATE_EXAMPLES else FULL
    night = a_night(context, clock)
    for _ in range(crowd.rounds):
        house = night.house(*[BEDS_PER_ROOM] * (crowd.beds // BEDS_PER_ROOM))
        waiting = SimpleQueue[str]()
        for _ in range(crowd.requests):
            waiting.put(night.request())
        with ThreadPoolExecutor(crowd.clients) as clients:
            served = [clients.submit(_serve, night, waiting) for _ in range(crowd.clients)]
        assert sum(client.result() for client in served) == crowd.beds
        assert _claimed_beds(night, house.id) == Counter(house.beds)


def _serve(night: Night, waiting: SimpleQueue[str]) -> int:
    """One client, who takes the next request until none waits; how many of them got a bed."""
    placed = 0
    with suppress(Empty):
        while True:
            placed += _place(night, waiting.get_nowait())
    return placed


def _place(night: Night, request_id: str) -> bool:
    """Offer it to the best house, again and again as long as somebody else is faster and there is another bed."""
    while suggestion_id := _best_suggestion(night, request_id):
        with suppress(BedTaken):
            make_offer(night.context, night.coordinator, suggestion_id=suggestion_id, now=night.now)
            return True
    return False


def _best_suggestion(night: Night, request_id: str) -> str | None:
    list_id = suggest_houses(night.context, night.coordinator, request_id=request_id, now=night.now)
    with night.context.store.reading() as session:
        best = select(Suggestion.id).where(Suggestion.list_id == list_id, Suggestion.rank == 1)
        return session.exec(best).one_or_none()


def _claimed_beds(night: Night, house_id: str) -> Counter[str | None]:
    with night.context.store.reading() as session:
        held = select(Claim.bed_id).where(Claim.house_id == house_id, Claim.state == ClaimState.HELD)
        return Counter(session.exec(held).all())
