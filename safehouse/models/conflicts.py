"""Report conflicts: a house has reported something of a bed that contradicts the placement which has it."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import SQLModel

from safehouse.domain.codes import BedDoubt, ConflictEnd
from safehouse.models.base import check, code_field, id_field, link_field, moment_field

_OPEN = text("settled_at IS NULL")


class ReportConflict(SQLModel, table=True):
    """One contradiction between a report and a live claim; neither wins. At most one is open for a bed, by the partial unique index.

    `said`: what the report says; a bed that is out of service is no conflict but an outage. `settled_by_id`: whose report settled it;
    None when the claim ended or was moved, which the record of the offer tells.
    """

    __tablename__ = "report_conflict"
    __table_args__ = (
        check("said <> 'out_of_service'", "outages_are_no_conflicts"),
        check("(settled_at IS NULL) = (how IS NULL)", "settled_somehow"),
        Index("uq_report_conflict_open_bed", "bed_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: str = id_field()
    house_id: str = link_field("house.id")
    report_id: str = link_field("capacity_report.id")
    bed_id: str = link_field("bed.id")
    offer_id: str = link_field("offer.id")
    said: BedDoubt = code_field(BedDoubt)
    made_at: datetime = moment_field()
    settled_at: datetime | None = moment_field(nullable=True)
    settled_by_id: str | None = link_field("account.id", nullable=True)
    how: ConflictEnd | None = code_field(ConflictEnd, nullable=True)
