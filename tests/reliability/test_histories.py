"""REL-2 and REL-4: whatever several processes are told of beds can have happened one after the other, and the database's clock rules.

Processes whose own clocks are ten minutes off, or hours, hold, confirm and release the same few beds; they are killed and started anew
in the middle of it, and holds run out within a third of a second. No hold is confirmed after its time by the database's clock, and none has
passed before. `make soak` takes 50 histories of 10,000 operations, half of them on each database.

Seen red with a late yes that is not refused ("confirmed after its time").
"""

import json
import multiprocessing
import random
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from math import inf
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from tests.reliability.history_worker import Plan, history_context, work_until_killed
from tests.reliability.registers import Kind, Operation, Outcome, can_have_happened
from tests.services.night import Night, a_night
from tests.support.busy_desk import suggest_rooms
from tests.support.lengths import length
from tests.support.stores import Clock

HOLD_SECONDS = 0.3
BEDS, REQUESTS = 3, 6
CLOCKS_OFF_SECONDS = (-600.0, 600.0, 0.0, -3 * 3600.0)
GATE_KILLS, SOAK_KILLS = 2, 40
"""In each history."""
PAUSE_SECONDS = 0.1
GIVES_UP_SECONDS = 1_800.0
Line = dict[str, Any]


def test_what_processes_are_told_can_have_happened(store_url: str, tmp_path: Path) -> None:
    histories, operations = length(gate=(1, 40), soak=(25, 10_000))
    for number in range(histories):
        journal = tmp_path / f"{number}.jsonl"
        plan = _plan(store_url, journal)
        _work(plan, operations, random.Random(number))
        lines = _lines(journal)
        _assert_the_databases_clock_ruled(lines)
        for bed, of_bed in _registers(lines).items():
            assert can_have_happened(of_bed, hold_seconds=HOLD_SECONDS), f"anomaly on bed {bed} of history {number}"


def _plan(url: str, journal: Path) -> Plan:
    context = history_context(url, HOLD_SECONDS)
    night: Night = a_night(context, Clock(datetime.now(UTC)))
    house = night.house(*[1] * BEDS)
    suggestions: dict[str, dict[str, str]] = {}
    for request_id in [night.request() for _ in range(REQUESTS)]:
        made = {room.beds[0]: suggest_rooms(night, {request_id: (house, (room,))})[request_id] for room in house.rooms}
        suggestions[request_id] = made
    manager = night.manager(house).account_id
    context.store.close()
    return Plan(url, str(journal), HOLD_SECONDS, night.coordinator.account_id, manager, house.id, suggestions)


def _work(plan: Plan, operations: int, chance: random.Random) -> None:
    """Let processes work until so many operations were begun, and kill one now and then; another takes its place."""
    journal, gives_up_at = Path(plan.journal), time.monotonic() + GIVES_UP_SECONDS
    with _processes(plan, chance) as processes:
        killed_at = 0
        while (begun := _number_begun(journal)) < operations:
            assert time.monotonic() < gives_up_at, "the processes do not get on"
            time.sleep(PAUSE_SECONDS)
            if begun - killed_at >= operations / length(gate=GATE_KILLS, soak=SOAK_KILLS):
                killed_at, victim = begun, chance.randrange(len(processes))
                processes[victim].kill()
                processes[victim].join()
                processes[victim] = _start(plan, chance, CLOCKS_OFF_SECONDS[victim])


def _number_begun(journal: Path) -> int:
    return journal.read_text(encoding="utf-8").count("started") if journal.exists() else 0


@contextmanager
def _processes(plan: Plan, chance: random.Random) -> Iterator[list[ForkServerProcess]]:
    processes = [_start(plan, chance, off) for off in length(gate=CLOCKS_OFF_SECONDS[:2], soak=CLOCKS_OFF_SECONDS)]
    try:
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.join()


def _start(plan: Plan, chance: random.Random, off: float) -> ForkServerProcess:
    # A server that has imported everything once forks them: they begin at once, and share no connection with the test.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([work_until_killed.__module__])
    process = context.Process(target=work_until_killed, args=(plan, chance.getrandbits(32), timedelta(seconds=off)))
    process.start()
    return process


def _lines(journal: Path) -> list[Line]:
    """Each operation as one line, what was written at its beginning and at its end."""
    found: defaultdict[str, Line] = defaultdict(dict)
    for line in journal.read_text(encoding="utf-8").splitlines():
        written = json.loads(line)
        found[written.pop("id")] |= written
    return list(found.values())


def _registers(lines: list[Line]) -> dict[str, list[Operation]]:
    """By bed what was told of it; an operation that was killed, or whose answer was none, is unknown."""
    registers: defaultdict[str, list[Operation]] = defaultdict(list)
    for line in lines:
        outcome = line.get("outcome", Outcome.UNKNOWN)
        if outcome is not None:
            ended = inf if outcome == Outcome.UNKNOWN else line["ended"]
            operation = Operation(Kind(line["kind"]), line["who"], line["started"], ended, Outcome(outcome))
            registers[line["bed"]].append(operation)
    return registers


def _assert_the_databases_clock_ruled(lines: list[Line]) -> None:
    for line in lines:
        if line["kind"] == Kind.CONFIRM and line.get("outcome") == Outcome.OK:
            assert line["before"] < line["due"], "confirmed after its time"
        if line.get("is_late"):
            assert line["after"] >= line["due"], "passed before its time"
