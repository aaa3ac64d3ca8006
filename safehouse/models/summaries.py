"""Nightly summaries: one per business date, with exact figures per scope that are only shown within that scope."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Date
from sqlmodel import Field, SQLModel

from safehouse.domain.codes import ScopeKind
from safehouse.models.base import code_field, id_field, json_field, link_field, moment_field, text_field


class Summary(SQLModel, table=True):
    """One night's summary."""

    id: str = id_field()
    business_on: date = Field(sa_column=Column(Date, nullable=False, unique=True))
    made_at: datetime = moment_field()


class SummaryFigures(SQLModel, table=True):
    """The figures of one house, one country or the network."""

    __tablename__ = "summary_figures"

    id: str = id_field()
    summary_id: str = link_field("summary.id")
    scope: ScopeKind = code_field(ScopeKind)
    country: str | None = text_field(2, nullable=True)
    house_id: str | None = link_field("house.id", nullable=True)
    figures: dict[str, Any] = json_field()
