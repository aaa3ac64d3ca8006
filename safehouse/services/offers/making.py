"""How an offer comes about, in the transaction of whoever makes it: locks, everything judged again, and only then the claims."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from safehouse.domain.access import Action, Actor
from safehouse.domain.codes import OfferState, RequestState, Role
from safehouse.domain.errors import BedTaken, NotFound, RulesRefuse
from safehouse.models.houses import House
from safehouse.models.offers import Offer
from safehouse.models.requests import Request
from safehouse.models.suggestions import Suggestion
from safehouse.services.claims import hold_places
from safehouse.services.context import Context
from safehouse.services.db import database_now
from safehouse.services.mail import enqueue_offer_messages
from safehouse.services.offers.cases import OfferCase, lock_houses, record_offer_deed
from safehouse.services.offers.expiry import expire_passed_offers
from safehouse.services.offers.judging import judge_again
from safehouse.services.offers.leaving import count_up, house_left_for, refuse_unless_wanted, stay_to_leave
from safehouse.services.request_states import lock_request, move_request
from safehouse.services.scope import get_own_request


def lock_to_offer(
    session: Session, request_id: str, house_ids: Collection[str], *, now: datetime
) -> tuple[Request, datetime]:
    """Lock houses and then the request that is put to them, and end what has expired there; the request and the database's clock.

    Raises NotFound.
    """
    lock_houses(session, {*house_ids, *house_left_for(session, request_id)})
    clock = database_now(session)
    expire_passed_offers(session, *house_ids, clock=clock, now=now, request_id=request_id)
    return lock_request(session, request_id), clock


def begin_offering(session: Session, request: Request) -> None:
    """The locked request is put to a house; people who are to move out of another one stay checked in there.

    Raises WrongState unless it is open, or they are to move and no house is asked yet.
    """
    if request.state is RequestState.CHECKED_IN:
        refuse_unless_wanted(session, request)
        count_up(request)
    else:
        move_request(request, RequestState.OFFERED)


def make_offer_within(
    context: Context,
    session: Session,
    actor: Actor | None,
    suggestion: Suggestion,
    request: Request,
    *,
    made_by_id: str,
    clock: datetime,
    now: datetime,
    role: Role = Role.COORDINATOR,
) -> Offer:
    """Put a suggestion to its house in the caller's transaction, which moves the request and looks after its note.

    House and request are locked as by `lock_to_offer`, which gave `clock`. `actor` None: the service itself does it, in the name
    of `made_by_id`. `role`: that in which the actor does it. Raises RulesRefuse and BedTaken.
    """
    option = judge_again(context, session, suggestion, request, clock=clock)
    offer = _new_offer(context, made_by_id, suggestion, request, clock=clock, now=now)
    offer.from_stay_id = stay_to_leave(session, request, for_house=offer.house_id)
    session.add(offer)
    session.flush()
    hold_places(session, offer, option.rooms, is_shared_bed=option.is_shared_bed, now=clock)
    enqueue_offer_messages(session, offer_id=offer.id, house_id=offer.house_id, now=clock, answer_by=offer.answer_by_at)
    case = OfferCase(offer, request, role)
    record_offer_deed(session, actor, Action.MADE_OFFER, case, now, rank=suggestion.rank)
    return offer


def try_offer_within(
    context: Context,
    session: Session,
    actor: Actor | None,
    suggestion: Suggestion,
    request: Request,
    *,
    made_by_id: str,
    clock: datetime,
    now: datetime,
) -> Offer | BedTaken | RulesRefuse:
    """The same, or why it cannot be; then nothing is left of the attempt, and the caller's transaction goes on."""
    try:
        with session.begin_nested():
            return make_offer_within(
                context, session, actor, suggestion, request, made_by_id=made_by_id, clock=clock, now=now
            )
    except (BedTaken, RulesRefuse) as refusal:
        return refusal


def get_suggestion(session: Session, actor: Actor, suggestion_id: str) -> Suggestion:
    """A suggestion made for a request of the actor's desk. Raises NotFound, also for a house abroad: its country is asked first."""
    suggestion = session.get(Suggestion, suggestion_id)
    if suggestion is None:
        raise NotFound
    request = get_own_request(session, actor, suggestion.request_id)
    if session.get_one(House, suggestion.house_id).country != request.country:
        raise NotFound
    return suggestion


def _new_offer(
    context: Context, made_by_id: str, suggestion: Suggestion, request: Request, *, clock: datetime, now: datetime
) -> Offer:
    return Offer(
        request_id=request.id,
        suggestion_id=suggestion.id,
        house_id=suggestion.house_id,
        state=OfferState.PENDING,
        made_by_id=made_by_id,
        made_at=now,
        answer_by_at=clock + context.settings.answer_within[request.urgency],
        arrives_at=request.arrives_at,
        by_telephone=False,
    )
