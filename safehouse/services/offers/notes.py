"""The hand-over note belongs to the house for which it was written: it ends with the offer to that house, however that ends."""

from datetime import datetime

from sqlmodel import Session, select

from safehouse.models.offers import Offer
from safehouse.models.requests import Request
from safehouse.services.context import Context
from safehouse.services.request_documents import destroy_hand_over


def destroy_note(context: Context, session: Session, request: Request, *, now: datetime) -> bool:
    """Destroy the note with an offer that ends in any other way than by the arrival; whether there was one.

    The request remembers that it must be written again. Raises NotFound when the document was erased.
    """
    had_note = destroy_hand_over(session, context.vault, request.id, now=now)
    request.is_note_lost = request.is_note_lost or had_note
    return had_note


def destroy_older_note(context: Context, session: Session, request: Request, *, now: datetime) -> None:
    """Before a new offer is put to a house: what was written for a house whose offer the clock ended.

    Not when the clock ends it: whoever claims in a house ends passed offers of others there, and must not have to open their
    documents for that. Nobody can open the note in between.
    """
    earlier = select(Offer.id).where(Offer.request_id == request.id)
    if session.exec(earlier.limit(1)).first() is not None:
        destroy_note(context, session, request, now=now)
