"""What becomes of an offer: the house opens it, accepts or declines; the survivor declines; the desk takes it back.

Every deed locks the house first and the request after it, so that what it judges is what it changes. Whether the time to
answer has passed is decided by the database's clock, whatever the scheduler does.
"""

from datetime import datetime

from sqlmodel import Session

from safehouse.domain.access import Action, Actor
from safehouse.domain.codes import (
    ChainEnd,
    DeclinedHouse,
    DeclinedSurvivor,
    OfferState,
    ReleaseReason,
    RequestState,
    Role,
)
from safehouse.domain.errors import HoldExpired, OfferAnswered
from safehouse.models.requests import Request
from safehouse.services.border_requests import end_asked
from safehouse.services.claims import reserve_places
from safehouse.services.context import Context
from safehouse.services.db import database_now
from safehouse.services.offers.cases import (
    LIVE_OFFER_STATES,
    OfferCase,
    lock_offer,
    lock_offer_and_rivals,
    record_offer_deed,
    refuse_passed,
)
from safehouse.services.offers.chains import go_on_after
from safehouse.services.offers.expiry import expire_offer_of_request
from safehouse.services.offers.fallbacks import cancel_chain
from safehouse.services.offers.judging import refuse_unsafe
from safehouse.services.offers.leaving import follow_offer
from safehouse.services.offers.notes import reopen_request
from safehouse.services.offers.rivals import withdraw_rivals
from safehouse.services.request_states import BEFORE_ARRIVAL_STATES, refuse_unless
from safehouse.services.scope import get_offer_for_desk, get_offer_for_house, get_offer_to_speak_for

ENDED_WITHOUT_HER_WORD = frozenset({OfferState.EXPIRED, OfferState.WITHDRAWN, OfferState.DECLINED_HOUSE})
"""After these the survivor can still say that she does not want the house."""


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
    """The house takes them: the places are reserved, and no clock ends that any more. Every other offer of theirs is withdrawn.

    So is what other countries are asked for them. Raises NotFound, OfferAnswered, HoldExpired, RulesRefuse when a rule of safety or
    consent has come to forbid it, and RoomChanged when somebody else is in a room that is held for them, or may be.
    """
    with context.store.transaction() as session:
        found = get_offer_to_speak_for(session, actor, offer_id, by_telephone=by_telephone)
        case = lock_offer_and_rivals(session, found.offer, found.role)
        _refuse_unless_pending(session, case)
        clock = database_now(session)
        refuse_unsafe(context, session, case.offer.house_id, case.request, clock=clock)
        withdraw_rivals(session, case, clock=clock, now=now)
        end_asked(session, case.request, now=now)
        _answer(case, actor, OfferState.ACCEPTED, now, by_telephone=by_telephone)
        follow_offer(case.offer, case.request, RequestState.RESERVED)
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
    """The house cannot take them: the places are free, the request is open again, and its fallback chain goes on.

    Raises NotFound, OfferAnswered and HoldExpired.
    """
    with context.store.transaction() as session:
        found = get_offer_to_speak_for(session, actor, offer_id, by_telephone=by_telephone)
        case = lock_offer(session, found.offer, found.role)
        _refuse_unless_pending(session, case)
        _answer(case, actor, OfferState.DECLINED_HOUSE, now, reason=reason, by_telephone=by_telephone)
        reopen_request(context, session, case, ReleaseReason.DECLINED, now=now)
        record_offer_deed(session, actor, Action.DECLINED_OFFER, case, now, reason=reason, by_telephone=by_telephone)
    go_on_after(context, now=now)


def record_survivor_refusal(
    context: Context, actor: Actor, *, offer_id: str, reason: DeclinedSurvivor, now: datetime
) -> None:
    """The survivor does not want this house, before or after it accepted; it is not suggested to her again.

    Nothing more is offered by itself: whoever has spoken with her decides how to go on.

    Also after the offer ended without her word, by the clock for one: then the offer stays what it is, and holds what she said.
    Raises NotFound, OfferAnswered when she has refused it already, and WrongState after the arrival.
    """
    with context.store.reading() as session:
        request_id = get_offer_for_desk(session, actor, offer_id).request_id
    expire_offer_of_request(context, request_id, now=now)
    with context.store.transaction() as session:
        case = lock_offer(session, get_offer_for_desk(session, actor, offer_id), Role.COORDINATOR)
        if case.offer.state in ENDED_WITHOUT_HER_WORD:
            _refuse_afterwards(case, reason, now)
        else:
            _refuse_unless_live(session, case)
            _answer(case, actor, OfferState.DECLINED_SURVIVOR, now, reason=reason)
            reopen_request(context, session, case, ReleaseReason.DECLINED, now=now)
        cancel_chain(session, case.request.id, ChainEnd.SURVIVOR_DECLINED, now=now)
        record_offer_deed(session, actor, Action.RECORDED_SURVIVOR_REFUSAL, case, now, reason=reason)


def withdraw_offer(context: Context, actor: Actor, *, offer_id: str, now: datetime) -> None:
    """The desk takes the offer back, before or after the house accepted, and nothing more is offered by itself.

    Raises NotFound, OfferAnswered, HoldExpired, and WrongState after the arrival.
    """
    with context.store.transaction() as session:
        case = lock_offer(session, get_offer_for_desk(session, actor, offer_id), Role.COORDINATOR)
        _refuse_unless_live(session, case)
        _answer(case, actor, OfferState.WITHDRAWN, now)
        reopen_request(context, session, case, ReleaseReason.WITHDRAWN, now=now)
        cancel_chain(session, case.request.id, ChainEnd.OFFER_WITHDRAWN, now=now)
        record_offer_deed(session, actor, Action.WITHDREW_OFFER, case, now)


def _refuse_unless_pending(session: Session, case: OfferCase) -> None:
    _refuse_unless(case, OfferState.PENDING)
    refuse_passed(session, case.offer)


def _refuse_unless_live(session: Session, case: OfferCase) -> None:
    _refuse_unless(case, *LIVE_OFFER_STATES)
    refuse_passed(session, case.offer)


def _refuse_afterwards(case: OfferCase, reason: DeclinedSurvivor, now: datetime) -> None:
    if case.offer.refused_afterwards is not None:
        raise OfferAnswered
    is_move = case.offer.from_stay_id is not None
    refuse_unless(case.request, frozenset({RequestState.CHECKED_IN}) if is_move else BEFORE_ARRIVAL_STATES)
    case.offer.refused_afterwards = reason
    case.offer.refused_afterwards_at = now
    case.request.version += 1


def _refuse_unless(case: OfferCase, *states: OfferState) -> None:
    if case.offer.state is OfferState.EXPIRED:
        raise HoldExpired
    if case.offer.state not in states:
        raise OfferAnswered


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
