"""A computed plan as rows."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from sqlmodel import Session

from safehouse.models.plans import Plan as PlanRow
from safehouse.models.plans import PlanAlternative, PlanEntry
from safehouse.placement.problem import Placement, Plan, Unplaced
from safehouse.services.jobs import Ticket
from safehouse.services.plans.choices import CostedChoice
from safehouse.services.relaxation_rows import stored_relaxations


def store_plan(
    session: Session, ticket: Ticket, plan: Plan, choices: Iterable[CostedChoice], *, seen: str, made_at: datetime
) -> str:
    """The id of the stored plan, in the caller's transaction."""
    row = PlanRow(
        job_id=ticket.job_id,
        country=ticket.country,
        made_at=made_at,
        status=plan.status,
        value=asdict(plan.value),
        upper_bound=asdict(plan.upper_bound),
        wall_ms=plan.wall_ms,
        fingerprint=seen,
    )
    session.add(row)
    session.flush()
    session.add_all(_placed(row.id, placement) for placement in plan.placed)
    session.add_all(_unplaced(row.id, unplaced) for unplaced in plan.unplaced)
    session.add_all(_alternative(row.id, choice) for choice in choices)
    return row.id


def _placed(plan_id: str, placement: Placement) -> PlanEntry:
    return PlanEntry(
        plan_id=plan_id,
        request_id=placement.request,
        house_id=placement.house,
        rooms=[{"room": use.room, "beds": list(use.beds), "cots": use.cots} for use in placement.rooms],
        points={criterion.value: points for criterion, points in placement.points.by_criterion().items()},
        excluded={},
        relaxations=[],
    )


def _unplaced(plan_id: str, unplaced: Unplaced) -> PlanEntry:
    return PlanEntry(
        plan_id=plan_id,
        request_id=unplaced.request,
        rooms=[],
        excluded={code.value: houses for code, houses in unplaced.excluded.items()},
        relaxations=stored_relaxations(unplaced.relaxations),
    )


def _alternative(plan_id: str, choice: CostedChoice) -> PlanAlternative:
    return PlanAlternative(
        plan_id=plan_id,
        request_id=choice.request_id,
        house_id=choice.house_id,
        displaced=list(choice.cost.displaced),
        people_lost=sum(choice.cost.people_lost.values()),
        points_lost=choice.cost.points_lost,
    )
