"""`safehouse plan` and `safehouse suggest`: planning files in, a plan or suggestions out."""

import math
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click

from safehouse.cli.lines import in_one_line
from safehouse.cli.progress import Progress
from safehouse.domain.codes import PlanStatus
from safehouse.domain.errors import PlanningFileRefused
from safehouse.placement.matrix import prepare_network
from safehouse.placement.problem import PlanValue
from safehouse.placement.ranking import rank
from safehouse.placement.solver import Standing, Step
from safehouse.placement.solver import plan as plan_for_all
from safehouse.services import planfiles

EXIT_BAD_INPUT = 2
EXIT_NO_TIME = 3

_STEPS = {
    Step.JUDGING: "Judging every house for every request",
    Step.EMERGENCY: "Placing the people of emergency requests",
    Step.URGENT: "Placing the people of urgent requests",
    Step.PLANNED: "Placing the people of planned requests",
    Step.POINTS: "Choosing the best houses for everybody placed",
    Step.CHECKING: "Checking the plan",
}

_MOST = 1_000_000
_file = click.Path(path_type=Path)


class _Seconds(click.ParamType[float]):
    """A time limit."""

    name = "seconds"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        try:
            seconds = float(str(value))
        except ValueError:
            seconds = math.nan
        if not math.isfinite(seconds) or seconds < 0:
            self.fail(f"must be a number of seconds, 0 or more, not {value}", param, ctx)
        return seconds


class _Count(click.ParamType[int]):
    """How many of something, at least one."""

    name = "count"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        text = str(value)
        count = int(text) if text.isdecimal() and len(text) <= len(str(_MOST)) else 0
        if not 1 <= count <= _MOST:
            self.fail(f"must be a whole number from 1 to {_MOST}, not {value}", param, ctx)
        return count


@click.command
@click.argument("network", type=_file)
@click.argument("requests", type=_file)
@click.option("-o", "--output", type=_file, help="Write the plan to this file, mode 0600, instead of standard output.")
@click.option("--time-limit", type=_Seconds(), default=30.0, show_default=True, help="In seconds.")
def plan(network: Path, requests: Path, output: Path | None, time_limit: float) -> None:
    """Plan for all REQUESTS at once into the houses of NETWORK; exit 3 when time ran out without a plan."""
    with _refusals_in_one_line(), Progress("Reading the files") as progress:
        if output is not None:
            planfiles.refuse_unwritable(output)
        problem = planfiles.read_problem(network, requests)
        answer = plan_for_all(
            problem,
            time_limit_s=time_limit,
            progress=lambda step: progress.show(_STEPS[step]),
            on_standing=lambda standing: progress.show(standing_in_words(standing)),
        )
        _write(planfiles.plan_document(answer), output)
    if answer.status is PlanStatus.TIME_LIMIT_WITHOUT_PLAN:
        sys.exit(EXIT_NO_TIME)


@click.command
@click.argument("network", type=_file)
@click.argument("requests", type=_file)
@click.option("--request", "request_id", required=True, help="The id of the request to suggest houses for.")
@click.option("--top", type=_Count(), default=20, show_default=True, help="How many houses at most.")
def suggest(network: Path, requests: Path, request_id: str, top: int) -> None:
    """Suggest houses of NETWORK for one of the REQUESTS, as if it were alone."""
    with _refusals_in_one_line(), Progress("Reading the files"):
        problem = planfiles.read_problem(network, requests)
        request = next((request for request in problem.requests if request.id == request_id), None)
        if request is None:
            raise PlanningFileRefused(str(requests), "requests", "has no request with the id that was asked for")
        answer = rank(prepare_network(problem.houses, problem.as_of), request, top)
        _write(planfiles.suggestions_document(answer), None)


def standing_in_words(standing: Standing) -> str:
    """How far the search for a plan is."""
    most = f"at most {_in_words(standing.bound)}"
    if standing.value is None:
        return f"Looking for a plan: {most}"
    return f"Looking for a better plan: {_in_words(standing.value)}; {most}"


def _in_words(value: PlanValue) -> str:
    people = f"{value.emergency} emergency, {value.urgent} urgent, {value.planned} planned"
    return f"{people} people, {value.points} points"


@contextmanager
def _refusals_in_one_line() -> Iterator[None]:
    """Say what is wrong with a file in one line on standard error, whatever its name and keys are made of."""
    try:
        yield
    except PlanningFileRefused as refused:
        click.echo(in_one_line(str(refused)), err=True)
        sys.exit(EXIT_BAD_INPUT)


def _write(document: Mapping[str, object], output: Path | None) -> None:
    if output is None:
        sys.stdout.buffer.write(planfiles.as_bytes(document))
    else:
        planfiles.write_private(output, document)
