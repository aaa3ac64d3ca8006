"""Offers whose time to answer has passed. Their holds are free from that moment on, by whoever reads; here the rows follow.

Nothing depends on when this happens: a claim in the house does it first of all, and so does a new suggestion or offer for the
request. The scheduler only keeps pages from showing an offer that nobody can accept any more.
"""

from datetime import datetime

from sqlmodel import Session, col, select

from safehouse.domain.access import Action, SubjectKind
from safehouse.domain.codes import OfferState, RequestState
from safehouse.models.offers import Offer
from safehouse.models.requests import Request
from safehouse.services import audit
from safehouse.services.claims import expire_places
from safehouse.services.context import Context
from safehouse.services.db import database_now, lock_house
from safehouse.services.request_states import lock_request, move_request


def expire_overdue_holds(context: Context, *, now: datetime) -> int:
    """Let every offer expire whose time has passed, each house in a transaction of its own; how many. Safe to repeat."""
    with context.store.reading() as session:
        passed = select(Offer.house_id).where(Offer.state == OfferState.PENDING)
        clock = database_now(session)
        house_ids = session.exec(passed.where(col(Offer.answer_by_at) <= clock).distinct()).all()
    return sum(_expire_in_house(context, house_id, now) for house_id in house_ids)


def expire_offer_of_request(context: Context, request_id: str, *, now: datetime) -> None:
    """Let the request's own offer expire if its time has passed, so that the request is open again."""
    with context.store.reading() as session:
        passed = select(Offer.house_id).where(Offer.request_id == request_id, Offer.state == OfferState.PENDING)
        clock = database_now(session)
        house_id = session.exec(passed.where(col(Offer.answer_by_at) <= clock)).one_or_none()
    if house_id is not None:
        _expire_in_house(context, house_id, now)


def expire_passed_offers(session: Session, house_id: str, *, clock: datetime, now: datetime) -> int:
    """End the passed offers of a house, their holds included, and open their requests again; how many.

    The caller holds the lock of the house; `clock` is the database's.
    """
    passed = select(Offer).where(Offer.house_id == house_id, Offer.state == OfferState.PENDING)
    offers = session.exec(passed.where(col(Offer.answer_by_at) <= clock).order_by(col(Offer.request_id))).all()
    for offer in offers:
        _expire(session, offer, lock_request(session, offer.request_id), now)
    return len(offers)


def _expire_in_house(context: Context, house_id: str, now: datetime) -> int:
    with context.store.transaction() as session:
        lock_house(session, house_id)
        return expire_passed_offers(session, house_id, clock=database_now(session), now=now)


def _expire(session: Session, offer: Offer, request: Request, now: datetime) -> None:
    offer.state = OfferState.EXPIRED
    move_request(request, RequestState.OPEN)
    expire_places(session, offer.id, now=now)
    audit.record(
        session,
        actor=None,
        role=None,
        action=Action.OFFER_EXPIRED,
        subject_kind=SubjectKind.OFFER,
        subject_id=offer.id,
        now=now,
        country=request.country,
        house_id=offer.house_id,
        detail={"request": request.id},
    )
