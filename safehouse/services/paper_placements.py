"""People who were taken in while nothing could be entered: held, answered and arrived in one step, next morning.

Nothing is skipped and nobody is overridden: the house is judged by the rules as of now, and its beds are those that are free now.
"""

from datetime import datetime

from safehouse.domain.access import Action, Actor
from safehouse.domain.codes import ChainEnd, OfferState, RequestState, Role
from safehouse.domain.errors import WrongState
from safehouse.domain.ids import new_id
from safehouse.models.offers import Offer
from safehouse.models.requests import Request
from safehouse.models.suggestions import Suggestion
from safehouse.services.arrivals import arrive_within
from safehouse.services.claims import hold_places, reserve_places
from safehouse.services.context import Context
from safehouse.services.offers.cases import OfferCase, record_offer_deed
from safehouse.services.offers.expiry import expire_offer_of_request
from safehouse.services.offers.fallbacks import cancel_chain
from safehouse.services.offers.judging import judge_again
from safehouse.services.offers.making import get_suggestion, lock_to_offer
from safehouse.services.offers.notes import destroy_older_note
from safehouse.services.request_states import move_request


def record_paper_placement(
    context: Context, actor: Actor, *, suggestion_id: str, happened_at: datetime, now: datetime
) -> str:
    """The people of a request from paper are in the suggested house since `happened_at`; the id of the stay.

    The house is not woken: it has said yes already, by telephone or at the door. Raises NotFound, WrongState unless the request is
    open and comes from paper, RulesRefuse, BedTaken when the rooms are not to be had any more, and InvalidInput for `happened_at`
    when that is to come, longer ago than 48 hours, or before the request was written down or somebody else left their places.
    """
    with context.store.reading() as session:
        request_id = get_suggestion(session, actor, suggestion_id).request_id
    expire_offer_of_request(context, request_id, now=now)
    with context.store.transaction() as session:
        suggestion = get_suggestion(session, actor, suggestion_id)
        request, clock = lock_to_offer(session, request_id, (suggestion.house_id,), now=now)
        if not request.is_from_paper:
            raise WrongState
        move_request(request, RequestState.OFFERED)
        cancel_chain(session, request_id, ChainEnd.REPLACED, now=now)
        option = judge_again(context, session, suggestion, request, clock=clock)
        destroy_older_note(context, session, request, now=now)
        case = OfferCase(_accepted_offer(actor, suggestion, request, happened_at, now), request, Role.COORDINATOR)
        session.add(case.offer)
        session.flush()
        hold_places(session, case.offer, option.rooms, is_shared_bed=option.is_shared_bed, now=clock)
        record_offer_deed(session, actor, Action.MADE_OFFER, case, now, rank=suggestion.rank)
        move_request(request, RequestState.RESERVED)
        reserve_places(session, case.offer.id)
        record_offer_deed(session, actor, Action.ACCEPTED_OFFER, case, now, by_telephone=True)
        return arrive_within(context, session, actor, case, now=now, by_telephone=True, happened_at=happened_at)


def _accepted_offer(
    actor: Actor, suggestion: Suggestion, request: Request, happened_at: datetime, now: datetime
) -> Offer:
    """The offer that the house has accepted. Its time to answer is over, because there is nothing to answer any more."""
    return Offer(
        id=new_id(),
        request_id=request.id,
        suggestion_id=suggestion.id,
        house_id=suggestion.house_id,
        state=OfferState.ACCEPTED,
        made_by_id=actor.account_id,
        made_at=now,
        answer_by_at=now,
        arrives_at=happened_at,
        answered_at=now,
        answered_by_id=actor.account_id,
        by_telephone=True,
    )
