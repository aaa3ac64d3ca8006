"""What a bed is at a moment, computed from facts and never stored; board, summary and engine conclude it here and nowhere else.

The order of product and code is that of `BedState`: the first that holds counts. A report speaks of people whom the service does
not know; its word on a bed is older than a check-out that came after it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from safehouse.domain.codes import BedState, ClaimKind, ClaimState, Freshness, Urgency
from safehouse.placement.problem import Policy

SHOWN_FOR = Urgency.URGENT
"""Bed states, boards and summaries know one freshness: that of urgent requests. Planned ones serve rule and points only."""

STATE_OF_USED: Mapping[ClaimState, BedState] = {
    ClaimState.OCCUPIED: BedState.OCCUPIED,
    ClaimState.RESERVED: BedState.RESERVED,
    ClaimState.HELD: BedState.HELD,
}
"""What a live claim makes of a bed or cot that it uses."""

ENGINE_FREE_STATES = frozenset({BedState.FREE, BedState.UNKNOWN})
"""The engine takes these as free and lets the rule `dark` judge the age of the report."""


@dataclass(frozen=True, slots=True)
class BedFacts:
    """What the rows say of one bed of a house that is not retired.

    `claim_state` and `claim_kind` are of the live claim, a hold whose time has passed is none. `said_occupied` is the last
    report's word, None when it does not mention the bed; `reported_at` is when the house last reported. `outage_from` is the
    start of the first outage that has not ended, perhaps in the future. `left_at`: when the last claim that used it ended.
    """

    bed_id: str
    room_id: str
    house_id: str
    claim_state: ClaimState | None
    claim_kind: ClaimKind | None
    said_occupied: bool | None
    reported_at: datetime | None
    outage_from: datetime | None
    left_at: datetime | None
    turnaround: timedelta


def is_lived_in(facts: BedFacts) -> bool:
    """Whether somebody of a placement sleeps there."""
    return facts.claim_state is ClaimState.OCCUPIED and facts.claim_kind is ClaimKind.USED


def is_said_of_a_stranger(facts: BedFacts) -> bool:
    """Whether the house says that somebody sleeps there whom the service does not know, in a bed that is promised perhaps."""
    if is_lived_in(facts) or not facts.said_occupied or facts.reported_at is None:
        return False
    return facts.left_at is None or facts.left_at < facts.reported_at


def is_occupied_by_unknown(facts: BedFacts) -> bool:
    """The same for a bed that no placement has: there the word of the house is all that is known."""
    return facts.claim_state is None and is_said_of_a_stranger(facts)


def is_out_of_service(facts: BedFacts, *, now: datetime) -> bool:
    """Whether an outage covers the moment."""
    return facts.outage_from is not None and facts.outage_from <= now


def turnaround_ends_at(facts: BedFacts) -> datetime | None:
    """When the bed is ready again after the last one who used it; None: nobody did."""
    return None if facts.left_at is None else facts.left_at + facts.turnaround


def bed_state(facts: BedFacts, *, now: datetime, policy: Policy) -> BedState:
    """The first state that holds."""
    if is_occupied_by_unknown(facts):
        return BedState.OCCUPIED
    if facts.claim_state is not None and facts.claim_kind is ClaimKind.USED:
        return STATE_OF_USED[facts.claim_state]
    if is_out_of_service(facts, now=now):
        return BedState.OUT_OF_SERVICE
    ready_at = turnaround_ends_at(facts)
    if ready_at is not None and now < ready_at:
        return BedState.TURNAROUND
    if facts.claim_kind is ClaimKind.BLOCKED:
        return BedState.ROOM_BLOCKED
    return BedState.UNKNOWN if _is_unknown(facts, now=now, policy=policy) else BedState.FREE


def bed_states(beds: Iterable[BedFacts], *, now: datetime, policy: Policy) -> dict[str, BedState]:
    """The state of each bed by its id."""
    return {facts.bed_id: bed_state(facts, now=now, policy=policy) for facts in beds}


def count_states(states: Iterable[BedState]) -> dict[BedState, int]:
    """How many beds are in each state, every state named."""
    counted = Counter(states)
    return {state: counted[state] for state in BedState}


def dark_at(reported_at: datetime, *, policy: Policy) -> datetime:
    """Until when a report keeps a house from being dark on boards and in summaries."""
    return reported_at + policy.dark_after[SHOWN_FOR]


def freshness(
    reported_at: datetime | None, *, now: datetime, policy: Policy, urgency: Urgency = SHOWN_FOR
) -> Freshness:
    """Fresh, stale or dark from the age of the last report, limits included; a house that never reported is dark."""
    if reported_at is None or now - reported_at > policy.dark_after[urgency]:
        return Freshness.DARK
    return Freshness.FRESH if now - reported_at <= policy.fresh_for[urgency] else Freshness.STALE


def _is_unknown(facts: BedFacts, *, now: datetime, policy: Policy) -> bool:
    """Nothing is known of a bed of a dark house, nor of one that came after the last report."""
    return facts.said_occupied is None or freshness(facts.reported_at, now=now, policy=policy) is Freshness.DARK
