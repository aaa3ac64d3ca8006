"""Unmet need: what stood in the way of requests that ended without a place, and nothing of who was in them."""

from datetime import date
from typing import Any

from sqlalchemy import Column, Date
from sqlmodel import Field, SQLModel

from safehouse.domain.codes import HouseholdShape, RequestState, Urgency
from safehouse.models.base import check, code_field, id_field, json_field, text_field


class UnmetNeed(SQLModel, table=True):
    """One request of a desk of `country` that ended without a place. It names no request and no moment, so nothing leads back.

    `state` with its `reason`: unmet or withdrawn. `possible_houses`: houses of the country that could have taken them when it
    ended. `excluded` and `relaxations` are of the country's houses too, as a suggestion list has them.
    """

    __tablename__ = "unmet_need"
    __table_args__ = (check("possible_houses >= 0", "possible_houses"),)

    id: str = id_field()
    country: str = text_field(2, index=True)
    ended_on: date = Field(sa_column=Column(Date, nullable=False, index=True))
    state: RequestState = code_field(RequestState)
    reason: str = text_field(40)
    shape: HouseholdShape = code_field(HouseholdShape)
    urgency: Urgency = code_field(Urgency)
    possible_houses: int
    excluded: dict[str, int] = json_field()
    relaxations: list[dict[str, Any]] = json_field()
