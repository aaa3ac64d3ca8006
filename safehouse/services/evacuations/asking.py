"""Asking for an evacuation or a drill: a job row and one row per house, and nothing else, so that the page answers at once."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from safehouse.domain.access import Action, Actor, SubjectKind
from safehouse.domain.codes import HouseStatus, JobKind, JobState, Role
from safehouse.domain.errors import FieldProblem, InvalidInput, NotFound, Problem, WrongState
from safehouse.models.evacuations import Evacuation
from safehouse.models.houses import House
from safehouse.models.jobs import Job
from safehouse.services import audit
from safehouse.services.context import Context
from safehouse.services.jobs import ask_for_job, queue_job
from safehouse.services.scope import get_house_as, refuse_foreign_country


def ask_for_evacuation(context: Context, actor: Actor, *, house_id: str, now: datetime) -> str:
    """The id of the job that plans where everybody of the house can go; of the waiting one, if there is one.

    Raises NotFound unless the actor is the national contact of its country, and WrongState unless the house is compromised.
    """
    with context.store.transaction() as session:
        house, role = get_house_as(session, actor, house_id, (Role.NATIONAL_CONTACT,))
        if house.status is not HouseStatus.COMPROMISED:
            raise WrongState
        return queue_evacuation(session, actor, house, role=role, now=now)


def queue_evacuation(session: Session, actor: Actor, house: House, *, role: Role, now: datetime) -> str:
    """The same in the caller's transaction, for a house that is compromised."""
    waiting = (
        select(Job.id)
        .join(Evacuation, col(Evacuation.job_id) == Job.id)
        .where(Evacuation.house_id == house.id, col(Evacuation.is_drill).is_(False), Job.state == JobState.QUEUED)
    )
    job_id = session.exec(waiting.limit(1)).first()
    if job_id is None:
        kind = JobKind.PLAN_EVACUATION
        job_id = queue_job(session, kind=kind, country=house.country, asked_by_id=actor.account_id, now=now)
        session.add(Evacuation(job_id=job_id, house_id=house.id, is_drill=False, asked_at=now))
    audit.record(
        session,
        actor=actor,
        role=role,
        action=Action.ASKED_FOR_EVACUATION,
        subject_kind=SubjectKind.JOB,
        subject_id=job_id,
        now=now,
        country=house.country,
        house_id=house.id,
    )
    return job_id


def end_evacuations(session: Session, house_id: str, *, now: datetime) -> None:
    """Nobody has to leave the house any more; what has been carried out goes on. In the caller's transaction."""
    open_ones = col(Evacuation.ended_at).is_(None) & col(Evacuation.is_drill).is_(False)
    for evacuation in session.exec(select(Evacuation).where(Evacuation.house_id == house_id, open_ones)):
        evacuation.ended_at = now


def ask_for_drill(context: Context, actor: Actor, *, country: str, house_ids: Sequence[str], now: datetime) -> str:
    """The id of the job that plans for each of these houses as if it were compromised; a waiting one takes them in as well.

    Raises NotFound unless the actor is the national contact of the country and the houses are in it, InvalidInput without a house.
    """
    refuse_foreign_country(actor, country, Role.NATIONAL_CONTACT)
    wanted = frozenset(house_ids)
    if not wanted:
        raise InvalidInput([FieldProblem("house_ids", Problem.REQUIRED)])
    with context.store.transaction() as session:
        _refuse_foreign_houses(session, country, wanted)
        job_id = ask_for_job(session, kind=JobKind.DRILL, country=country, asked_by_id=actor.account_id, now=now)
        known = frozenset(session.exec(select(Evacuation.house_id).where(Evacuation.job_id == job_id)))
        session.add_all(
            Evacuation(job_id=job_id, house_id=house_id, is_drill=True, asked_at=now)
            for house_id in sorted(wanted - known)
        )
        audit.record(
            session,
            actor=actor,
            role=Role.NATIONAL_CONTACT,
            action=Action.ASKED_FOR_DRILL,
            subject_kind=SubjectKind.JOB,
            subject_id=job_id,
            now=now,
            country=country,
            detail={"houses": len(wanted)},
        )
    return job_id


def _refuse_foreign_houses(session: Session, country: str, house_ids: frozenset[str]) -> None:
    in_country = select(House.id).where(House.country == country, col(House.id).in_(house_ids))
    if frozenset(session.exec(in_country)) != house_ids:
        raise NotFound
