"""How long a proven plan takes, beside the same plan by other means: a table of CPU seconds and ratios, medians of several rounds.

`.venv/bin/python -m benchmarks.plan 500x100 2000x500` (houses x requests) invents networks as `safehouse demo --export` does. Judging
pairs, building models and loading OR-Tools are timed on neither side, and every means has one thread. `--consent any` lets every
request go to any country, which makes many more pairs than most survivors want, and so the harder problem.
"""

import platform
import resource
import statistics
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import click

from benchmarks.baselines import Measured, full_relaxation, greedy, measured, one_model
from benchmarks.naive import naive
from safehouse.demo.export import EXPORT_OCCUPANCY, invent_problem
from safehouse.placement.matrix import prepare_network
from safehouse.placement.problem import PlacementProblem, PlanValue
from safehouse.placement.solver.bids import bids_of
from safehouse.placement.solver.clock import Clock
from safehouse.placement.solver.columns import Pool, prepare_pool
from safehouse.placement.solver.large import LargeSearch
from safehouse.placement.solver.tableau import Tableau, tableau_of
from safehouse.placement.solver.worth import Ladder, ladder_of

AS_OF = datetime(2026, 11, 24, 12, tzinfo=UTC)
ALL_MEANS = ("naive", "one", "relaxation", "greedy")
MIB = 1024


@dataclass(frozen=True)
class Prepared:
    """What all means start from."""

    pool: Pool
    tableau: Tableau
    ladder: Ladder
    pairs: int


@click.command
@click.argument("sizes", nargs=-1, required=True)
@click.option("--rounds", type=click.IntRange(1, 100), default=5, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--occupancy", type=click.FloatRange(0, 1), default=EXPORT_OCCUPANCY, show_default=True)
@click.option("--consent", type=click.Choice(["own", "any"]), default="any", show_default=True)
@click.option("--limit", type=float, default=30.0, show_default=True, help="Seconds for each run.")
@click.option("--means", default=",".join(ALL_MEANS), show_default=True, help="Those to compare with.")
def measure(
    sizes: tuple[str, ...], *, rounds: int, seed: int, occupancy: float, consent: str, limit: float, means: str
) -> None:
    """Print a table for SIZES such as 500x100."""
    click.echo(
        f"{platform.machine()}, Python {platform.python_version()}, one thread, CPU seconds, medians of {rounds}"
    )
    for size in sizes:
        houses, requests = (int(number) for number in size.split("x"))
        problem = invent_problem(houses=houses, requests=requests, seed=seed, as_of=AS_OF, occupancy=occupancy)
        prepared = _prepare(_consenting(problem) if consent == "any" else problem)
        per_request = prepared.pairs / requests
        click.echo(f"\n{size}: {prepared.pairs} pairs, {per_request:.1f} per request, consent to {consent} country")
        _compare(prepared, means.split(","), rounds, limit)
        click.echo(f"  most memory so far {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MIB} MiB")


def _consenting(problem: PlacementProblem) -> PlacementProblem:
    return replace(problem, requests=tuple(replace(request, countries=None) for request in problem.requests))


def _prepare(problem: PlacementProblem) -> Prepared:
    pool = prepare_pool(problem, prepare_network(problem.houses, problem.as_of), Clock(3600), None)
    bids = None if pool is None else bids_of(pool)
    if pool is None or bids is None:
        message = "a group has too many ways"
        raise click.ClickException(message)
    ladder = ladder_of(pool)
    pairs = len({*zip(pool.ways.request.tolist(), pool.ways.house.tolist(), strict=True)})
    return Prepared(pool, tableau_of(pool, bids, ladder), ladder, pairs)


def _compare(prepared: Prepared, means: list[str], rounds: int, limit_s: float) -> None:
    pool, tableau, ladder = prepared.pool, prepared.tableau, prepared.ladder
    instance = pool.instance() if "greedy" in means else None
    acts: dict[str, Callable[[], Measured]] = {"plan": lambda: _plan(prepared, limit_s)}
    others: dict[str, Callable[[], Measured]] = {
        "naive": lambda: naive(pool, ladder, limit_s),
        "one": lambda: one_model(tableau, ladder, limit_s),
        "relaxation": lambda: full_relaxation(tableau, ladder),
    }
    if instance is not None:
        others["greedy"] = lambda: greedy(instance)
    acts |= {name: others[name] for name in means}
    _warm_up()
    taken: dict[str, list[Measured]] = {name: [] for name in acts}
    for _ in range(rounds):
        for name, act in acts.items():
            taken[name].append(act())
    _show(taken)


def _plan(prepared: Prepared, limit_s: float) -> Measured:
    def act() -> tuple[PlanValue | None, bool]:
        search = LargeSearch(prepared.pool, prepared.tableau, prepared.ladder, Clock(limit_s), lambda _: None)
        search.go()
        outcome = search.outcome()[1]
        return outcome.value, outcome.value == outcome.bound

    return measured(act)


def _warm_up() -> None:
    """Load OR-Tools, which is no part of any figure."""
    from ortools.math_opt.python import mathopt  # noqa: PLC0415  # So that the first measurement does not pay for it.

    mathopt.solve(mathopt.Model(), mathopt.SolverType.GSCIP)


def _show(taken: dict[str, list[Measured]]) -> None:
    own = statistics.median(one.seconds for one in taken["plan"])
    for name, runs in taken.items():
        seconds = statistics.median(one.seconds for one in runs)
        last = runs[-1]
        proven = "proven" if last.is_proven else "not proven"
        value = "nothing found" if last.value is None else " ".join(map(str, last.value.levels()))
        click.echo(f"  {name:<11} {seconds:9.3f} s  plan takes {own / seconds:6.3f} of it  {proven:<11} {value}")


if __name__ == "__main__":
    measure()
