"""An offer in hand: its request, the role in which somebody acts on it, the locks, and the record of what was done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from safehouse.domain.access import Action, Actor, SubjectKind
from safehouse.domain.codes import OfferState, RequestState, Role, Urgency
from safehouse.domain.errors import HoldExpired, WrongState
from safehouse.models.offers import Offer
from safehouse.models.requests import Request
from safehouse.services import audit
from safehouse.services.context import Context
from safehouse.services.db import database_now, lock_house
from safehouse.services.offers.leaving import count_up, has_arrived, house_left_by
from safehouse.services.request_states import lock_request, move_request

LIVE_OFFER_STATES = frozenset({OfferState.PENDING, OfferState.ACCEPTED})
"""The house has not answered, or has said yes."""


@dataclass(frozen=True, slots=True)
class OfferCase:
    """An offer with its request, and the role in which the actor acts on them."""

    offer: Offer
    request: Request
    role: Role


def lock_houses(session: Session, house_ids: Iterable[str]) -> None:
    """Lock every house that a deed touches, always in the order of their ids, so that no two deeds wait for each other.

    Before any lock of a request. Raises NotFound.
    """
    for house_id in sorted(set(house_ids)):
        lock_house(session, house_id)


def lock_offer(session: Session, offer: Offer, role: Role) -> OfferCase:
    """Take the locks of house and request for an offer that the actor was allowed to see; both are read anew.

    The house that its people leave, if they do, is locked too.
    """
    house_id, request_id = offer.house_id, offer.request_id
    lock_houses(session, (house_id, *house_left_by(session, offer)))
    return OfferCase(offer, lock_request(session, request_id), role)


def lock_offer_and_rivals(session: Session, offer: Offer, role: Role) -> OfferCase:
    """The same with the houses of every other pending offer of the request, for a deed that changes those offers too.

    While the offer is pending no other one is made for its request, so that none can be missing from what is locked.
    """
    house_id, request_id = offer.house_id, offer.request_id
    rivals = (rival.house_id for rival in list_rivals(session, offer))
    lock_houses(session, {house_id, *rivals, *house_left_by(session, offer)})
    return OfferCase(offer, lock_request(session, request_id), role)


def list_rivals(session: Session, offer: Offer) -> Sequence[Offer]:
    """The other pending offers of its request, as the rows have them: the time to answer may have passed."""
    pending = select(Offer).where(Offer.request_id == offer.request_id, Offer.state == OfferState.PENDING)
    return session.exec(pending.where(Offer.id != offer.id).order_by(Offer.id)).all()


def open_again(session: Session, offer: Offer, request: Request) -> None:
    """An offer of the locked request has ended: the request is open again, unless one more house can still answer.

    One whose people were to move out of another house stays checked in there. Raises WrongState after the arrival.
    """
    if offer.from_stay_id is not None:
        if has_arrived(session, offer):
            raise WrongState
        count_up(request)
        return
    pending = select(Offer.id).where(Offer.request_id == request.id, Offer.state == OfferState.PENDING)
    if request.state is RequestState.OFFERED and session.exec(pending.limit(1)).first() is not None:
        # What the engine sees of the request has changed all the same.
        request.version += 1
    else:
        move_request(request, RequestState.OPEN)


def refuse_passed(session: Session, offer: Offer) -> None:
    """Refuse with HoldExpired a pending offer whose time to answer has passed by the database's clock."""
    if offer.state is OfferState.PENDING and offer.answer_by_at <= database_now(session):
        raise HoldExpired


def overdue_at(context: Context, offer: Offer, urgency: Urgency) -> datetime:
    """When a reservation becomes overdue: the expected arrival and the grace of its urgency."""
    return offer.arrives_at + context.settings.grace[urgency]


def record_offer_deed(
    session: Session, actor: Actor | None, action: Action, case: OfferCase, now: datetime, **detail: audit.Detail
) -> None:
    """The audit row of a deed on an offer: which request, which house, and what was decided. `actor` None: the service itself."""
    audit.record(
        session,
        actor=actor,
        role=case.role if actor else None,
        action=action,
        subject_kind=SubjectKind.OFFER,
        subject_id=case.offer.id,
        now=now,
        country=case.request.country,
        house_id=case.offer.house_id,
        detail={"request": case.request.id, **detail},
    )
