"""Joint plans of a country as they were computed."""

from datetime import datetime
from typing import Any

from sqlmodel import SQLModel

from safehouse.domain.codes import PlanStatus
from safehouse.models.base import code_field, id_field, json_field, link_field, moment_field, text_field


class Plan(SQLModel, table=True):
    """One plan. `value` and `upper_bound`: {emergency, urgent, planned, points}; `made_at` is the moment of its snapshot.

    `fingerprint` is a digest of the versions of the houses and requests that it saw: another one now means a stale plan.
    """

    id: str = id_field()
    job_id: str = link_field("job.id")
    country: str = text_field(2, index=True)
    made_at: datetime = moment_field()
    status: PlanStatus = code_field(PlanStatus)
    value: dict[str, int] = json_field()
    upper_bound: dict[str, int] = json_field()
    wall_ms: int
    fingerprint: str = text_field(64)


class PlanEntry(SQLModel, table=True):
    """What a plan says of one request. `house_id` None: unplaced, with `excluded` and `relaxations`."""

    __tablename__ = "plan_entry"

    id: str = id_field()
    plan_id: str = link_field("plan.id")
    request_id: str = link_field("request.id")
    house_id: str | None = link_field("house.id", nullable=True)
    rooms: list[dict[str, Any]] = json_field()
    points: dict[str, int] | None = json_field(nullable=True)
    excluded: dict[str, int] = json_field()
    relaxations: list[dict[str, Any]] = json_field()


class PlanAlternative(SQLModel, table=True):
    """What it costs the others to give a request another house than the plan does. `displaced`: request ids."""

    __tablename__ = "plan_alternative"

    id: str = id_field()
    plan_id: str = link_field("plan.id")
    request_id: str = link_field("request.id")
    house_id: str = link_field("house.id")
    displaced: list[str] = json_field()
    people_lost: int
    points_lost: int
