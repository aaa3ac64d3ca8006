"""Claims: the rows that make a place unavailable. They are written by offers and stays, under the lock of their house.

Two guards keep a place from being promised twice. The house lock lets one transaction at a time look at a house and claim in
it; should it ever be forgotten, the unique indexes on live claims refuse the second row, and the refusal is the same.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, or_, select

from safehouse.domain.codes import ClaimKind, ClaimState, ConflictEnd, ReleaseReason
from safehouse.domain.errors import BedTaken, WrongState
from safehouse.models.claims import Claim
from safehouse.models.houses import Bed, Cot, Outage
from safehouse.models.offers import Offer
from safehouse.placement.problem import RoomUse
from safehouse.services.bed_facts import is_live
from safehouse.services.db import is_duplicate
from safehouse.services.report_conflicts import settle_with_claims
from safehouse.services.resident_rows import cots_with_residents


def hold_places(
    session: Session, offer: Offer, rooms: Sequence[RoomUse], *, is_shared_bed: bool, now: datetime
) -> None:
    """Hold what the offer wants until its answer is due: beds and cots as used, the rest of rooms of one's own as blocked.

    `now` is the database's clock. Raises BedTaken when a place has a live claim already, by whichever guard.
    """
    claims = [claim for use in rooms for claim in _claims(session, offer, use, now, is_shared_bed=is_shared_bed)]
    _add_claims(session, claims)


def reserve_places(session: Session, offer_id: str) -> None:
    """The house accepted: the hold no longer ends by the clock. Raises WrongState when nothing is held."""
    _move(session, offer_id, (ClaimState.HELD,), state=ClaimState.RESERVED, held_until=None)


def occupy_places(session: Session, offer_id: str) -> None:
    """They arrived. Raises WrongState when nothing is reserved."""
    _move(session, offer_id, (ClaimState.RESERVED,), state=ClaimState.OCCUPIED)
    used = select(Claim.bed_id).where(Claim.offer_id == offer_id, Claim.state == ClaimState.OCCUPIED)
    beds = session.exec(used.where(Claim.kind == ClaimKind.USED)).all()
    settle_with_claims(session, offer_id, ConflictEnd.ARRIVED, beds=[bed for bed in beds if bed is not None])


def move_places(
    session: Session, offer: Offer, rooms: Sequence[RoomUse], *, is_shared_bed: bool, now: datetime
) -> None:
    """Give an offer other places of its house in place of those that it has, in the state in which these are.

    `now` is the database's clock. A place may be among both and has one live claim at most, so the old claims end before the new ones
    begin; both in the caller's transaction, so that nobody is ever without. Beds that were slept in must be made ready. Raises
    WrongState when the offer has no place, and BedTaken.
    """
    old = session.exec(select(Claim).where(Claim.offer_id == offer.id, is_live(now))).all()
    if not old:
        raise WrongState
    state = old[0].state
    for claim in old:
        claim.state = ClaimState.ENDED if state is ClaimState.OCCUPIED else ClaimState.RELEASED
        claim.ended_at, claim.release_reason = now, ReleaseReason.MOVED
    session.flush()
    settle_with_claims(session, offer.id, ConflictEnd.MOVED)
    new = [claim for use in rooms for claim in _claims(session, offer, use, now, is_shared_bed=is_shared_bed)]
    for claim in new:
        claim.state, claim.held_until = state, offer.answer_by_at if state is ClaimState.HELD else None
    _add_claims(session, new)


def end_places(session: Session, offer_id: str, *, now: datetime) -> None:
    """They left; the turnaround begins. Raises WrongState when nothing is occupied."""
    _move(session, offer_id, (ClaimState.OCCUPIED,), state=ClaimState.ENDED, ended_at=now)
    settle_with_claims(session, offer_id, ConflictEnd.LEFT)


def expire_places(session: Session, offer_id: str, *, now: datetime) -> None:
    """The time to answer has passed. Raises WrongState when nothing is held."""
    _move(session, offer_id, (ClaimState.HELD,), state=ClaimState.EXPIRED, ended_at=now)
    settle_with_claims(session, offer_id, ConflictEnd.EXPIRED)


def release_places(session: Session, offer_id: str, reason: ReleaseReason, *, now: datetime) -> None:
    """A person gave the places back before anybody arrived. Raises WrongState when nothing is held or reserved."""
    before = (ClaimState.HELD, ClaimState.RESERVED)
    _move(session, offer_id, before, state=ClaimState.RELEASED, ended_at=now, release_reason=reason)
    settle_with_claims(session, offer_id, ConflictEnd.RELEASED)


def _add_claims(session: Session, claims: Sequence[Claim]) -> None:
    session.add_all(claims)
    try:
        session.flush()
    except IntegrityError as error:
        if is_duplicate(error):
            raise BedTaken from None
        raise


def _claims(session: Session, offer: Offer, use: RoomUse, now: datetime, *, is_shared_bed: bool) -> Iterator[Claim]:
    blocked = () if is_shared_bed else _beds_left(session, use, now)
    yield from (_claim(offer, use, now, kind=ClaimKind.USED, bed_id=bed) for bed in use.beds)
    yield from (_claim(offer, use, now, kind=ClaimKind.USED, cot_id=cot) for cot in _cots(session, use, now))
    yield from (_claim(offer, use, now, kind=ClaimKind.BLOCKED, bed_id=bed) for bed in blocked)


def _claim(
    offer: Offer,
    use: RoomUse,
    now: datetime,
    *,
    kind: ClaimKind,
    bed_id: str | None = None,
    cot_id: str | None = None,
) -> Claim:
    return Claim(
        offer_id=offer.id,
        request_id=offer.request_id,
        house_id=offer.house_id,
        room_id=use.room,
        kind=kind,
        state=ClaimState.HELD,
        made_at=now,
        held_until=offer.answer_by_at,
        bed_id=bed_id,
        cot_id=cot_id,
    )


def _cots(session: Session, use: RoomUse, now: datetime) -> Sequence[str]:
    """The lowest cots of the room that nobody has. Raises BedTaken when there are fewer than wanted."""
    taken = select(Claim.cot_id).where(is_live(now), col(Claim.cot_id).is_not(None))
    query = select(Cot.id).where(Cot.room_id == use.room, col(Cot.retired_at).is_(None), col(Cot.id).not_in(taken))
    query = query.where(col(Cot.id).not_in(cots_with_residents()))
    cots = session.exec(query.order_by(Cot.id).limit(use.cots)).all()
    if len(cots) < use.cots:
        raise BedTaken
    return cots


def _beds_left(session: Session, use: RoomUse, now: datetime) -> Sequence[str]:
    """Every other bed of the room, also one that is being made ready; not one that is out of service anyway."""
    open_outage = or_(col(Outage.ends_at).is_(None), col(Outage.ends_at) > now)
    out_of_service = select(Outage.bed_id).where(col(Outage.starts_at) <= now, open_outage)
    in_room = select(Bed.id).where(Bed.room_id == use.room, col(Bed.retired_at).is_(None))
    return session.exec(in_room.where(col(Bed.id).not_in(use.beds), col(Bed.id).not_in(out_of_service))).all()


def _move(session: Session, offer_id: str, before: Collection[ClaimState], **values: Any) -> None:  # noqa: ANN401  # Columns of a claim.
    session.flush()
    statement = update(Claim).where(col(Claim.offer_id) == offer_id, col(Claim.state).in_(before)).values(**values)
    if session.connection().execute(statement).rowcount == 0:
        raise WrongState
    session.expire_all()
