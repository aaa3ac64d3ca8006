"""How many beds can be claimed in a second through the whole application, beside what the machine can do at all.

`.venv/bin/python -m benchmarks.claims` starts the service with several workers on a throw-away database of each sort. Clients with
logins of their own hold beds (lock, rules again, claims, audit, outbox), then read the page of their own logins, which is a read of
one row behind the same guards; for PostgreSQL, its own pgbench then commits single rows on the same server. The time of one fsync
stands beside, because it bounds every commit.
"""

import os
import re
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from http import HTTPStatus
from pathlib import Path

import click

from safehouse.services.db import open_store
from safehouse.services.migrate import upgrade
from tests.services.night import Night
from tests.support.busy_desk import a_busy_desk, logged_in, service_environ, suggest_rooms
from tests.support.postgres import SERVER_ROLE, PostgresServer, find_postgres, running_postgres
from tests.support.service_processes import running_service
from tests.support.wire import Answer, Wire

_ROOMS, _BEDS_PER_ROOM = 9, 2
"""Of each house: eighteen beds, a large house of the networks that were asked."""
_BENCH_SECONDS = 5
_SINGLE_ROW = """\\set id random(1, 100000)
INSERT INTO committed (number, at) VALUES (:id, now());
"""
_COMMITTED = "CREATE TABLE committed (number integer, at timestamptz)"
_RATE = re.compile(r"tps = ([\d.]+)")


@click.command
@click.option("--clients", type=click.IntRange(1, 200), default=32, show_default=True)
@click.option("--workers", type=click.IntRange(1, 16), default=2, show_default=True)
@click.option("--threads", type=click.IntRange(1, 64), default=16, show_default=True)
@click.option("--claims", type=click.IntRange(10, 20_000), default=480, show_default=True)
def measure(clients: int, workers: int, threads: int, claims: int) -> None:
    """Print rates per second, and the shares that claims reach."""
    load = os.getloadavg()[0]
    click.echo(f"{clients} clients, {workers} workers of {threads} threads, load before {load:.2f}")
    with tempfile.TemporaryDirectory(prefix="safehouse-bench-") as folder:
        click.echo(f"one fsync of 4 KiB: median {_fsync_ms(Path(folder)):.3f} ms")
        service = {"clients": clients, "workers": workers, "threads": threads, "claims": claims}
        claimed, read = _rates(f"sqlite:///{folder}/claims.sqlite", **service)
        _say("SQLite", claimed, read, "reads of one row through the same application")
        if (binaries := find_postgres()) is None:
            click.echo("PostgreSQL: none is installed")
            return
        with _postgres(binaries) as (url, committing):
            claimed, _ = _rates(url, **service)
            _say("PostgreSQL", claimed, committing(clients), "single-row commits by pgbench")


def _say(database: str, claimed: float, beside: float, of_what: str) -> None:
    click.echo(f"{database}: {claimed:.1f} claims/s, {beside:.1f} {of_what}/s, share {claimed / beside:.3f}")


def _rates(url: str, *, clients: int, workers: int, threads: int, claims: int) -> tuple[float, float]:
    """Claims and reads of one row per second."""
    store = open_store(url)
    upgrade(store)
    store.close()
    with ExitStack() as stack:
        night = stack.enter_context(a_busy_desk(url))
        deeds = _prepare(night, claims)
        service = stack.enter_context(running_service(service_environ(url), workers=workers, threads=threads))
        wires = stack.enter_context(logged_in(service.port, night, clients))
        _rate(wires, [_read] * (2 * clients))
        return _rate(wires, deeds), _rate(wires, [_read] * (3 * claims))


def _prepare(night: Night, claims: int) -> list[Callable[[Wire], None]]:
    """One claim for each free bed: neighbours go to different houses."""
    houses = [night.house(*[_BEDS_PER_ROOM] * _ROOMS) for _ in range(-(-claims // (_ROOMS * _BEDS_PER_ROOM)))]
    for house in houses:
        night.manager(house)
    rooms = [(house, house.rooms[number % _ROOMS]) for number in range(_ROOMS * _BEDS_PER_ROOM) for house in houses]
    wishes = {night.request(): (house, (room,)) for house, room in rooms[:claims]}
    return [_claim(request_id, made) for request_id, made in suggest_rooms(night, wishes).items()]


def _claim(request_id: str, suggestion_id: str) -> Callable[[Wire], None]:
    def claim(wire: Wire) -> None:
        answer = wire.post(f"/requests/{request_id}/offers", suggestion_id=suggestion_id)
        _demand(answer, HTTPStatus.SEE_OTHER)

    return claim


def _read(wire: Wire) -> None:
    _demand(wire.get("/sessions"), HTTPStatus.OK)


def _demand(answer: Answer, status: HTTPStatus) -> None:
    """Raise ValueError for another answer: what was refused is no deed to count."""
    if answer.status != status:
        message = f"the service answered {answer.status}"
        raise ValueError(message)


def _rate(wires: Sequence[Wire], deeds: Sequence[Callable[[Wire], None]]) -> float:
    """Deeds per second, when every client does its share of them one after the other."""

    def work(number: int) -> None:
        for deed in deeds[number :: len(wires)]:
            deed(wires[number])

    began = time.perf_counter()
    with ThreadPoolExecutor(len(wires)) as people:
        list(people.map(work, range(len(wires))))
    return len(deeds) / (time.perf_counter() - began)


@contextmanager
def _postgres(binaries: Path) -> Iterator[tuple[str, Callable[[int], float]]]:
    """A server of its own: the address of an empty database, and what measures single-row commits on it."""
    with running_postgres(binaries) as server:
        name = server.create_database()

        yield server.url(name), partial(_single_row_rate, binaries, server, name)


def _single_row_rate(binaries: Path, server: PostgresServer, database: str, clients: int) -> float:
    """Transactions of one inserted row per second, by so many clients over the server's socket."""
    script = server.folder / "single_row.sql"
    script.write_text(_SINGLE_ROW, encoding="utf-8")
    at = ["-h", str(server.folder), "-U", SERVER_ROLE]
    _run(binaries / "psql", "-q", "-c", _COMMITTED, *at, "-d", database)
    rounds = ["-n", "-c", str(clients), "-j", "2", "-T", str(_BENCH_SECONDS), "-f", str(script)]
    said = _run(binaries / "pgbench", *rounds, *at, database)
    return float(_RATE.findall(said)[-1])


def _run(program: Path, *arguments: str) -> str:
    command = [str(program), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603  # PostgreSQL's own programs.


def _fsync_ms(folder: Path) -> float:
    times = []
    with (folder / "fsync").open("wb", buffering=0) as file:
        for _ in range(200):
            file.write(os.urandom(4096))
            began = time.perf_counter()
            os.fsync(file.fileno())
            times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


if __name__ == "__main__":
    measure()
