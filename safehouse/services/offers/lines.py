"""What all see of an offer in the same way: where it stands, its reason, its places by what door and bed say, its stay."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from safehouse.domain.access import Action
from safehouse.domain.codes import (
    ClaimKind,
    DeclinedHouse,
    DeclinedSurvivor,
    OfferState,
    ReleaseReason,
    Role,
)
from safehouse.models.audit import AuditEntry
from safehouse.models.base import UtcDateTime
from safehouse.models.claims import Claim, Stay
from safehouse.models.houses import Bed, Room
from safehouse.models.offers import Offer
from safehouse.models.requests import Request
from safehouse.models.transfers import Transfer
from safehouse.services.absences import load_absence_roles
from safehouse.services.context import Context
from safehouse.services.offers.cases import overdue_at

Reason = DeclinedHouse | DeclinedSurvivor | ReleaseReason
_Door = tuple[str, str]
_Claimed = tuple[Claim, Bed | None]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an offer stands, the same for everybody who may see it.

    `state` is `expired` from the moment on at which nobody can accept any more. `is_live`: it waits for an answer, or its people
    are awaited or staying. `is_awaited`: accepted, and they have not arrived. `overdue_at` None: nobody is awaited.
    """

    state: OfferState
    is_live: bool
    is_awaited: bool
    overdue_at: datetime | None
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class RoomLine:
    """What is used of one room: the labels of room and beds, how many cots, and how many beds stay empty beside them."""

    label: str
    beds: tuple[str, ...]
    cots: int
    blocked: int


@dataclass(frozen=True, slots=True)
class StayLine:
    """The stay that an offer has become.

    `absent_since` None: they are there. `absence_role`: in which role the absence was entered when the house said so by telephone.
    `moves_out`: they are to move to another place.
    """

    stay_id: str
    checked_in_at: datetime
    expected_end_on: date
    absent_since: datetime | None
    absence_role: Role | None
    checked_out_at: datetime | None
    moves_out: bool


def shown_state(offer: Offer, clock: datetime) -> OfferState:
    """The state of an offer at a moment by the database's clock, whether or not its row has followed yet."""
    is_passed = offer.state is OfferState.PENDING and offer.answer_by_at <= clock
    return OfferState.EXPIRED if is_passed else offer.state


def standing_of(
    context: Context, offer: Offer, request: Request, clock: datetime, *, stay: StayLine | None
) -> Standing:
    """Where an offer of a request stands at a moment by the database's clock; `stay`: what it has become."""
    state = shown_state(offer, clock)
    is_accepted = state is OfferState.ACCEPTED
    is_awaited = is_accepted and stay is None
    is_there = stay is not None and stay.checked_out_at is None
    overdue = overdue_at(context, offer, request.urgency) if is_awaited else None
    return Standing(
        state=state,
        is_live=state is OfferState.PENDING or is_awaited or is_there,
        is_awaited=is_awaited,
        overdue_at=overdue,
        is_overdue=overdue is not None and overdue <= clock,
    )


def reason_of(offer: Offer) -> Reason | None:
    """Why an offer was declined, or withdrawn because nobody came; None: no reason belongs to its state."""
    kinds: Mapping[OfferState, type[Reason]] = {
        OfferState.DECLINED_HOUSE: DeclinedHouse,
        OfferState.DECLINED_SURVIVOR: DeclinedSurvivor,
        OfferState.WITHDRAWN: ReleaseReason,
    }
    return None if offer.reason is None else kinds[offer.state](offer.reason)


