"""Several houses were asked at once, and the first yes counts: the others are withdrawn in the same transaction."""

from datetime import datetime

from sqlmodel import Session

from safehouse.domain.access import Action
from safehouse.domain.codes import OfferState, ReleaseReason
from safehouse.services.claims import release_places
from safehouse.services.offers.cases import OfferCase, list_rivals, record_offer_deed
from safehouse.services.offers.expiry import expire_offer


def withdraw_rivals(session: Session, case: OfferCase, *, clock: datetime, now: datetime) -> None:
    """Take back every other pending offer of the request, while this one is pending still and about to be accepted.

    Their houses are locked. One whose time has passed has expired before anybody said yes. The houses learn that another one
    was quicker, and never which; so the record has it as done by the service itself.
    """
    for rival in list_rivals(session, case.offer):
        if rival.answer_by_at <= clock:
            expire_offer(session, rival, case.request, now)
        else:
            _withdraw(session, OfferCase(rival, case.request, case.role), now)


def _withdraw(session: Session, rival: OfferCase, now: datetime) -> None:
    rival.offer.state = OfferState.WITHDRAWN
    rival.offer.reason = ReleaseReason.ANOTHER_HOUSE
    rival.offer.answered_at = now
    release_places(session, rival.offer.id, ReleaseReason.ANOTHER_HOUSE, now=now)
    record_offer_deed(session, None, Action.WITHDREW_OFFER, rival, now, reason=ReleaseReason.ANOTHER_HOUSE)
