"""People who sleep in a house and are not known to the service: what a report does not say of them."""

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from safehouse.domain.codes import AgeBand, Gender
from safehouse.models.base import check, code_field, id_field, link_field, moment_field

_THERE = text("left_at IS NULL")


class Resident(SQLModel, table=True):
    """One person in one bed or cot; at most one is there. Whether a bed is occupied is the capacity report's word alone.

    `gender` None: the house will not say. `expected_end_on` None: not known.
    """

    __table_args__ = (
        check("(bed_id IS NULL) <> (cot_id IS NULL)", "bed_or_cot"),
        check("cot_id IS NULL OR age_band = 'under_2'", "cots_take_babies"),
        Index("uq_resident_there_bed", "bed_id", unique=True, sqlite_where=_THERE, postgresql_where=_THERE),
        Index("uq_resident_there_cot", "cot_id", unique=True, sqlite_where=_THERE, postgresql_where=_THERE),
    )

    id: str = id_field()
    house_id: str = link_field("house.id")
    bed_id: str | None = link_field("bed.id", nullable=True, index=False)
    cot_id: str | None = link_field("cot.id", nullable=True, index=False)
    gender: Gender | None = code_field(Gender, nullable=True)
    age_band: AgeBand = code_field(AgeBand)
    expected_end_on: date | None = Field(default=None)
    entered_at: datetime = moment_field()
    left_at: datetime | None = moment_field(nullable=True)
