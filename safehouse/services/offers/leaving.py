"""Offers by which people move from one house to another: how they differ from those of people who stay nowhere yet.

The request stays checked in all the time, and its claims in the house that is left stand beside the new ones until the arrival,
so nobody is without a bed for a moment. Whatever ends such an offer leaves the stay as it is.
"""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, select

from safehouse.domain.codes import MoveOn, OfferState, RequestState
from safehouse.domain.errors import BedTaken, WrongState
from safehouse.models.claims import Stay
from safehouse.models.offers import Offer
from safehouse.models.requests import Request
from safehouse.models.transfers import Transfer
from safehouse.services.claims import end_places
from safehouse.services.db import database_now
from safehouse.services.request_states import move_request
from safehouse.services.resident_rows import end_departed


def find_transfer(session: Session, request_id: str) -> Transfer | None:
    """That the people of a request, who stay in a house, are to move to another one; None: they are not."""
    live = select(Transfer).where(Transfer.request_id == request_id, col(Transfer.ended_at).is_(None))
    return session.exec(live).one_or_none()


def find_live_offer(session: Session, stay_id: str) -> Offer | None:
    """The offer by which a stay is to go on in another house, as the rows have it: its time to answer may have passed."""
    live = select(Offer).where(col(Offer.from_stay_id) == stay_id)
    return session.exec(live.where(col(Offer.state).in_((OfferState.PENDING, OfferState.ACCEPTED)))).one_or_none()


def house_left_by(session: Session, offer: Offer) -> Collection[str]:
    """The id of the house that the people of an offer leave, if they do: every deed on the offer locks it too."""
    return () if offer.from_stay_id is None else (session.get_one(Stay, offer.from_stay_id).house_id,)


def house_left_for(session: Session, request_id: str) -> Collection[str]:
    """The same before there is an offer."""
    transfer = find_transfer(session, request_id)
    return () if transfer is None else (session.get_one(Stay, transfer.stay_id).house_id,)


def refuse_unless_wanted(session: Session, request: Request) -> None:
    """Refuse with WrongState a locked request whose people stay in a house and are not to move, or have an offer for that already."""
    if request.state is RequestState.CHECKED_IN:
        transfer = find_transfer(session, request.id)
        if transfer is None or find_live_offer(session, transfer.stay_id) is not None:
            raise WrongState


def stay_to_leave(session: Session, request: Request, *, for_house: str) -> str | None:
    """The id of the stay that a new offer of the locked request lets go on in another house; None: they stay nowhere yet.

    Raises BedTaken for the house in which they are.
    """
    transfer = find_transfer(session, request.id) if request.state is RequestState.CHECKED_IN else None
    if transfer is None:
        return None
    if session.get_one(Stay, transfer.stay_id).house_id == for_house:
        raise BedTaken
    return transfer.stay_id


def follow_offer(offer: Offer, request: Request, to: RequestState) -> None:
    """The locked request goes where its offer brings it; one whose people move out of another house stays checked in.

    Raises WrongState when it cannot go there.
    """
    if offer.from_stay_id is None:
        move_request(request, to)
    else:
        count_up(request)


def count_up(request: Request) -> None:
    """Something has changed for a request whose people stay in a house. Raises WrongState when they do not any more."""
    if request.state is not RequestState.CHECKED_IN:
        raise WrongState
    request.version += 1


def has_arrived(session: Session, offer: Offer) -> bool:
    """Whether its people have come to the house of the offer, also when they have left it since."""
    return session.exec(select(Stay.id).where(Stay.offer_id == offer.id)).first() is not None


def leave_house(session: Session, offer: Offer, *, at: datetime) -> Stay | None:
    """They have arrived in the house of the offer: the stay in the one before ends, and its beds are made ready. Both are locked."""
    if offer.from_stay_id is None:
        return None
    stay = session.get_one(Stay, offer.from_stay_id)
    stay.checked_out_at = at
    stay.move_on = MoveOn.OTHER_SAFE_HOUSE
    end_places(session, stay.offer_id, now=at)
    end_departed(session, stay.house_id, clock=database_now(session), at=at)
    end_transfer(session, stay.id, at=at)
    return stay


def end_transfer(session: Session, stay_id: str, *, at: datetime) -> None:
    """Nobody looks for another house any more, in the caller's transaction."""
    for transfer in session.exec(select(Transfer).where(Transfer.stay_id == stay_id, col(Transfer.ended_at).is_(None))):
        transfer.ended_at = at
