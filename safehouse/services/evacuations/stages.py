"""How far the move of each household has come: from the offer that carries it out, or from what is left in the house."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from safehouse.domain.codes import MoveStage, OfferState
from safehouse.models.claims import Claim, Stay
from safehouse.models.evacuations import EvacuationMove
from safehouse.models.offers import Offer
from safehouse.services.bed_facts import is_live
from safehouse.services.offers.lines import shown_state

_STAGE_OF_ENDED: Mapping[OfferState, MoveStage] = {
    OfferState.DECLINED_HOUSE: MoveStage.DECLINED,
    OfferState.DECLINED_SURVIVOR: MoveStage.DECLINED,
    OfferState.EXPIRED: MoveStage.EXPIRED,
    OfferState.WITHDRAWN: MoveStage.WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class Progress:
    """`answer_by_at` None: no answer is awaited."""

    stage: MoveStage
    answer_by_at: datetime | None


def load_progress(session: Session, moves: Collection[EvacuationMove], *, clock: datetime) -> Mapping[str, Progress]:
    """By the id of the move; `clock` is the database's."""
    new_ids = [move.new_offer_id for move in moves if move.new_offer_id is not None]
    offers = {offer.id: offer for offer in session.exec(select(Offer).where(col(Offer.id).in_(new_ids)))}
    old_ids = [move.offer_id for move in moves]
    transfers = _load_transfers(session, old_ids)
    new = {move.id: offers[move.new_offer_id] if move.new_offer_id else transfers.get(move.offer_id) for move in moves}
    new_ids = [offer.id for offer in new.values() if offer is not None]
    arrived = frozenset(session.exec(select(Stay.offer_id).where(col(Stay.offer_id).in_(new_ids))))
    in_house = frozenset(session.exec(select(Claim.offer_id).where(is_live(clock), col(Claim.offer_id).in_(old_ids))))
    return {
        move.id: _progress(move, new[move.id], clock, arrived=arrived, has_places=move.offer_id in in_house)
        for move in moves
    }


def _load_transfers(session: Session, old_ids: Collection[str]) -> Mapping[str, Offer]:
    """By the offer of a stay, the transfer that its desk has begun by itself."""
    transfers = select(Stay.offer_id, Offer).join(Offer, col(Offer.from_stay_id) == Stay.id)
    is_live_offer = col(Offer.state).in_((OfferState.PENDING, OfferState.ACCEPTED))
    return dict(session.exec(transfers.where(col(Stay.offer_id).in_(old_ids), is_live_offer)).all())


def _progress(
    move: EvacuationMove, offer: Offer | None, clock: datetime, *, arrived: Collection[str], has_places: bool
) -> Progress:
    if offer is None:
        return Progress(_before_any_offer(move, has_places=has_places), None)
    if offer.id in arrived:
        return Progress(MoveStage.ARRIVED, None)
    state = shown_state(offer, clock)
    if state is OfferState.PENDING:
        return Progress(MoveStage.OFFERED, offer.answer_by_at)
    if state is OfferState.ACCEPTED:
        return Progress(MoveStage.ACCEPTED if offer.departed_at is None else MoveStage.ON_THE_WAY, None)
    return Progress(_STAGE_OF_ENDED[state], None)


def _before_any_offer(move: EvacuationMove, *, has_places: bool) -> MoveStage:
    """Whoever has no place in the house any more has left, or is not expected any more."""
    if not has_places:
        return MoveStage.GONE
    return MoveStage.NO_PLACE if move.house_id is None else MoveStage.PLANNED