def load_rooms(session: Session, offer_ids: Collection[str]) -> Mapping[str, tuple[RoomLine, ...]]:
    """What each offer claims or claimed last, rooms and beds in the order of the house, by offer id."""
    claims = (
        select(Claim, Room, Bed)
        .join(Room, col(Room.id) == Claim.room_id)
        .outerjoin(Bed, col(Bed.id) == Claim.bed_id)
        .where(col(Claim.offer_id).in_(offer_ids), ~is_moved())
        .order_by(col(Room.position), Room.id, col(Bed.position), Claim.id)
    )
    offers: defaultdict[str, defaultdict[_Door, list[_Claimed]]] = defaultdict(lambda: defaultdict(list))
    for claim, room, bed in session.exec(claims):
        offers[claim.offer_id][room.id, room.label].append((claim, bed))
    return {
        offer_id: tuple(_line(label, claimed) for (_, label), claimed in rooms.items())
        for offer_id, rooms in offers.items()
    }


def left_offers() -> SelectOfScalar[str]:
    """The ids of the offers whose people came and have left since."""
    return select(Stay.offer_id).where(col(Stay.checked_out_at).is_not(None))


def is_moved() -> ColumnElement[bool]:
    """The condition that a claim was given up for another bed of the same house."""
    return func.coalesce(col(Claim.release_reason), "") == ReleaseReason.MOVED.value


def load_moves(session: Session, offer_ids: Collection[str]) -> Mapping[str, datetime]:
    """When the people of each offer were last given another bed of the house, by offer id."""
    moved = select(Claim.offer_id, func.max(Claim.ended_at, type_=UtcDateTime())).where(is_moved())
    rows = session.exec(moved.where(col(Claim.offer_id).in_(offer_ids)).group_by(col(Claim.offer_id)))
    return {offer_id: moved_at for offer_id, moved_at in rows if moved_at is not None}


def load_stays(session: Session, offer_ids: Collection[str]) -> Mapping[str, StayLine]:
    """The stay that each offer has become, by offer id."""
    of_offers = select(Stay).where(col(Stay.offer_id).in_(offer_ids))
    moving = select(Transfer.stay_id).join(Stay, col(Stay.id) == Transfer.stay_id)
    is_live = col(Stay.offer_id).in_(offer_ids) & col(Transfer.ended_at).is_(None)
    stays, moving_ids = session.exec(of_offers).all(), frozenset(session.exec(moving.where(is_live)))
    roles = load_absence_roles(session, stays)
    return {
        stay.offer_id: StayLine(
            stay_id=stay.id,
            checked_in_at=stay.checked_in_at,
            expected_end_on=stay.expected_end_on,
            absent_since=stay.absent_since,
            absence_role=roles.get(stay.id),
            checked_out_at=stay.checked_out_at,
            moves_out=stay.id in moving_ids,
        )
        for stay in stays
    }


def load_taken_back(session: Session, offer_ids: Collection[str]) -> frozenset[str]:
    """The ids of those of these offers whose house took its yes back, which their state does not tell from a no."""
    return frozenset(session.exec(taken_back_ids().where(col(Claim.offer_id).in_(offer_ids))))


def taken_back_ids() -> SelectOfScalar[str]:
    """The ids of all such offers."""
    return select(Claim.offer_id).where(Claim.release_reason == ReleaseReason.TAKEN_BACK)


def load_telephone_roles(session: Session, offers: Sequence[Offer]) -> Mapping[str, Role]:
    """In which role each answer was entered that a house gave by telephone, by offer id: the record of acts knows it."""
    by_telephone = [offer.id for offer in offers if offer.by_telephone]
    answers = select(AuditEntry).where(
        col(AuditEntry.subject_id).in_(by_telephone),
        col(AuditEntry.action).in_((Action.ACCEPTED_OFFER, Action.DECLINED_OFFER, Action.TOOK_BACK_ACCEPTANCE)),
    )
    return {
        entry.subject_id: entry.actor_role for entry in session.exec(answers) if entry.subject_id and entry.actor_role
    }


def _line(label: str, claimed: list[_Claimed]) -> RoomLine:
    return RoomLine(
        label=label,
        beds=tuple(bed.label for claim, bed in claimed if bed is not None and claim.kind is ClaimKind.USED),
        cots=sum(claim.cot_id is not None for claim, _ in claimed),
        blocked=sum(claim.kind is ClaimKind.BLOCKED for claim, _ in claimed),
    )
