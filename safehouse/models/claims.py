"""Claims: what makes a place unavailable, and the only table that a double booking could happen in. And the stays."""

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from safehouse.domain.codes import ClaimKind, ClaimState, MoveOn, ReleaseReason
from safehouse.models.base import check, code_field, id_field, link_field, moment_field, text_field

_LIVE = text("state IN ('held', 'reserved', 'occupied')")


class Claim(SQLModel, table=True):
    """One claim on one bed or one cot; at most one live claim per place, by the two partial unique indexes."""

    __table_args__ = (
        check("(bed_id IS NULL) <> (cot_id IS NULL)", "bed_or_cot"),
        check("state <> 'held' OR held_until IS NOT NULL", "held_ends"),
        check("cot_id IS NULL OR kind = 'used'", "cots_are_used"),
        Index("uq_claim_live_bed", "bed_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index("uq_claim_live_cot", "cot_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
    )

    id: str = id_field()
    offer_id: str = link_field("offer.id")
    request_id: str = link_field("request.id")
    house_id: str = link_field("house.id")
    room_id: str = link_field("room.id")
    bed_id: str | None = link_field("bed.id", nullable=True, index=False)
    cot_id: str | None = link_field("cot.id", nullable=True, index=False)
    kind: ClaimKind = code_field(ClaimKind)
    state: ClaimState = code_field(ClaimState, index=True)
    made_at: datetime = moment_field()
    held_until: datetime | None = moment_field(nullable=True)
    ended_at: datetime | None = moment_field(nullable=True)
    release_reason: ReleaseReason | None = code_field(ReleaseReason, nullable=True)


class Stay(SQLModel, table=True):
    """The occupied phase of one request in one house. Absence is a moment on it, never a check-out.

    `absence_id` names the absence that lasts, so that what is said of it is not taken for the next one; it is there as long as
    `absent_since` is. `returned_at`: when they came back last.
    """

    id: str = id_field()
    request_id: str = link_field("request.id")
    offer_id: str = link_field("offer.id")
    house_id: str = link_field("house.id")
    checked_in_at: datetime = moment_field()
    expected_end_on: date
    absent_since: datetime | None = moment_field(nullable=True)
    checked_out_at: datetime | None = moment_field(nullable=True)
    move_on: MoveOn | None = code_field(MoveOn, nullable=True)
    by_telephone: bool = Field(default=False)
    absence_id: str | None = text_field(20, nullable=True)
    returned_at: datetime | None = moment_field(nullable=True)
