"""Which missing bed cost most: the requests that a stored plan left without a place, by the people of their households."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from safehouse.domain.codes import Gender, HouseholdShape, PlanStatus
from safehouse.domain.spans import Span
from safehouse.models.plans import Plan, PlanEntry
from safehouse.models.requests import RequestPerson
from safehouse.services.statistics.counting import Territory
from safehouse.services.statistics.kinds import shape_of_household
from safehouse.services.summaries.events import within


@dataclass(frozen=True, slots=True)
class Missed:
    """Requests of one shape that a plan left without a place, each counted in one of the two.

    `only_a_bed`: nothing that may be waived would have opened a house, so a bed was what was missing. `a_waiver_opens`: a
    code that may be waived was the last thing in the way in some house.
    """

    only_a_bed: int
    a_waiver_opens: int


def count_missed(session: Session, territory: Territory, span: Span) -> Mapping[HouseholdShape, Missed]:
    """Every shape with its requests that a plan of a desk there first left without a place within the span.

    A request is counted once, however many plans it waited through: by the first that had no place for it. A plan that ran
    out of time says nothing.
    """
    waits: dict[str, bool] = {}
    for request_id, relaxations in session.exec(_first_left_out(territory, span)):
        waits.setdefault(request_id, bool(relaxations))
    shapes = _shapes(session, territory, span)
    counts = Counter((shapes[request_id], opens) for request_id, opens in waits.items())
    return {shape: Missed(counts[shape, False], counts[shape, True]) for shape in HouseholdShape}


def _first_left_out(territory: Territory, span: Span) -> Select[str, list[dict[str, Any]]]:
    """Request ids with their relaxations, by the time of their plans, of the requests that no earlier plan left out."""
    left_out = (
        col(PlanEntry.house_id).is_(None),
        col(Plan.status) != PlanStatus.TIME_LIMIT_WITHOUT_PLAN,
        territory.holds(col(Plan.country)),
    )
    of_plan = col(Plan.id) == col(PlanEntry.plan_id)
    before = select(col(PlanEntry.request_id)).join(Plan, of_plan).where(*left_out, col(Plan.made_at) < span.starts_at)
    return (
        select(col(PlanEntry.request_id), col(PlanEntry.relaxations))
        .join(Plan, of_plan)
        .where(*left_out, *within(col(Plan.made_at), span), col(PlanEntry.request_id).not_in(before))
        .order_by(col(Plan.made_at))
    )


def _shapes(session: Session, territory: Territory, span: Span) -> dict[str, HouseholdShape]:
    """The shape of each of these requests, by id."""
    wanted = _first_left_out(territory, span).order_by(None).with_only_columns(col(PlanEntry.request_id))
    person = (col(RequestPerson.request_id), col(RequestPerson.gender), col(RequestPerson.age))
    people: defaultdict[str, list[tuple[Gender | None, int]]] = defaultdict(list)
    for request_id, gender, age in session.exec(select(*person).where(person[0].in_(wanted))):
        people[request_id].append((gender, age))
    return {request_id: shape_of_household(members) for request_id, members in people.items()}
