"""A live offer that has become pointless by something else that was done: it is taken back in that deed's transaction."""

from datetime import datetime

from sqlmodel import Session

from safehouse.domain.access import Action, Actor
from safehouse.domain.codes import OfferState, ReleaseReason
from safehouse.services.context import Context
from safehouse.services.offers.cases import OfferCase, record_offer_deed
from safehouse.services.offers.expiry import expire_offer
from safehouse.services.offers.notes import reopen_request


def call_off(
    context: Context, session: Session, actor: Actor, case: OfferCase, *, clock: datetime, now: datetime
) -> None:
    """Take a locked live offer back in the role of the case, or let it expire if its time to answer has passed by the clock.

    Raises WrongState after the arrival.
    """
    offer = case.offer
    if offer.state is OfferState.PENDING and offer.answer_by_at <= clock:
        expire_offer(session, offer, case.request, now)
        return
    offer.state = OfferState.WITHDRAWN
    offer.reason = None
    offer.answered_at = now
    offer.answered_by_id = actor.account_id
    reopen_request(context, session, case, ReleaseReason.WITHDRAWN, now=now)
    record_offer_deed(session, actor, Action.WITHDREW_OFFER, case, now)
