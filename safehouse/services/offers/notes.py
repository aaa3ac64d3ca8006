"""The hand-over note belongs to the house for which it was written: it ends with the offer to that house, however that ends."""

from datetime import datetime

from sqlmodel import Session, select

from safehouse.domain.codes import ReleaseReason
from safehouse.models.offers import Offer
from safehouse.models.requests import Request
from safehouse.services.claims import release_places
from safehouse.services.context import Context
from safehouse.services.offers.cases import OfferCase, open_again
from safehouse.services.request_documents import destroy_hand_over


def reopen_request(
    context: Context, session: Session, case: OfferCase, reason: ReleaseReason, *, now: datetime
) -> None:
    """A locked live offer has ended without an arrival: its places are free, its note is destroyed, the request is open again.

    While another house can still answer, the request waits for that one, and there is no note: it is written for one house.
    Raises WrongState after the arrival, and NotFound when the document was erased.
    """
    open_again(session, case.offer, case.request)
    release_places(session, case.offer.id, reason, now=now)
    _destroy_note(context, session, case.request, now=now)


def destroy_older_note(context: Context, session: Session, request: Request, *, now: datetime) -> None:
    """Before a new offer is put to a house: what was written for a house whose offer the clock ended.

    Not when the clock ends it: whoever claims in a house ends passed offers of others there, and must not have to open their
    documents for that. Nobody can open the note in between. Raises NotFound when the document was erased.
    """
    earlier = select(Offer.id).where(Offer.request_id == request.id)
    if session.exec(earlier.limit(1)).first() is not None:
        _destroy_note(context, session, request, now=now)


def _destroy_note(context: Context, session: Session, request: Request, *, now: datetime) -> None:
    """If there is a note, it is destroyed, and the request remembers that it must be written again."""
    if destroy_hand_over(session, context.vault, request.id, now=now):
        request.is_note_lost = True
