"""Evacuations: where everybody of a house can go together, as a plan that is carried out or as a drill."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from safehouse.domain.codes import PlanStatus
from safehouse.models.base import code_field, id_field, json_field, link_field, moment_field


class Evacuation(SQLModel, table=True):
    """One house that was asked about: the row is made with its job, everything from `made_at` on when it is computed.

    `made_at` is the moment of the snapshot. `people`: how many the service knows there or expects there, `placed` how many of them
    have a place; `unknown_people`: how many more are there. A drill has no moves. `ended_at`: the house is not compromised any more.
    """

    id: str = id_field()
    job_id: str = link_field("job.id")
    house_id: str = link_field("house.id")
    is_drill: bool
    asked_at: datetime = moment_field()
    made_at: datetime | None = moment_field(nullable=True)
    status: PlanStatus | None = code_field(PlanStatus, nullable=True)
    people: int | None = Field(default=None)
    placed: int | None = Field(default=None)
    unknown_people: int | None = Field(default=None)
    wall_ms: int | None = Field(default=None)
    ended_at: datetime | None = moment_field(nullable=True)


class EvacuationMove(SQLModel, table=True):
    """What an evacuation says of one request. `house_id` None: no place, with `excluded` and `relaxations`.

    `offer_id`: the offer that brought them into the house, or would; `is_there`: they are there. `new_offer_id`: the offer by which
    the move is carried out; None: nobody has begun it.
    """

    __tablename__ = "evacuation_move"

    id: str = id_field()
    evacuation_id: str = link_field("evacuation.id")
    request_id: str = link_field("request.id")
    offer_id: str = link_field("offer.id")
    is_there: bool
    house_id: str | None = link_field("house.id", nullable=True)
    rooms: list[dict[str, Any]] = json_field()
    points: dict[str, int] | None = json_field(nullable=True)
    excluded: dict[str, int] = json_field()
    relaxations: list[dict[str, Any]] = json_field()
    new_offer_id: str | None = link_field("offer.id", nullable=True)
