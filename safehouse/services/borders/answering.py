"""The side that is asked: the national contact accepts, and the house is asked as always; or rejects, and nothing remains there.

It takes two persons. Whoever asked, as the coordinator of one country, never answers, as the national contact of the other.
"""

from datetime import datetime

from safehouse.domain.access import Action, Actor
from safehouse.domain.codes import BorderState, ChainEnd, RejectedCountry, RequestState, Role
from safehouse.domain.errors import SecondPersonNeeded
from safehouse.models.borders import BorderRequest
from safehouse.models.suggestions import Suggestion
from safehouse.services.border_requests import BorderCase, record_border_deed
from safehouse.services.borders.cases import get_asked_of_country, lock_asked
from safehouse.services.context import Context
from safehouse.services.offers.expiry import expire_offer_of_request
from safehouse.services.offers.fallbacks import cancel_chain
from safehouse.services.offers.making import lock_to_offer, make_offer_within
from safehouse.services.offers.notes import destroy_older_note
from safehouse.services.request_arrivals import refuse_passed_arrival
from safehouse.services.request_states import move_request


def accept_from_abroad(context: Context, actor: Actor, *, border_id: str, now: datetime) -> str:
    """Let the house be asked: the offer is made in the name of the coordinator who asked; its id.

    Everything is judged again on the rows as they are now. Raises NotFound, SecondPersonNeeded for whoever asked, QuestionOver,
    WrongState unless the request is open, InvalidInput for `arrives_at` when that has passed, RulesRefuse, and BedTaken.
    """
    with context.store.reading() as session:
        asked = get_asked_of_country(session, actor, border_id)
        request_id, house_id = asked.request_id, asked.house_id
    expire_offer_of_request(context, request_id, now=now)
    with context.store.transaction() as session:
        asked = get_asked_of_country(session, actor, border_id)
        _refuse_same_person(actor, asked)
        request, clock = lock_to_offer(session, request_id, (house_id,), now=now)
        case = lock_asked(session, asked, Role.NATIONAL_CONTACT)
        move_request(request, RequestState.OFFERED)
        refuse_passed_arrival(request, now)
        cancel_chain(session, request_id, ChainEnd.REPLACED, now=now)
        destroy_older_note(context, session, request, now=now)
        suggestion = session.get_one(Suggestion, case.asked.suggestion_id)
        offer = make_offer_within(
            context, session, None, suggestion, request, made_by_id=case.asked.asked_by_id, clock=clock, now=now
        )
        _answer(case, actor, BorderState.ACCEPTED, now)
        case.asked.offer_id = offer.id
        record_border_deed(session, actor, Action.ACCEPTED_FROM_ABROAD, case, now, offer=offer.id)
        return offer.id


def reject_from_abroad(
    context: Context, actor: Actor, *, border_id: str, reason: RejectedCountry, now: datetime
) -> None:
    """The country does not take them; the request stays open, and the desk sees the reason.

    Raises NotFound, SecondPersonNeeded for whoever asked, and QuestionOver.
    """
    with context.store.transaction() as session:
        asked = get_asked_of_country(session, actor, border_id)
        _refuse_same_person(actor, asked)
        case = lock_asked(session, asked, Role.NATIONAL_CONTACT)
        _answer(case, actor, BorderState.REJECTED, now)
        case.asked.reason = reason
        record_border_deed(session, actor, Action.REJECTED_FROM_ABROAD, case, now, reason=reason)


def _refuse_same_person(actor: Actor, asked: BorderRequest) -> None:
    if asked.asked_by_id == actor.account_id:
        raise SecondPersonNeeded


def _answer(case: BorderCase, actor: Actor, state: BorderState, now: datetime) -> None:
    case.asked.state = state
    case.asked.answered_at = now
    case.asked.answered_by_id = actor.account_id
