"""An offer in hand: its request, the role in which somebody acts on it, the locks, and the record of what was done."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from safehouse.domain.access import Action, Actor, SubjectKind
from safehouse.domain.codes import OfferState, RequestState, Role, Urgency
from safehouse.domain.errors import HoldExpired
from safehouse.models.offers import Offer
from safehouse.models.requests import Request
from safehouse.services import audit
from safehouse.services.context import Context
from safehouse.services.db import database_now, lock_house
from safehouse.services.request_states import lock_request

AWAITED_STATES = frozenset({RequestState.RESERVED, RequestState.IN_TRANSIT})
"""The house has said yes and they have not arrived."""
LIVE_REQUEST_STATES = AWAITED_STATES | {RequestState.OFFERED, RequestState.CHECKED_IN}
"""A house is asked to take them, expects them or has them."""
LIVE_OFFER_STATES = frozenset({OfferState.PENDING, OfferState.ACCEPTED})
"""The house has not answered, or has said yes."""


@dataclass(frozen=True, slots=True)
class OfferCase:
    """An offer with its request, and the role in which the actor acts on them."""

    offer: Offer
    request: Request
    role: Role


def lock_offer(session: Session, offer: Offer, role: Role) -> OfferCase:
    """Take the locks of house and request for an offer that the actor was allowed to see; both are read anew."""
    house_id, request_id = offer.house_id, offer.request_id
    lock_house(session, house_id)
    return OfferCase(offer, lock_request(session, request_id), role)


def refuse_passed(session: Session, offer: Offer) -> None:
    """Refuse with HoldExpired a pending offer whose time to answer has passed by the database's clock."""
    if offer.state is OfferState.PENDING and offer.answer_by_at <= database_now(session):
        raise HoldExpired


def overdue_at(context: Context, offer: Offer, urgency: Urgency) -> datetime:
    """When a reservation becomes overdue: the expected arrival and the grace of its urgency."""
    return offer.arrives_at + context.settings.grace[urgency]


def record_offer_deed(
    session: Session, actor: Actor, action: Action, case: OfferCase, now: datetime, **detail: audit.Detail
) -> None:
    """The audit row of a deed on an offer: which request, which house, and what was decided."""
    audit.record(
        session,
        actor=actor,
        role=case.role,
        action=action,
        subject_kind=SubjectKind.OFFER,
        subject_id=case.offer.id,
        now=now,
        country=case.request.country,
        house_id=case.offer.house_id,
        detail={"request": case.request.id, **detail},
    )
