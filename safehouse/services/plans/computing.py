"""Computing a plan: claim the job, look once, solve, say what other choices cost, and store all of it in one transaction."""

from dataclasses import replace
from datetime import datetime

from safehouse.domain.access import Action, SubjectKind
from safehouse.placement.problem import PlacementProblem
from safehouse.placement.solver import Step, plan
from safehouse.services import audit
from safehouse.services.context import Context
from safehouse.services.db import database_now
from safehouse.services.jobs import Ticket, finish_job, report_progress, work_on
from safehouse.services.plans.choices import cost_choices
from safehouse.services.plans.seen import fingerprint, waiting_requests
from safehouse.services.plans.storing import store_plan
from safehouse.services.snapshot import load_network, load_requests

CHOICES_STEP = "choices"
STEPS = tuple(Step)


def compute_plan(context: Context, *, job_id: str, now: datetime) -> str | None:
    """The id of the new plan; None when another process has the job, or took it because this one was silent.

    The plan looks at the moment of the database's clock. Raises UnsafePlan when the checker refuses the plan: the job has then
    failed and nothing is stored. On Unavailable the job stays as it is and is claimed again later.
    """
    return work_on(context, job_id=job_id, work=lambda ticket: _compute(context, ticket, now))


def _compute(context: Context, ticket: Ticket, now: datetime) -> str:
    problem, seen = _look(context, ticket.country)
    limit_s, policy = float(context.settings.plan_seconds), context.policy

    def tell_step(step: Step) -> None:
        report_progress(context, ticket, step=step.value, done=STEPS.index(step), total=len(STEPS))

    def tell_choices(done: int, of: int) -> None:
        report_progress(context, ticket, step=CHOICES_STEP, done=done, total=of)

    found = plan(problem, time_limit_s=limit_s, policy=policy, progress=tell_step)
    choices = cost_choices(problem, found, time_limit_s=limit_s, policy=policy, progress=tell_choices)
    with context.store.transaction() as session:
        finish_job(session, ticket)
        plan_id = store_plan(session, ticket, found, choices, seen=seen, made_at=problem.as_of)
        audit.record(
            session,
            actor=None,
            role=None,
            action=Action.MADE_PLAN,
            subject_kind=SubjectKind.PLAN,
            subject_id=plan_id,
            now=now,
            country=ticket.country,
            detail={"placed": len(found.placed), "unplaced": len(found.unplaced), "status": found.status.value},
        )
    return plan_id


def _look(context: Context, country: str) -> tuple[PlacementProblem, str]:
    """The problem of a country at one moment, and the fingerprint of what was seen."""
    with context.store.reading() as session:
        now = database_now(session)
        waiting = load_requests(context, session, waiting_requests(session, country), now=now)
        # Whose time has passed still needs a bed: left out, the plan would give it to somebody else. No offer follows from this.
        requests = tuple(replace(one, arrives_at=max(one.arrives_at, now)) for one in waiting)
        arrivals = [request.arrives_at for request in requests]
        houses = load_network(session, now=now, arrivals=arrivals, countries={country})
        problem = PlacementProblem(as_of=now, houses=houses, requests=requests).in_canonical_order()
        return problem, fingerprint(session, country)
