"""Races: deeds that begin at once, in threads, and meet again where it hurts most: after judging and before claiming.

With the house lock one of them waits for the other, nobody comes to the meeting, and the first goes on after a short patience.
Without it they meet, and both have judged a house in which neither has claimed yet.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest

from safehouse.domain.errors import Refusal
from safehouse.services.offers import answering, making
from safehouse.services.offers.judging import judge_again, refuse_unsafe

PATIENCE_SECONDS = 1.0
LONG_SECONDS = 30.0

Deed = Callable[[], object]


def race(*deeds: Deed) -> list[object]:
    """What each deed answered or refused, in their order; all begin at the same moment. Anything but a refusal is raised."""
    start = Barrier(len(deeds))

    def run(deed: Deed) -> object:
        start.wait()
        try:
            return deed()
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(run, deeds))


def winners(outcomes: Sequence[object]) -> list[object]:
    """The answers that are no refusals."""
    return [outcome for outcome in outcomes if not isinstance(outcome, Refusal)]


def meet_after_judging(
    monkeypatch: pytest.MonkeyPatch, parties: int, *, until: Barrier | None = None, patience: float = PATIENCE_SECONDS
) -> Barrier:
    """Let so many wait for each other: claiming transactions do so between their judgement and their claim.

    `until`: having met, they also wait for that, for as long as `patience`.
    """
    meeting = Barrier(parties)

    def judge_and_meet(*args: Any, **kwargs: Any) -> object:  # noqa: ANN401  # It passes everything on.
        option = judge_again(*args, **kwargs)
        meet(meeting, patience)
        if until is not None:
            meet(until, patience)
        return option

    monkeypatch.setattr(making, "judge_again", judge_and_meet)
    return meeting


def meet_after_a_yes_was_judged(monkeypatch: pytest.MonkeyPatch, parties: int) -> None:
    """The same for houses that accept, between the judgement and what follows from the yes."""
    meeting = Barrier(parties)

    def judge_and_meet(*args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # It passes everything on.
        refuse_unsafe(*args, **kwargs)
        meet(meeting)

    monkeypatch.setattr(answering, "refuse_unsafe", judge_and_meet)


def meet(meeting: Barrier, seconds: float = PATIENCE_SECONDS) -> None:
    """Wait for the others for a short time; whoever holds a lock that they want waits in vain, and goes on."""
    with suppress(BrokenBarrierError):
        meeting.wait(seconds)
