"""Offers whose time to answer has passed. Their holds are free from that moment on, by whoever reads; here the rows follow.

Nothing depends on when this happens: a claim in the house does it first of all, and so does a new suggestion or offer for the
request. The scheduler only keeps pages from showing an offer that nobody can accept any more.
"""

from datetime import datetime

from sqlmodel import Session, col, select

from safehouse.domain.access import Action, SubjectKind
from safehouse.domain.codes import OfferState
from safehouse.models.offers import Offer
from safehouse.models.requests import Request
from safehouse.services import audit
from safehouse.services.claims import expire_places
from safehouse.services.context import Context
from safehouse.services.db import database_now, lock_house
from safehouse.services.offers.cases import open_again
from safehouse.services.request_states import lock_request


def expire_overdue_holds(context: Context, *, now: datetime) -> int:
    """Let every offer expire whose time has passed, each house in a transaction of its own; how many. Safe to repeat."""
    with context.store.reading() as session:
        passed = select(Offer.house_id).where(Offer.state == OfferState.PENDING)
        clock = database_now(session)
        house_ids = session.exec(passed.where(col(Offer.answer_by_at) <= clock).distinct()).all()
    return sum(_expire_in_house(context, house_id, now) for house_id in house_ids)


def expire_offer_of_request(context: Context, request_id: str, *, now: datetime) -> None:
    """Let the request's own offers expire whose time has passed, so that it is open again if no other house can answer."""
    with context.store.reading() as session:
        passed = select(Offer.house_id).where(Offer.request_id == request_id, Offer.state == OfferState.PENDING)
        clock = database_now(session)
        house_ids = session.exec(passed.where(col(Offer.answer_by_at) <= clock)).all()
    for house_id in house_ids:
        _expire_in_house(context, house_id, now)


def expire_passed_offers(
    session: Session, *house_ids: str, clock: datetime, now: datetime, request_id: str | None = None
) -> int:
    """End the passed offers of houses, their holds included, and open requests again for which no other house can answer.

    How many. The caller holds the locks of the houses; `clock` is the database's. `request_id`: a request that the caller locks
    next. It is locked here already, because whoever locks several requests does so in the order of their ids.
    """
    passed = select(Offer).where(col(Offer.house_id).in_(house_ids), Offer.state == OfferState.PENDING)
    offers = session.exec(passed.where(col(Offer.answer_by_at) <= clock).order_by(col(Offer.request_id))).all()
    own = () if request_id is None else (request_id,)
    requests = {key: lock_request(session, key) for key in sorted({*own, *(offer.request_id for offer in offers)})}
    for offer in offers:
        expire_offer(session, offer, requests[offer.request_id], now)
    return len(offers)


def expire_offer(session: Session, offer: Offer, request: Request, now: datetime) -> None:
    """End a pending offer whose time has passed; its house and its request are locked."""
    offer.state = OfferState.EXPIRED
    open_again(session, offer, request)
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


def _expire_in_house(context: Context, house_id: str, now: datetime) -> int:
    with context.store.transaction() as session:
        lock_house(session, house_id)
        return expire_passed_offers(session, house_id, clock=database_now(session), now=now)
