"""Beds on which a placement cannot count although it has them: closed by an outage, or contradicted by a report of the house.

The claim stays, and so does what the house has said: house and desk must speak. Both see it until the outage ends, a report agrees,
another bed is given, or the claim ends.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlmodel import Session, col
from sqlmodel.sql.expression import SelectOfScalar

from safehouse.domain.codes import BedDoubt, ClaimKind, ClaimState, OutOfServiceReason
from safehouse.models.claims import Claim
from safehouse.models.conflicts import ReportConflict
from safehouse.models.houses import Bed, Outage, Room
from safehouse.models.offers import Offer
from safehouse.services.bed_facts import is_live

_Ids = Collection[str] | SelectOfScalar[str] | None


@dataclass(frozen=True, slots=True)
class DoubtfulBed:
    """One bed of an offer with why it cannot be counted on; `room` and `bed` are what the doors say.

    `since`: from when it is out of service, perhaps in the future, or when the house said otherwise. `until` None: nobody knows.
    `reason`: of the outage. `is_stopping`: nobody is there yet, so the house's yes and the departure are refused until it is settled.
    """

    offer_id: str
    request_id: str
    house_id: str
    bed_id: str
    room: str
    bed: str
    doubt: BedDoubt
    since: datetime
    until: datetime | None
    reason: OutOfServiceReason | None
    is_stopping: bool


def find_doubtful_beds(
    session: Session, *, now: datetime, request_ids: _Ids = None, house_ids: Collection[str] | None = None
) -> tuple[DoubtfulBed, ...]:
    """Those with live claims of these requests (None: all) in these houses (None: all), by room and bed; `now`: the database's clock.

    An outage counts that covers the moment of arrival, or begins after it: it is told at once, and stops nobody before it begins.
    """
    session.flush()
    claimed = _claimed(now, request_ids, house_ids)
    found = [*_closed(session, claimed, now), *_contradicted(session, claimed)]
    return tuple(sorted(found, key=lambda bed: (bed.room, bed.bed, bed.bed_id, bed.doubt)))


def doubts_of(beds: Iterable[DoubtfulBed], offer_id: str) -> tuple[DoubtfulBed, ...]:
    """Those of one offer."""
    return tuple(bed for bed in beds if bed.offer_id == offer_id)


def _claimed(now: datetime, request_ids: _Ids, house_ids: Collection[str] | None) -> Select[*tuple[Any, ...]]:
    claimed: Select[*tuple[Any, ...]] = (
        select(Claim, col(Offer.arrives_at), col(Room.label).label("room"), col(Bed.label).label("bed"))
        .join(Offer, col(Offer.id) == Claim.offer_id)
        .join(Room, col(Room.id) == Claim.room_id)
        .join(Bed, col(Bed.id) == Claim.bed_id)
        .where(is_live(now))
    )
    if request_ids is not None:
        claimed = claimed.where(col(Claim.request_id).in_(request_ids))
    if house_ids is not None:
        claimed = claimed.where(col(Claim.house_id).in_(house_ids))
    return claimed


def _closed(session: Session, claimed: Select[*tuple[Any, ...]], now: datetime) -> Iterator[DoubtfulBed]:
    """Beds that somebody uses or will use; a bed that is only kept empty for a household does no harm when it is closed."""
    not_ended = or_(col(Outage.ends_at).is_(None), col(Outage.ends_at) > now)
    used = claimed.where(col(Claim.kind) == ClaimKind.USED, not_ended)
    rows = session.execute(used.add_columns(Outage).join(Outage, col(Outage.bed_id) == Claim.bed_id))
    for claim, arrives_at, room, bed, outage in rows:
        is_there = claim.state is ClaimState.OCCUPIED
        needed_from = now if is_there else max(now, arrives_at)
        if outage.ends_at is not None and outage.ends_at <= needed_from:
            continue
        yield DoubtfulBed(
            claim.offer_id,
            claim.request_id,
            claim.house_id,
            claim.bed_id,
            room=room,
            bed=bed,
            doubt=BedDoubt.OUT_OF_SERVICE,
            since=outage.starts_at,
            until=outage.ends_at,
            reason=outage.reason,
            is_stopping=not is_there and outage.starts_at <= needed_from,
        )


def _contradicted(session: Session, claimed: Select[*tuple[Any, ...]]) -> Iterator[DoubtfulBed]:
    is_theirs = (col(ReportConflict.bed_id) == Claim.bed_id) & (col(ReportConflict.offer_id) == Claim.offer_id)
    still_open = claimed.add_columns(ReportConflict).join(ReportConflict, is_theirs)
    rows = session.execute(still_open.where(col(ReportConflict.settled_at).is_(None)))
    for claim, _arrives_at, room, bed, conflict in rows:
        yield DoubtfulBed(
            claim.offer_id,
            claim.request_id,
            claim.house_id,
            claim.bed_id,
            room=room,
            bed=bed,
            doubt=conflict.said,
            since=conflict.made_at,
            until=None,
            reason=None,
            is_stopping=claim.state is not ClaimState.OCCUPIED,
        )
