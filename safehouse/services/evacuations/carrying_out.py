"""Carrying an evacuation out: each move is an offer of its own, judged again on the rows as they are now, in its own transaction.

People who are in the house move by a transfer and keep their places until they are in the next one. Of people who are expected the
offer to this house is taken back in the transaction that makes the new one: they must not arrive.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from safehouse.domain.access import Actor
from safehouse.domain.codes import ChainEnd, MoveStage, RequestState, Role, TransferReason, Urgency
from safehouse.domain.errors import Conflict, NotFound, WrongState
from safehouse.models.claims import Stay
from safehouse.models.evacuations import Evacuation, EvacuationMove
from safehouse.models.offers import Offer
from safehouse.models.requests import Request
from safehouse.models.suggestions import Suggestion, SuggestionList
from safehouse.services.context import Context
from safehouse.services.db import database_now
from safehouse.services.evacuations.movers import NOTICE
from safehouse.services.evacuations.stages import load_progress
from safehouse.services.evacuations.viewing import load_open, newest_moves
from safehouse.services.offers.calling_off import call_off
from safehouse.services.offers.cases import OfferCase
from safehouse.services.offers.expiry import expire_offer_of_request
from safehouse.services.offers.fallbacks import cancel_chain
from safehouse.services.offers.leaving import find_transfer
from safehouse.services.offers.making import begin_offering, lock_to_offer, make_offer_within
from safehouse.services.offers.notes import destroy_older_note
from safehouse.services.request_arrivals import move_arrival
from safehouse.services.scope import get_house_as
from safehouse.services.suggestions.looking import network_version
from safehouse.services.transfers import begin_transfer

ROLE = Role.NATIONAL_CONTACT


@dataclass(frozen=True, slots=True)
class CarriedOut:
    """How many moves were offered to their houses, and how many do not hold any more: those must be planned again."""

    offered: int
    refused: int


def carry_out_move(context: Context, actor: Actor, *, move_id: str, now: datetime) -> str:
    """Put one planned move to its house; the id of the offer.

    Raises NotFound unless the actor is the national contact of the country of the house that is left, WrongState unless the move is
    planned and nothing was offered yet, RulesRefuse, and BedTaken when the rooms are not to be had any more.
    """
    with context.store.reading() as session:
        request_id = _get_move(session, actor, move_id).request_id
    expire_offer_of_request(context, request_id, now=now)
    with context.store.transaction() as session:
        move = _get_move(session, actor, move_id)
        left_id, to_id = _houses(session, move)
        request, clock = lock_to_offer(session, request_id, (left_id, to_id), now=now)
        if load_progress(session, (move,), clock=clock)[move_id].stage is not MoveStage.PLANNED:
            raise WrongState
        _make_ready(context, session, actor, move, request, clock=clock, now=now)
        suggestion = _suggestion(session, actor, move, request, house_id=to_id, clock=clock)
        offer = make_offer_within(
            context, session, actor, suggestion, request, made_by_id=actor.account_id, clock=clock, now=now, role=ROLE
        )
        move.new_offer_id = offer.id
        return offer.id


def carry_out_all(context: Context, actor: Actor, *, house_id: str, now: datetime) -> CarriedOut:
    """Put every planned move of a house to its house, one after another; what does not hold any more is left and counted.

    Raises NotFound unless the actor is the national contact of the country of the house.
    """
    with context.store.reading() as session:
        get_house_as(session, actor, house_id, (ROLE,))
        moves = newest_moves(session, [one for one in load_open(session, house_id) if one.made_at is not None])
        stages = load_progress(session, moves, clock=database_now(session))
        planned = [move.id for move in moves if stages[move.id].stage is MoveStage.PLANNED]
    outcomes = [_is_carried_out(context, actor, move_id, now) for move_id in planned]
    return CarriedOut(offered=sum(outcomes), refused=len(outcomes) - sum(outcomes))


def _is_carried_out(context: Context, actor: Actor, move_id: str, now: datetime) -> bool:
    try:
        carry_out_move(context, actor, move_id=move_id, now=now)
    except Conflict:
        # Something else has happened since the plan was made; those whom it concerns stay in the list and are planned again.
        return False
    return True


def _get_move(session: Session, actor: Actor, move_id: str) -> EvacuationMove:
    move = session.get(EvacuationMove, move_id)
    if move is None:
        raise NotFound
    get_house_as(session, actor, session.get_one(Evacuation, move.evacuation_id).house_id, (ROLE,))
    return move


def _houses(session: Session, move: EvacuationMove) -> tuple[str, str]:
    """The houses that the deed touches: the one that is left, and the one that is planned. Raises WrongState without one."""
    if move.house_id is None:
        raise WrongState
    return session.get_one(Evacuation, move.evacuation_id).house_id, move.house_id


def _make_ready(
    context: Context,
    session: Session,
    actor: Actor,
    move: EvacuationMove,
    request: Request,
    *,
    clock: datetime,
    now: datetime,
) -> None:
    """Let the locked request be put to another house, as that of people who must leave now."""
    soon = clock + NOTICE
    staying = select(Stay.id).where(Stay.offer_id == move.offer_id, col(Stay.checked_out_at).is_(None))
    if session.exec(staying).first() is None:
        case = OfferCase(session.get_one(Offer, move.offer_id), request, ROLE)
        call_off(context, session, actor, case, clock=clock, now=now)
        cancel_chain(session, request.id, ChainEnd.REPLACED, now=now)
        request.urgency = Urgency.EMERGENCY
        move_arrival(session, request, max(request.arrives_at, soon))
    elif find_transfer(session, request.id) is None:
        reason = TransferReason.HOUSE_COMPROMISED
        begin_transfer(session, actor, request, reason=reason, arrives_at=soon, role=ROLE, now=now)
    else:
        request.urgency = Urgency.EMERGENCY
        move_arrival(session, request, soon)
    if request.state is not RequestState.OFFERED:
        # Else another house is asked already and can still say yes; then the first yes counts.
        begin_offering(session, request)
    destroy_older_note(context, session, request, now=now)


def _suggestion(
    session: Session, actor: Actor, move: EvacuationMove, request: Request, *, house_id: str, clock: datetime
) -> Suggestion:
    """The planned place as a suggestion: what is offered is always one, so that its desk sees where it came from."""
    stored = SuggestionList(
        request_id=request.id,
        made_by_id=actor.account_id,
        made_at=clock,
        request_version=request.version,
        network_version=network_version(session, request.country),
        excluded={},
        relaxations=[],
        warnings=[],
        others={},
        abroad=[],
    )
    session.add(stored)
    session.flush()
    points = move.points or {}
    suggestion = Suggestion(
        list_id=stored.id,
        request_id=request.id,
        house_id=house_id,
        rank=1,
        rooms=move.rooms,
        points=points,
        total=sum(points.values()),
        notes=[],
    )
    session.add(suggestion)
    session.flush()
    return suggestion
