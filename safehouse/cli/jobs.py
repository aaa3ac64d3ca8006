"""`safehouse run-job`, which the scheduler starts for each plan that was asked for.

It imports no more than it needs: who must leave a house tonight waits for this process to start.
"""

import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import click

from safehouse.cli.lines import one_line_refusals
from safehouse.domain.codes import JobKind
from safehouse.logs import configure_logs
from safehouse.services.evacuations.computing import compute_drill, compute_evacuation
from safehouse.services.jobs import find_job_kind
from safehouse.services.plans.computing import compute_plan
from safehouse.services.startup import open_service

POLITENESS = 10
"""Whoever waits for a page comes before whoever waits for a plan, but for people who must leave a house now."""
WORK: Mapping[JobKind, Callable[..., str | None]] = {
    JobKind.PLAN_COUNTRY: compute_plan,
    JobKind.PLAN_EVACUATION: compute_evacuation,
    JobKind.DRILL: compute_drill,
}


@click.command
@click.argument("job_id")
def run_job(job_id: str) -> None:
    """Do the work of one job in this process; the scheduler calls this."""
    configure_logs()
    with one_line_refusals():
        context = open_service(os.environ)
    kind = find_job_kind(context, job_id)
    if kind is None:
        return
    if kind is not JobKind.PLAN_EVACUATION:
        os.nice(POLITENESS)
    WORK[kind](context, job_id=job_id, now=datetime.now(UTC))
