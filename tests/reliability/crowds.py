"""People who want beds over real connections, all at once, and what each of them was told."""

import re
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

from tests.support.wire import Answer, Wire

_SUGGESTION = re.compile(r'name="suggestion_id" value="([0-9a-z]{20})"')


@dataclass
class Outcome:
    """Which requests got a place and which did not, by what the service said; `statuses` counts its answers to claims."""

    won: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)


def claim_all(wires: Sequence[Wire], requests: dict[str, str | None]) -> Outcome:
    """Let everybody at once claim for one request after the other; by request id the suggestion to begin with, None to ask."""
    waiting, outcome = SimpleQueue[tuple[str, str | None]](), Outcome()
    for request in requests.items():
        waiting.put(request)
    with ThreadPoolExecutor(len(wires)) as people:
        list(people.map(lambda wire: _serve(wire, waiting, outcome), wires))
    return outcome


def best_suggestion(wire: Wire, request_id: str) -> str | None:
    """Ask for suggestions; the id of the first that the page offers, None when nothing fits."""
    wire.post(f"/requests/{request_id}/suggestions")
    found = _SUGGESTION.search(wire.get(f"/requests/{request_id}").text)
    return found.group(1) if found else None


def claim(wire: Wire, request_id: str, suggestion_id: str) -> Answer:
    """Hold the places of a suggestion: 303 when they are held, 409 when somebody was faster."""
    return wire.post(f"/requests/{request_id}/offers", suggestion_id=suggestion_id)


def _serve(wire: Wire, waiting: "SimpleQueue[tuple[str, str | None]]", outcome: Outcome) -> None:
    with suppress(Empty):
        while True:
            request_id, suggestion_id = waiting.get_nowait()
            is_placed = _place(wire, request_id, suggestion_id, outcome)
            (outcome.won if is_placed else outcome.lost).add(request_id)


def _place(wire: Wire, request_id: str, suggestion_id: str | None, outcome: Outcome) -> bool:
    """Claim again and again, as long as there is something to claim."""
    while suggestion_id := suggestion_id or best_suggestion(wire, request_id):
        answer = claim(wire, request_id, suggestion_id)
        outcome.statuses[answer.status] += 1
        if answer.status != 409:
            return answer.status == 303
        suggestion_id = None
    return False
