"""Computing evacuations and drills: claim the job, look once, solve, and store what was found.

Every plan comes from the solver through `placement.checker`, which judges it in the plain form of the rules, before it is stored.
"""

from collections.abc import Sequence
from datetime import datetime
from time import monotonic

from sqlmodel import Session, col, select

from safehouse.domain.access import Action, SubjectKind
from safehouse.models.evacuations import Evacuation
from safehouse.placement.problem import Plan
from safehouse.placement.solver import plan
from safehouse.services import audit
from safehouse.services.context import Context
from safehouse.services.db import database_now
from safehouse.services.evacuations.movers import Leaving, look
from safehouse.services.evacuations.storing import store_moves, store_result
from safehouse.services.jobs import Ticket, finish_job, report_progress, work_on

HOUSES_STEP = "houses"


def compute_evacuation(context: Context, *, job_id: str, now: datetime) -> str | None:
    """The id of the evacuation that was planned; None when another process has the job.

    Raises UnsafePlan when the checker refuses the plan: the job has then failed and nothing is stored.
    """
    return work_on(context, job_id=job_id, work=lambda ticket: _evacuate(context, ticket, now))


def compute_drill(context: Context, *, job_id: str, now: datetime) -> str | None:
    """The id of the job of a drill that was computed, house by house; None when another process has it.

    Raises UnsafePlan when the checker refuses a plan: the job has then failed, and the houses before that one have their results.
    """
    return work_on(context, job_id=job_id, work=lambda ticket: _drill(context, ticket, now))


def _evacuate(context: Context, ticket: Ticket, now: datetime) -> str:
    (asked,) = _asked(context, ticket)
    began = monotonic()
    leaving = _look(context, ticket, (asked.house_id,))[asked.house_id]
    found = _plan(context, leaving)
    with context.store.transaction() as session:
        finish_job(session, ticket)
        evacuation = session.get_one(Evacuation, asked.id)
        store_result(evacuation, leaving, found, wall_ms=_ms_since(began))
        store_moves(session, evacuation, leaving, found)
        _record(session, Action.PLANNED_EVACUATION, evacuation, ticket, now)
    return asked.id


def _drill(context: Context, ticket: Ticket, now: datetime) -> str:
    asked = _asked(context, ticket)
    all_leaving = _look(context, ticket, [one.house_id for one in asked])
    for done, one in enumerate(asked):
        report_progress(context, ticket, step=HOUSES_STEP, done=done, total=len(asked))
        began, leaving = monotonic(), all_leaving[one.house_id]
        found = _plan(context, leaving)
        with context.store.transaction() as session:
            evacuation = session.get_one(Evacuation, one.id)
            store_result(evacuation, leaving, found, wall_ms=_ms_since(began))
            _record(session, Action.MADE_DRILL, evacuation, ticket, now)
    with context.store.transaction() as session:
        finish_job(session, ticket)
    return ticket.job_id


def _asked(context: Context, ticket: Ticket) -> Sequence[Evacuation]:
    with context.store.reading() as session:
        of_job = select(Evacuation).where(Evacuation.job_id == ticket.job_id)
        return session.exec(of_job.order_by(col(Evacuation.house_id))).all()


def _look(context: Context, ticket: Ticket, house_ids: Sequence[str]) -> dict[str, Leaving]:
    with context.store.reading() as session:
        clock = database_now(session)
        return look(context, session, country=ticket.country, house_ids=house_ids, clock=clock)


def _plan(context: Context, leaving: Leaving) -> Plan:
    return plan(leaving.problem, time_limit_s=float(context.settings.plan_seconds), policy=context.policy)


def _ms_since(began: float) -> int:
    return round((monotonic() - began) * 1000)


def _record(session: Session, action: Action, evacuation: Evacuation, ticket: Ticket, now: datetime) -> None:
    audit.record(
        session,
        actor=None,
        role=None,
        action=action,
        subject_kind=SubjectKind.EVACUATION,
        subject_id=evacuation.id,
        now=now,
        country=ticket.country,
        house_id=evacuation.house_id,
        detail={"people": evacuation.people, "placed": evacuation.placed},
    )
