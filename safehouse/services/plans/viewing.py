"""Reading plans: the whole one on its own page, and what it says of one request beside the suggestions."""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from sqlmodel import Session, case, col, func, select

from safehouse.domain.access import Actor
from safehouse.domain.codes import JobKind, PlanStatus, RequestState, Role, RuleCode, Urgency
from safehouse.models.houses import House, Room
from safehouse.models.plans import Plan, PlanAlternative, PlanEntry
from safehouse.models.requests import Request, RequestPerson
from safehouse.placement.problem import ADULT_AGE, PlanValue, Relaxation
from safehouse.services.companions import Companion, load_placed_companions
from safehouse.services.context import Context
from safehouse.services.db import database_now
from safehouse.services.jobs import find_latest_job
from safehouse.services.plans.seen import fingerprint
from safehouse.services.plans.views import (
    Choice,
    CountryPlan,
    Displaced,
    Household,
    PlanLine,
    PlanView,
    RequestInPlan,
    RoomLine,
)
from safehouse.services.scope import refuse_foreign_country

_URGENCIES = tuple(Urgency)


def find_plan(context: Context, actor: Actor, *, country: str) -> CountryPlan | None:
    """The last job and the newest plan of a country; None when nobody has asked for one yet.

    Raises NotFound unless the actor is a coordinator of the country.
    """
    refuse_foreign_country(actor, country, Role.COORDINATOR)
    with context.store.reading() as session:
        job = find_latest_job(session, kind=JobKind.PLAN_COUNTRY, country=country)
        if job is None:
            return None
        plan = _find_newest(session, country)
        return CountryPlan(job=job, plan=None if plan is None else _view(context, session, plan))


def find_plan_for_request(session: Session, request_id: str) -> RequestInPlan | None:
    """What the newest plan of the request's country says of it; None when there is no plan, or the request is not in it.

    The caller has made sure that the actor may see the request. Requests that no longer wait are not named as displaced.
    """
    country = session.exec(select(Request.country).where(Request.id == request_id)).one()
    plan = _find_newest(session, country)
    if plan is None:
        return None
    entry = session.exec(
        select(PlanEntry).where(PlanEntry.plan_id == plan.id, PlanEntry.request_id == request_id)
    ).one_or_none()
    if entry is None:
        return None
    return RequestInPlan(
        made_at=plan.made_at,
        is_stale=plan.fingerprint != fingerprint(session, country),
        is_proven=plan.status is PlanStatus.OPTIMAL,
        planned_house_id=entry.house_id,
        choices=_choices(session, plan.id, request_id),
    )


def _find_newest(session: Session, country: str) -> Plan | None:
    plans = select(Plan).where(Plan.country == country)
    return session.exec(plans.order_by(col(Plan.made_at).desc(), col(Plan.id).desc()).limit(1)).first()


def _view(context: Context, session: Session, plan: Plan) -> PlanView:
    entries = session.exec(select(PlanEntry).where(PlanEntry.plan_id == plan.id)).all()
    known = _load_known(context, session, entries)
    lines = (_line(entry, known) for entry in entries)
    return PlanView(
        made_at=plan.made_at,
        status=plan.status,
        value=PlanValue(**plan.value),
        upper_bound=PlanValue(**plan.upper_bound),
        wall_ms=plan.wall_ms,
        is_stale=plan.fingerprint != fingerprint(session, plan.country),
        lines=tuple(sorted(lines, key=lambda line: (_URGENCIES.index(line.urgency), line.case_code))),
    )


class _Known(NamedTuple):
    """What entries are shown with, by id."""

    requests: Mapping[str, Displaced]
    house_codes: Mapping[str, str]
    room_labels: Mapping[str, str]
    companions: Mapping[str, tuple[Companion, ...]]


def _load_known(context: Context, session: Session, entries: Iterable[PlanEntry]) -> _Known:
    entries = tuple(entries)
    house_ids = {entry.house_id for entry in entries if entry.house_id is not None}
    houses = session.exec(select(House.id, House.code).where(col(House.id).in_(house_ids)))
    rooms = session.exec(select(Room.id, Room.label).where(col(Room.house_id).in_(house_ids)))
    request_ids = {entry.request_id for entry in entries}
    return _Known(
        requests=_load_requests(session, request_ids),
        house_codes=dict(houses.all()),
        room_labels=dict(rooms.all()),
        companions=load_placed_companions(context, session, request_ids, database_now(session)),
    )


def _load_requests(
    session: Session, request_ids: Collection[str], states: Collection[RequestState] = tuple(RequestState)
) -> dict[str, Displaced]:
    """Case code, urgency and household of those requests that are in one of these states, by id."""
    households = _load_households(session, request_ids)
    rows = session.exec(
        select(Request.id, Request.case_code, col(Request.urgency)).where(
            col(Request.id).in_(request_ids), col(Request.state).in_(states)
        )
    )
    return {
        request_id: Displaced(case_code, urgency, households[request_id]) for request_id, case_code, urgency in rows
    }


def _load_households(session: Session, request_ids: Collection[str]) -> dict[str, Household]:
    adults = func.sum(case((col(RequestPerson.age) >= ADULT_AGE, 1), else_=0))
    rows = session.exec(
        select(RequestPerson.request_id, func.count(), adults)
        .where(col(RequestPerson.request_id).in_(request_ids))
        .group_by(col(RequestPerson.request_id))
    )
    return {request_id: Household(people=people, adults=adults) for request_id, people, adults in rows}


def _line(entry: PlanEntry, known: _Known) -> PlanLine:
    request = known.requests[entry.request_id]
    return PlanLine(
        request_id=entry.request_id,
        case_code=request.case_code,
        urgency=request.urgency,
        household=request.household,
        house_code=None if entry.house_id is None else known.house_codes[entry.house_id],
        rooms=tuple(RoomLine(known.room_labels[use["room"]], len(use["beds"]), use["cots"]) for use in entry.rooms),
        points=sum((entry.points or {}).values()),
        excluded={RuleCode(code): houses for code, houses in entry.excluded.items()},
        relaxations=tuple(
            Relaxation(
                waive=tuple(RuleCode(code) for code in relaxation["waive"]),
                houses=relaxation["houses"],
                beds=relaxation["beds"],
            )
            for relaxation in entry.relaxations
        ),
        companions=known.companions.get(entry.request_id, ()),
    )


def _choices(session: Session, plan_id: str, request_id: str) -> dict[str, Choice]:
    rows = session.exec(
        select(PlanAlternative).where(PlanAlternative.plan_id == plan_id, PlanAlternative.request_id == request_id)
    ).all()
    displaced_ids = {displaced for row in rows for displaced in row.displaced}
    waiting = _load_requests(session, displaced_ids, states=(RequestState.OPEN,))
    return {
        row.house_id: Choice(
            displaced=tuple(waiting[displaced] for displaced in row.displaced if displaced in waiting),
            people_lost=row.people_lost,
            points_lost=row.points_lost,
        )
        for row in rows
    }
