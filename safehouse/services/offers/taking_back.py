"""A house takes back its yes before they arrive: nobody loses her bed without the desk being told at once."""

from datetime import datetime

from safehouse.domain.access import Action, Actor
from safehouse.domain.codes import DeclinedHouse, OfferState, ReleaseReason
from safehouse.domain.errors import OfferAnswered, WrongState
from safehouse.services.context import Context
from safehouse.services.mail import enqueue_desk_messages
from safehouse.services.offers.cases import lock_offer, record_offer_deed
from safehouse.services.offers.chains import go_on_after
from safehouse.services.offers.leaving import has_arrived
from safehouse.services.offers.notes import reopen_request
from safehouse.services.scope import get_offer_to_speak_for


def take_back_acceptance(
    context: Context,
    actor: Actor,
    *,
    offer_id: str,
    reason: DeclinedHouse,
    now: datetime,
    by_telephone: bool = False,
) -> None:
    """The house cannot take them after all, although it said yes: the request is open again, and its fallback chain goes on.

    The desk sees it on top, whether they are on the way already or not, and is sent a message. Raises NotFound, OfferAnswered unless
    the house has said yes, and WrongState once they have arrived.
    """
    with context.store.transaction() as session:
        found = get_offer_to_speak_for(session, actor, offer_id, by_telephone=by_telephone)
        case = lock_offer(session, found.offer, found.role)
        if case.offer.state is not OfferState.ACCEPTED:
            raise WrongState if case.offer.state is OfferState.PENDING else OfferAnswered
        if has_arrived(session, case.offer):
            raise WrongState
        was_in_transit = case.offer.departed_at is not None
        case.offer.state, case.offer.reason, case.offer.answered_at = OfferState.DECLINED_HOUSE, reason, now
        case.offer.answered_by_id, case.offer.by_telephone = actor.account_id, by_telephone
        reopen_request(context, session, case, ReleaseReason.TAKEN_BACK, now=now)
        enqueue_desk_messages(session, offer_id=case.offer.id, country=case.request.country, now=now)
        record_offer_deed(
            session,
            actor,
            Action.TOOK_BACK_ACCEPTANCE,
            case,
            now,
            reason=reason,
            by_telephone=by_telephone,
            was_in_transit=was_in_transit,
        )
    go_on_after(context, now=now)
