"""Rows to the facts about beds: one query, whatever the number of houses."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, ScalarSelect, Select, Subquery, and_, func, or_, select
from sqlmodel import Session, col

from safehouse.domain.codes import LIVE_CLAIM_STATES, ClaimKind, ClaimState
from safehouse.models.base import UtcDateTime
from safehouse.models.capacity import BedReport, CapacityReport
from safehouse.models.claims import Claim
from safehouse.models.houses import Bed, House, Outage
from safehouse.services.bed_states import BedFacts


def load_bed_facts(session: Session, *, house_ids: Collection[str], now: datetime) -> tuple[BedFacts, ...]:
    """The facts about every bed of these houses that is not retired, in the order of their positions.

    `now` is the database's clock: it decides which holds have passed.
    """
    rows = session.execute(_facts_query(house_ids, now)).all()
    return tuple(_as_facts(row) for row in rows)


def latest_report_id() -> ScalarSelect[str]:
    """The id of the last report of a house; correlates to `house`, None when it never reported."""
    return (
        select(col(CapacityReport.id))
        .where(col(CapacityReport.house_id) == House.id)
        .order_by(col(CapacityReport.reported_at).desc())
        .limit(1)
        .correlate(House)
        .scalar_subquery()
    )


def is_live(now: datetime) -> Any:  # noqa: ANN401  # SQLAlchemy types conditions on enum columns loosely.
    """The condition that a claim is live: a hold whose time has passed is not."""
    return and_(
        col(Claim.state).in_(LIVE_CLAIM_STATES),
        or_(col(Claim.state) != ClaimState.HELD, col(Claim.held_until) > now),
    )


def _facts_query(house_ids: Collection[str], now: datetime) -> Select[Any]:
    outages, departures = _open_outages(now), _departures()
    return (
        select(
            col(Bed.id).label("bed_id"),
            col(Bed.room_id).label("room_id"),
            col(Bed.house_id).label("house_id"),
            col(Claim.state).label("claim_state"),
            col(Claim.kind).label("claim_kind"),
            col(BedReport.occupied).label("said_occupied"),
            col(CapacityReport.reported_at).label("reported_at"),
            outages.c.outage_from,
            departures.c.left_at,
            col(House.turnaround_hours).label("turnaround_hours"),
        )
        .select_from(Bed)
        .join(House, col(House.id) == Bed.house_id)
        .outerjoin(Claim, and_(col(Claim.bed_id) == Bed.id, is_live(now)))
        .outerjoin(CapacityReport, col(CapacityReport.id) == latest_report_id())
        .outerjoin(BedReport, and_(col(BedReport.report_id) == CapacityReport.id, col(BedReport.bed_id) == Bed.id))
        .outerjoin(outages, outages.c.bed_id == Bed.id)
        .outerjoin(departures, departures.c.bed_id == Bed.id)
        .where(col(Bed.house_id).in_(house_ids), col(Bed.retired_at).is_(None))
        .order_by(col(Bed.house_id), col(Bed.position), col(Bed.id))
    )


def _open_outages(now: datetime) -> Subquery:
    first = func.min(col(Outage.starts_at), type_=UtcDateTime()).label("outage_from")
    open_ones = or_(col(Outage.ends_at).is_(None), col(Outage.ends_at) > now)
    return select(col(Outage.bed_id), first).where(open_ones).group_by(col(Outage.bed_id)).subquery()


def _departures() -> Subquery:
    last = func.max(col(Claim.ended_at), type_=UtcDateTime()).label("left_at")
    used = and_(col(Claim.state) == ClaimState.ENDED, col(Claim.kind) == ClaimKind.USED)
    return select(col(Claim.bed_id), last).where(used).group_by(col(Claim.bed_id)).subquery()


def _as_facts(row: Row[Any]) -> BedFacts:
    return BedFacts(
        bed_id=row.bed_id,
        room_id=row.room_id,
        house_id=row.house_id,
        claim_state=row.claim_state,
        claim_kind=row.claim_kind,
        said_occupied=row.said_occupied,
        reported_at=row.reported_at,
        outage_from=row.outage_from,
        left_at=row.left_at,
        turnaround=timedelta(hours=row.turnaround_hours),
    )
