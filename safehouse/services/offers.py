"""Offers: a suggestion is put to its house, which accepts or declines; or the survivor declines, or the time runs out.

Every deed locks the house first and the request after it, so that what it judges is what it changes. Whether the time to
answer has passed is decided by the database's clock, whatever the scheduler does.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from safehouse.domain.access import Action, Actor
from safehouse.domain.codes import (
    DeclinedHouse,
    DeclinedSurvivor,
    OfferState,
    ReleaseReason,
    RequestState,
    Role,
)
from safehouse.domain.errors import HoldExpired, NotFound, OfferAnswered
from safehouse.models.offers import Offer
from safehouse.models.requests import Request
from safehouse.models.suggestions import Suggestion
from safehouse.services import audit
from safehouse.services.claims import hold_places, release_places, reserve_places
from safehouse.services.context import Context
from safehouse.services.db import database_now, lock_house
from safehouse.services.expiry import expire_offer_of_request, expire_passed_offers
from safehouse.services.judging import judge_again, refuse_unsafe
from safehouse.services.mail import enqueue_offer_messages
from safehouse.services.request_states import lock_request, move_request
from safehouse.services.scope import get_offer_for_desk, get_offer_for_house, get_offer_to_speak_for, get_own_request


@dataclass(frozen=True, slots=True)
class OfferCase:
    """An offer with its request, and the role in which the actor acts on them."""

    offer: Offer
    request: Request
    role: Role


def make_offer(context: Context, actor: Actor, *, suggestion_id: str, now: datetime) -> str:
    """Put a suggestion to its house and hold its places until the answer is due; the id of the offer.

    Everything is judged again on the rows as they are now. Beds are those of the suggested rooms that are free now. Raises
    NotFound, WrongState unless the request is open, RulesRefuse, and BedTaken when the rooms are not to be had any more.
    """
    with context.store.reading() as session:
        request_id = _get_suggestion(session, actor, suggestion_id).request_id
    expire_offer_of_request(context, request_id, now=now)
    with context.store.transaction() as session:
        suggestion = _get_suggestion(session, actor, suggestion_id)
        lock_house(session, suggestion.house_id)
        clock = database_now(session)
        expire_passed_offers(session, suggestion.house_id, clock=clock, now=now)
        request = lock_request(session, request_id)
        move_request(request, RequestState.OFFERED)
        option = judge_again(context, session, suggestion, request, clock=clock)
        offer = _new_offer(context, actor, suggestion, request, clock=clock, now=now)
        session.add(offer)
        session.flush()
        hold_places(session, offer, option.rooms, is_shared_bed=option.is_shared_bed, now=clock)
        enqueue_offer_messages(
            session, offer_id=offer.id, house_id=offer.house_id, now=clock, answer_by=offer.answer_by_at
        )
        case = OfferCase(offer, request, Role.COORDINATOR)
        record_offer_deed(session, actor, Action.MADE_OFFER, case, now, rank=suggestion.rank)
        return offer.id


def open_offer(context: Context, actor: Actor, *, offer_id: str, now: datetime) -> None:
    """The house has seen the offer, so nobody needs to be woken any more; the first time counts. Raises NotFound."""
    with context.store.transaction() as session:
        offer = get_offer_for_house(session, actor, offer_id)
        if offer.opened_at is not None or offer.state is not OfferState.PENDING:
            return
        offer.opened_at = now
        case = OfferCase(offer, session.get_one(Request, offer.request_id), Role.MANAGER)
        record_offer_deed(session, actor, Action.OPENED_OFFER, case, now)


def accept_offer(context: Context, actor: Actor, *, offer_id: str, now: datetime, by_telephone: bool = False) -> None:
    """The house takes them: the places are reserved, and no clock ends that any more.

    Raises NotFound, OfferAnswered, HoldExpired, and RulesRefuse when a rule of safety or consent has come to forbid it.
    """
    with context.store.transaction() as session:
        case = _lock_offer_to_answer(session, actor, offer_id, by_telephone=by_telephone)
        refuse_unsafe(context, session, case.offer.house_id, case.request, clock=database_now(session))
        _answer(case, actor, OfferState.ACCEPTED, now, by_telephone=by_telephone)
        move_request(case.request, RequestState.RESERVED)
        reserve_places(session, offer_id)
        record_offer_deed(session, actor, Action.ACCEPTED_OFFER, case, now, by_telephone=by_telephone)


def decline_offer(
    context: Context,
    actor: Actor,
    *,
    offer_id: str,
    reason: DeclinedHouse,
    now: datetime,
    by_telephone: bool = False,
) -> None:
    """The house cannot take them: the places are free and the request is open again.

    Raises NotFound, OfferAnswered and HoldExpired.
    """
    with context.store.transaction() as session:
        case = _lock_offer_to_answer(session, actor, offer_id, by_telephone=by_telephone)
        _answer(case, actor, OfferState.DECLINED_HOUSE, now, reason=reason, by_telephone=by_telephone)
        move_request(case.request, RequestState.OPEN)
        release_places(session, offer_id, ReleaseReason.DECLINED, now=now)
        record_offer_deed(session, actor, Action.DECLINED_OFFER, case, now, reason=reason, by_telephone=by_telephone)


def record_survivor_refusal(
    context: Context, actor: Actor, *, offer_id: str, reason: DeclinedSurvivor, now: datetime
) -> None:
    """The survivor does not want this house, before or after it accepted; it is not suggested to her again.

    Raises NotFound, OfferAnswered, HoldExpired, and WrongState after the arrival.
    """
    with context.store.transaction() as session:
        case = _lock_offer_of_desk(session, actor, offer_id)
        _answer(case, actor, OfferState.DECLINED_SURVIVOR, now, reason=reason)
        move_request(case.request, RequestState.OPEN)
        release_places(session, offer_id, ReleaseReason.DECLINED, now=now)
        record_offer_deed(session, actor, Action.RECORDED_SURVIVOR_REFUSAL, case, now, reason=reason)


def withdraw_offer(context: Context, actor: Actor, *, offer_id: str, now: datetime) -> None:
    """The desk takes the offer back, before or after the house accepted.

    Raises NotFound, OfferAnswered, HoldExpired, and WrongState after the arrival.
    """
    with context.store.transaction() as session:
        case = _lock_offer_of_desk(session, actor, offer_id)
        _answer(case, actor, OfferState.WITHDRAWN, now)
        move_request(case.request, RequestState.OPEN)
        release_places(session, offer_id, ReleaseReason.WITHDRAWN, now=now)
        record_offer_deed(session, actor, Action.WITHDREW_OFFER, case, now)


def lock_offer(session: Session, offer: Offer, role: Role) -> OfferCase:
    """Take the locks of house and request for an offer that the actor was allowed to see; both are read anew."""
    house_id, request_id = offer.house_id, offer.request_id
    lock_house(session, house_id)
    return OfferCase(offer, lock_request(session, request_id), role)


def record_offer_deed(
    session: Session, actor: Actor, action: Action, case: OfferCase, now: datetime, **detail: audit.Detail
) -> None:
    """The audit row of a deed on an offer: which request, which house, and what was decided."""
    audit.record(
        session,
        actor=actor,
        role=case.role,
        action=action,
        subject_kind="offer",
        subject_id=case.offer.id,
        now=now,
        country=case.request.country,
        house_id=case.offer.house_id,
        detail={"request": case.request.id, **detail},
    )


def _get_suggestion(session: Session, actor: Actor, suggestion_id: str) -> Suggestion:
    """A suggestion made for a request of the actor's desk. Raises NotFound."""
    suggestion = session.get(Suggestion, suggestion_id)
    if suggestion is None:
        raise NotFound
    get_own_request(session, actor, suggestion.request_id)
    return suggestion


