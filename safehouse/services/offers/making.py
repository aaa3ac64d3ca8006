"""Making an offer: the claiming transaction. It locks the house, judges everything again, and only then holds the places."""

from datetime import datetime

from sqlmodel import Session

from safehouse.domain.access import Action, Actor
from safehouse.domain.codes import OfferState, RequestState, Role
from safehouse.domain.errors import NotFound
from safehouse.models.offers import Offer
from safehouse.models.requests import Request
from safehouse.models.suggestions import Suggestion
from safehouse.services.claims import hold_places
from safehouse.services.context import Context
from safehouse.services.db import database_now, lock_house
from safehouse.services.mail import enqueue_offer_messages
from safehouse.services.offers.cases import OfferCase, record_offer_deed
from safehouse.services.offers.expiry import expire_offer_of_request, expire_passed_offers
from safehouse.services.offers.judging import judge_again
from safehouse.services.offers.notes import destroy_older_note
from safehouse.services.request_arrivals import refuse_passed_arrival
from safehouse.services.request_states import lock_request, move_request
from safehouse.services.scope import get_own_request


def make_offer(context: Context, actor: Actor, *, suggestion_id: str, now: datetime) -> str:
    """Put a suggestion to its house and hold its places until the answer is due; the id of the offer.

    Everything is judged again on the rows as they are now. Beds are those of the suggested rooms that are free now. Raises
    NotFound, WrongState unless the request is open, InvalidInput for `arrives_at` when that has passed, RulesRefuse, and BedTaken
    when the rooms are not to be had any more.
    """
    with context.store.reading() as session:
        request_id = get_suggestion(session, actor, suggestion_id).request_id
    expire_offer_of_request(context, request_id, now=now)
    with context.store.transaction() as session:
        suggestion = get_suggestion(session, actor, suggestion_id)
        lock_house(session, suggestion.house_id)
        clock = database_now(session)
        expire_passed_offers(session, suggestion.house_id, clock=clock, now=now)
        request = lock_request(session, request_id)
        move_request(request, RequestState.OFFERED)
        refuse_passed_arrival(request, now)
        option = judge_again(context, session, suggestion, request, clock=clock)
        destroy_older_note(context, session, request, now=now)
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


def get_suggestion(session: Session, actor: Actor, suggestion_id: str) -> Suggestion:
    """A suggestion made for a request of the actor's desk. Raises NotFound."""
    suggestion = session.get(Suggestion, suggestion_id)
    if suggestion is None:
        raise NotFound
    get_own_request(session, actor, suggestion.request_id)
    return suggestion


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
