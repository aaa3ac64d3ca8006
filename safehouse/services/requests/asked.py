"""What the desk sees of the houses of a request: which are asked now, which is asked next by itself, which took its yes back."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from safehouse.domain.codes import FallbackState, OfferState
from safehouse.models.houses import House
from safehouse.models.offers import Fallback, Offer
from safehouse.models.requests import Request
from safehouse.models.suggestions import Suggestion
from safehouse.services.aliases import house_code_at_desk
from safehouse.services.offers.lines import taken_back_ids
from safehouse.services.sealing import Vault


@dataclass(frozen=True, slots=True)
class AskedHouse:
    """A house that can still answer. `is_unopened`: it has not looked at the offer yet."""

    offer_id: str
    house_code: str
    answer_by_at: datetime
    is_unopened: bool


@dataclass(frozen=True, slots=True)
class TakenBack:
    """That a house took its yes back, and when. `had_departed`: they were on their way there."""

    house_code: str
    at: datetime
    had_departed: bool


def load_asked(
    vault: Vault, session: Session, ids: Collection[str], clock: datetime
) -> Mapping[str, tuple[AskedHouse, ...]]:
    """By request id, every house that can still answer at this moment, by what the desk calls it; without: missing."""
    pending = (
        select(Offer, House, Request)
        .join(House, col(House.id) == Offer.house_id)
        .join(Request, col(Request.id) == Offer.request_id)
        .where(col(Offer.request_id).in_(ids), Offer.state == OfferState.PENDING, col(Offer.answer_by_at) > clock)
    )
    asked: defaultdict[str, list[AskedHouse]] = defaultdict(list)
    for offer, house, request in session.exec(pending):
        code = house_code_at_desk(vault, house, request, offer)
        asked[request.id].append(AskedHouse(offer.id, code, offer.answer_by_at, offer.opened_at is None))
    return {key: tuple(sorted(houses, key=lambda house: house.house_code)) for key, houses in asked.items()}


def load_next_houses(session: Session, ids: Collection[str]) -> Mapping[str, str]:
    """By request id, the code of the house that is offered next by itself."""
    waiting = (
        select(Fallback.request_id, House.code)
        .join(Suggestion, col(Suggestion.id) == Fallback.suggestion_id)
        .join(House, col(House.id) == Suggestion.house_id)
        .where(col(Fallback.request_id).in_(ids), Fallback.state == FallbackState.WAITING)
    )
    return dict(session.exec(waiting.order_by(col(Fallback.position).desc())).all())


def load_taken_back(vault: Vault, session: Session, ids: Collection[str]) -> Mapping[str, TakenBack]:
    """By request id, the last house that took its yes back."""
    released = (
        select(Offer, House, Request)
        .join(House, col(House.id) == Offer.house_id)
        .join(Request, col(Request.id) == Offer.request_id)
        .where(col(Offer.request_id).in_(ids), col(Offer.id).in_(taken_back_ids()))
        .order_by(col(Offer.answered_at))
    )
    return {
        request.id: TakenBack(
            house_code_at_desk(vault, house, request, offer), offer.answered_at, offer.departed_at is not None
        )
        for offer, house, request in session.exec(released)
        if offer.answered_at is not None
    }