def _lock_offer_to_answer(session: Session, actor: Actor, offer_id: str, *, by_telephone: bool) -> OfferCase:
    found = get_offer_to_speak_for(session, actor, offer_id, by_telephone=by_telephone)
    case = lock_offer(session, found.offer, found.role)
    _refuse_unless(case, OfferState.PENDING)
    if database_now(session) >= case.offer.answer_by_at:
        raise HoldExpired
    return case


def _lock_offer_of_desk(session: Session, actor: Actor, offer_id: str) -> OfferCase:
    case = lock_offer(session, get_offer_for_desk(session, actor, offer_id), Role.COORDINATOR)
    _refuse_unless(case, OfferState.PENDING, OfferState.ACCEPTED)
    return case


def _refuse_unless(case: OfferCase, *states: OfferState) -> None:
    if case.offer.state is OfferState.EXPIRED:
        raise HoldExpired
    if case.offer.state not in states:
        raise OfferAnswered


def _new_offer(
    context: Context, actor: Actor, suggestion: Suggestion, request: Request, *, clock: datetime, now: datetime
) -> Offer:
    return Offer(
        request_id=request.id,
        suggestion_id=suggestion.id,
        house_id=suggestion.house_id,
        state=OfferState.PENDING,
        made_by_id=actor.account_id,
        made_at=now,
        answer_by_at=clock + context.settings.answer_within[request.urgency],
        arrives_at=request.arrives_at,
        by_telephone=False,
    )


def _answer(
    case: OfferCase,
    actor: Actor,
    state: OfferState,
    now: datetime,
    *,
    reason: str | None = None,
    by_telephone: bool = False,
) -> None:
    offer = case.offer
    offer.state = state
    offer.reason = reason
    offer.answered_at = now
    offer.answered_by_id = actor.account_id
    offer.by_telephone = by_telephone
