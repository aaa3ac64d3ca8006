"""What a bed is, concluded from facts: each state, the order in which they win, and which word is older than which."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from safehouse.domain.codes import BedState, ClaimKind, ClaimState, Freshness, Urgency
from safehouse.placement.problem import DEFAULT_POLICY
from safehouse.services.bed_states import BedFacts, bed_state, bed_states, count_states, freshness

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FREE = BedFacts(
    bed_id="bed",
    room_id="room",
    house_id="house",
    claim_state=None,
    claim_kind=None,
    said_occupied=False,
    reported_at=NOW - HOUR,
    outage_from=None,
    left_at=None,
    turnaround=timedelta(hours=4),
)


def state_of(facts: BedFacts) -> BedState:
    return bed_state(facts, now=NOW, policy=DEFAULT_POLICY)


def test_a_bed_of_which_nothing_is_said_against_it_is_free() -> None:
    assert state_of(FREE) is BedState.FREE


@pytest.mark.parametrize(
    ("claim", "state"),
    [
        (ClaimState.HELD, BedState.HELD),
        (ClaimState.RESERVED, BedState.RESERVED),
        (ClaimState.OCCUPIED, BedState.OCCUPIED),
    ],
)
def test_a_live_claim_that_uses_the_bed_makes_its_state(claim: ClaimState, state: BedState) -> None:
    assert state_of(replace(FREE, claim_state=claim, claim_kind=ClaimKind.USED)) is state


@pytest.mark.parametrize("claim", [ClaimState.HELD, ClaimState.RESERVED, ClaimState.OCCUPIED])
def test_a_live_claim_that_only_blocks_the_bed_makes_it_room_blocked(claim: ClaimState) -> None:
    assert state_of(replace(FREE, claim_state=claim, claim_kind=ClaimKind.BLOCKED)) is BedState.ROOM_BLOCKED


def test_somebody_unknown_to_the_service_occupies_a_bed() -> None:
    assert state_of(replace(FREE, said_occupied=True)) is BedState.OCCUPIED


def test_somebody_unknown_stays_in_the_bed_when_the_house_goes_dark() -> None:
    """Nobody is put beside a stranger because a house forgot to report. Seen to fail with the age judged first."""
    assert state_of(replace(FREE, said_occupied=True, reported_at=NOW - 90 * HOUR)) is BedState.OCCUPIED


def test_a_check_out_is_newer_than_the_report_that_called_the_bed_occupied() -> None:
    left = replace(FREE, said_occupied=True, reported_at=NOW - 9 * HOUR, left_at=NOW - 8 * HOUR)
    assert state_of(left) is BedState.FREE


def test_a_report_after_the_check_out_says_that_somebody_unknown_came() -> None:
    came = replace(FREE, said_occupied=True, reported_at=NOW - HOUR, left_at=NOW - 8 * HOUR)
    assert state_of(came) is BedState.OCCUPIED


def test_a_bed_is_turned_around_until_its_hours_have_passed() -> None:
    assert state_of(replace(FREE, left_at=NOW - 4 * HOUR + timedelta(seconds=1))) is BedState.TURNAROUND
    assert state_of(replace(FREE, left_at=NOW - 4 * HOUR)) is BedState.FREE


def test_an_outage_counts_from_its_start() -> None:
    assert state_of(replace(FREE, outage_from=NOW)) is BedState.OUT_OF_SERVICE
    assert state_of(replace(FREE, outage_from=NOW + timedelta(seconds=1))) is BedState.FREE


@pytest.mark.parametrize("reported_at", [None, NOW - 24 * HOUR - timedelta(microseconds=1)])
def test_a_bed_of_a_dark_house_is_unknown(reported_at: datetime | None) -> None:
    assert state_of(replace(FREE, reported_at=reported_at)) is BedState.UNKNOWN


def test_a_bed_that_the_last_report_does_not_mention_is_unknown() -> None:
    assert state_of(replace(FREE, said_occupied=None)) is BedState.UNKNOWN


def test_the_first_state_that_holds_counts() -> None:
    """Everything at once, and then one reason after the other taken away: the order of product and code."""
    everything = replace(
        FREE,
        claim_state=ClaimState.OCCUPIED,
        claim_kind=ClaimKind.USED,
        outage_from=NOW - HOUR,
        left_at=NOW - HOUR,
        reported_at=None,
    )
    reserved = replace(everything, claim_state=ClaimState.RESERVED)
    held = replace(everything, claim_state=ClaimState.HELD)
    out_of_service = replace(everything, claim_kind=ClaimKind.BLOCKED)
    turnaround = replace(out_of_service, outage_from=None)
    blocked = replace(turnaround, left_at=None)
    unknown = replace(blocked, claim_state=None, claim_kind=None)
    free = replace(unknown, reported_at=NOW)
    found = [
        state_of(facts) for facts in (everything, reserved, held, out_of_service, turnaround, blocked, unknown, free)
    ]
    assert found == list(BedState)


def test_every_state_is_counted_even_where_there_is_none() -> None:
    states = bed_states([FREE, replace(FREE, bed_id="other", said_occupied=True)], now=NOW, policy=DEFAULT_POLICY)
    counted = count_states(states.values())
    assert counted == {state: 1 if state in {BedState.FREE, BedState.OCCUPIED} else 0 for state in BedState}


@pytest.mark.parametrize(
    ("hours", "urgency", "expected"),
    [
        (12, Urgency.URGENT, Freshness.FRESH),
        (12.1, Urgency.URGENT, Freshness.STALE),
        (24, Urgency.EMERGENCY, Freshness.STALE),
        (24.1, Urgency.EMERGENCY, Freshness.DARK),
        (24, Urgency.PLANNED, Freshness.FRESH),
        (72, Urgency.PLANNED, Freshness.STALE),
        (72.1, Urgency.PLANNED, Freshness.DARK),
    ],
)
def test_a_report_ages_by_the_limits_of_the_urgency(hours: float, urgency: Urgency, expected: Freshness) -> None:
    assert freshness(NOW - hours * HOUR, now=NOW, policy=DEFAULT_POLICY, urgency=urgency) is expected


def test_a_house_that_never_reported_is_dark() -> None:
    assert freshness(None, now=NOW, policy=DEFAULT_POLICY) is Freshness.DARK
