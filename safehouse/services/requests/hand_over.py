"""The hand-over note, the one free text of the service: sealed, shown only for an accepted placement, gone at the arrival."""

import re
from datetime import datetime

from sqlmodel import Session, select

from safehouse.domain.access import Action, Actor, SubjectKind
from safehouse.domain.codes import OfferState, RequestState, Role
from safehouse.domain.errors import NotFound, OfferAnswered, WrongState
from safehouse.models.offers import Offer
from safehouse.models.requests import Request
from safehouse.services import audit, request_documents
from safehouse.services.context import Context
from safehouse.services.field_checks import FieldChecks
from safehouse.services.offers.cases import LIVE_OFFER_STATES
from safehouse.services.offers.leaving import find_live_offer, find_transfer
from safehouse.services.request_states import LIVING_STATES, lock_request, refuse_unless
from safehouse.services.scope import get_own_request

LONGEST_NOTE = 1_000
_TELEPHONE = re.compile(r"\+?\(?\d(?:[\s()./-]{0,3}\d){6,}")
"""Seven digits and more with nothing but the usual signs between them."""
_HOUSE_NUMBER = re.compile(
    r"[^\W\d_]{4,}\.?,?\s+\d{1,4}\s?[A-Za-z]?(?![\d:])\b|(?<![\d:.])\b\d{1,4}\s?[A-Za-z]?,?\s+[^\W\d_]{4,}"
)
"""A word of four letters and more beside a number that is no time of day, as in `Keizersgracht 12a` or `12 Baker Street`."""


def write_hand_over(
    context: Context, actor: Actor, *, request_id: str, note: str, now: datetime, offer_id: str | None = None
) -> bool:
    """Put the note in place of the one before; True when it looks like an address or a telephone number of a person.

    `offer_id`: the offer that the writer saw, None for none; the note is for its house. Raises NotFound, OfferAnswered when that
    offer has ended, WrongState while several houses are asked, once they have arrived, or when the request has ended, and
    InvalidInput for `note`.
    """
    checks = FieldChecks()
    checks.text("note", note, LONGEST_NOTE)
    checks.refuse_if_any()
    with context.store.transaction() as session:
        get_own_request(session, actor, request_id)
        request = lock_request(session, request_id)
        refuse_unless(request, LIVING_STATES)
        _refuse_unless_going_somewhere(session, request)
        _refuse_ended_offer(session, request_id, offer_id)
        _refuse_several_houses(session, request_id)
        request_documents.write_hand_over(session, context.vault, request_id, note.strip(), now=now)
        request.is_note_lost = False
        audit.record(
            session,
            actor=actor,
            role=Role.COORDINATOR,
            action=Action.WROTE_HAND_OVER,
            subject_kind=SubjectKind.REQUEST,
            subject_id=request_id,
            now=now,
            country=request.country,
        )
    return looks_like_address_or_phone(note)


def _refuse_unless_going_somewhere(session: Session, request: Request) -> None:
    """People who stay in a house are handed over once more when another house is asked to take them."""
    transfer = find_transfer(session, request.id)
    is_asked = transfer is not None and find_live_offer(session, transfer.stay_id) is not None
    if request.state is RequestState.CHECKED_IN and not is_asked:
        raise WrongState


def _refuse_ended_offer(session: Session, request_id: str, offer_id: str | None) -> None:
    """What was written for one house while a colleague put another one in its place is not for that one."""
    if offer_id is None:
        return
    offer = session.get(Offer, offer_id)
    if offer is None or offer.request_id != request_id:
        raise NotFound
    if offer.state not in LIVE_OFFER_STATES:
        raise OfferAnswered


def _refuse_several_houses(session: Session, request_id: str) -> None:
    """Nobody knows yet for which of them the note would be, and it must never be read in another house."""
    pending = select(Offer.id).where(Offer.request_id == request_id, Offer.state == OfferState.PENDING)
    if len(session.exec(pending.limit(2)).all()) > 1:
        raise WrongState


def looks_like_address_or_phone(note: str) -> bool:
    """Whether a note should be looked at again: it warns too often rather than too seldom and never refuses."""
    return _TELEPHONE.search(note) is not None or _HOUSE_NUMBER.search(note) is not None
