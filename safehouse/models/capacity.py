"""Capacity reports: what a manager said about the own house at a time. Never changed, only followed by a newer one."""

from datetime import datetime

from sqlmodel import SQLModel

from safehouse.domain.codes import Gender, OutOfServiceReason, Role
from safehouse.models.base import check, code_field, id_field, link_field, moment_field


class CapacityReport(SQLModel, table=True):
    """One report. `needs_call_first`: somebody there may have to be kept apart from somebody.

    `entered_as`: the role of who typed it; None for one that came with a file at the server's command line.
    """

    __tablename__ = "capacity_report"

    id: str = id_field()
    house_id: str = link_field("house.id")
    reported_at: datetime = moment_field(index=True)
    entered_by_id: str | None = link_field("account.id", nullable=True)
    entered_as: Role | None = code_field(Role, nullable=True)
    by_telephone: bool
    nothing_changed: bool
    needs_call_first: bool


class BedReport(SQLModel, table=True):
    """What the report says of one bed. `occupied`: somebody sleeps there, known to the service or not."""

    __tablename__ = "bed_report"
    __table_args__ = (check("in_service OR reason IS NOT NULL", "outage_has_a_reason"),)

    report_id: str = link_field("capacity_report.id", primary_key=True)
    bed_id: str = link_field("bed.id", primary_key=True)
    in_service: bool
    occupied: bool
    reason: OutOfServiceReason | None = code_field(OutOfServiceReason, nullable=True)


class RoomReport(SQLModel, table=True):
    """What the report says of the people not known to the service in one shared room. `will_not_say`: the room counts as full."""

    __tablename__ = "room_report"

    report_id: str = link_field("capacity_report.id", primary_key=True)
    room_id: str = link_field("room.id", primary_key=True)
    gender: Gender | None = code_field(Gender, nullable=True)
    has_minors: bool
    will_not_say: bool
