"""The checker of histories lets through what can have happened, and finds ten planted anomalies of ten."""

from math import inf

import pytest

from tests.reliability.registers import Kind, Operation, Outcome, can_have_happened

HOLD, CONFIRM, RELEASE = Kind.HOLD, Kind.CONFIRM, Kind.RELEASE
OK, REFUSED, UNKNOWN = Outcome.OK, Outcome.REFUSED, Outcome.UNKNOWN
HOLD_SECONDS = 10.0

Line = tuple[Kind, str, float, float, Outcome]

POSSIBLE: dict[str, list[Line]] = {
    "one after the other": [(HOLD, "a", 0, 1, OK), (RELEASE, "a", 2, 3, OK), (HOLD, "b", 4, 5, OK)],
    "refused while somebody has it": [(HOLD, "a", 0, 1, OK), (HOLD, "b", 2, 3, REFUSED)],
    "at the same time, in either order": [(HOLD, "b", 0, 9, REFUSED), (HOLD, "a", 1, 8, OK)],
    "free when the hold has passed": [(HOLD, "a", 0, 1, OK), (HOLD, "b", 10.5, 12, OK)],
    "reserved for ever": [(HOLD, "a", 0, 1, OK), (CONFIRM, "a", 2, 3, OK), (HOLD, "b", 99, 100, REFUSED)],
    "an answer that was lost, and the deed done": [(HOLD, "a", 0, inf, UNKNOWN), (HOLD, "b", 2, 3, REFUSED)],
    "an answer that was lost, and the deed not done": [(HOLD, "a", 0, inf, UNKNOWN), (HOLD, "b", 2, 3, OK)],
    "a release that was done and not answered": [
        (HOLD, "a", 0, 1, OK),
        (RELEASE, "a", 2, inf, UNKNOWN),
        (HOLD, "b", 3, 4, OK),
    ],
}
ANOMALIES: dict[str, list[Line]] = {
    "promised twice": [(HOLD, "a", 0, 1, OK), (HOLD, "b", 2, 3, OK)],
    "promised twice at the same time": [(HOLD, "a", 0, 2, OK), (HOLD, "b", 1, 3, OK)],
    "an acknowledged hold is lost": [(HOLD, "a", 0, 1, OK), (CONFIRM, "a", 2, 3, OK), (HOLD, "b", 50, 51, OK)],
    "refused although nobody had it": [(HOLD, "a", 0, 1, REFUSED)],
    "an acknowledged release is lost": [(HOLD, "a", 0, 1, OK), (RELEASE, "a", 2, 3, OK), (HOLD, "b", 4, 5, REFUSED)],
    "confirmed after the hold had passed": [(HOLD, "a", 0, 1, OK), (CONFIRM, "a", 12, 13, OK)],
    "confirmed by somebody else": [(HOLD, "a", 0, 1, OK), (CONFIRM, "b", 2, 3, OK)],
    "confirmed without a hold": [(CONFIRM, "a", 0, 1, OK)],
    "an expired hold that blocks": [(HOLD, "a", 0, 1, OK), (HOLD, "b", 12, 13, REFUSED)],
    "a hold that passed too early": [(HOLD, "a", 0, 1, OK), (HOLD, "b", 5, 6, OK), (CONFIRM, "b", 7, 8, OK)],
}


def history(lines: list[Line]) -> list[Operation]:
    return [Operation(*line) for line in lines]


@pytest.mark.parametrize("lines", POSSIBLE.values(), ids=POSSIBLE)
def test_what_can_have_happened_is_let_through(lines: list[Line]) -> None:
    assert can_have_happened(history(lines), hold_seconds=HOLD_SECONDS)


@pytest.mark.parametrize("lines", ANOMALIES.values(), ids=ANOMALIES)
def test_every_planted_anomaly_is_found(lines: list[Line]) -> None:
    assert not can_have_happened(history(lines), hold_seconds=HOLD_SECONDS)


@pytest.mark.parametrize("lines", ANOMALIES.values(), ids=ANOMALIES)
def test_every_planted_anomaly_is_found_in_a_long_history(lines: list[Line]) -> None:
    """After thousands of right operations."""
    before: list[Line] = []
    for number in range(1_000):
        at = -10_000.0 + 4 * number
        before += [(HOLD, "a", at, at + 1, OK), (HOLD, "b", at, at + 3, REFUSED), (RELEASE, "a", at + 2, at + 3, OK)]
    assert can_have_happened(history(before), hold_seconds=HOLD_SECONDS)
    assert not can_have_happened(history([*before, *lines]), hold_seconds=HOLD_SECONDS)
