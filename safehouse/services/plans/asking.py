"""Asking for a plan: a job row, and nothing else, so that the page answers at once."""

from datetime import datetime

from safehouse.domain.access import Action, Actor, SubjectKind
from safehouse.domain.codes import JobKind, Role
from safehouse.services import audit
from safehouse.services.context import Context
from safehouse.services.jobs import ask_for_job
from safehouse.services.scope import refuse_foreign_country


def ask_for_plan(context: Context, actor: Actor, *, country: str, now: datetime) -> str:
    """The id of the job that will plan for everybody waiting in the country; of the waiting one, if there is one.

    Raises NotFound unless the actor is a coordinator of the country.
    """
    refuse_foreign_country(actor, country, Role.COORDINATOR)
    with context.store.transaction() as session:
        job_id = ask_for_job(session, kind=JobKind.PLAN_COUNTRY, country=country, asked_by_id=actor.account_id, now=now)
        audit.record(
            session,
            actor=actor,
            role=Role.COORDINATOR,
            action=Action.ASKED_FOR_PLAN,
            subject_kind=SubjectKind.JOB,
            subject_id=job_id,
            now=now,
            country=country,
        )
    return job_id
