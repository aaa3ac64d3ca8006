"""Fallback chains: the next suggestion is offered by itself when a house says no, takes its yes back or lets the time pass.

Each step is a transaction of its own, after the one that ended the offer before, and asks the rows what is to be done: whoever is
killed between them leaves a request that is open and a chain that waits, which the scheduler finds. Under the lock of the request
only one can take the step. The offer is made in the name of the coordinator who asked for the chain, and by nobody on record.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from sqlmodel import Session, col, select

from safehouse.domain.access import Action, Actor, SubjectKind
from safehouse.domain.codes import ChainEnd, FallbackState, RequestState, Role
from safehouse.domain.errors import BedTaken, RulesRefuse, Unavailable, WrongState
from safehouse.models.offers import Fallback, Offer
from safehouse.models.requests import Request
from safehouse.models.suggestions import Suggestion
from safehouse.services import audit
from safehouse.services.context import Context
from safehouse.services.offers.fallbacks import cancel_chain, list_waiting, skip, use
from safehouse.services.offers.making import lock_to_offer, try_offer_within
from safehouse.services.offers.notes import destroy_older_note
from safehouse.services.request_arrivals import has_passed
from safehouse.services.request_states import lock_request, move_request
from safehouse.services.scope import get_own_request


def continue_chains(context: Context, *, now: datetime) -> int:
    """Offer what is next of every chain whose request is open, each in a transaction of its own; how many offers. Safe to repeat."""
    with context.store.reading() as session:
        stopped = select(Fallback.request_id).join(Request, col(Request.id) == Fallback.request_id)
        stopped = stopped.where(Fallback.state == FallbackState.WAITING, Request.state == RequestState.OPEN)
        request_ids = session.exec(stopped.distinct().order_by(Fallback.request_id)).all()
    return sum(_continue(context, request_id, now) for request_id in request_ids)


def go_on_after(context: Context, *, now: datetime) -> None:
    """The same, after a deed by which offers have ended.

    The deed is done and stays so: when the store is away just now, the scheduler goes on with the chains.
    """
    with suppress(Unavailable):
        continue_chains(context, now=now)


def stop_chain(context: Context, actor: Actor, *, request_id: str, now: datetime) -> None:
    """Nothing more is offered by itself; the pending offer stays. Raises NotFound, and WrongState when nothing was left to offer."""
    with context.store.transaction() as session:
        get_own_request(session, actor, request_id)
        request = lock_request(session, request_id)
        if not cancel_chain(session, request_id, ChainEnd.STOPPED, now=now):
            raise WrongState
        record_chain_deed(session, actor, Action.STOPPED_CHAIN, request, now, reason=ChainEnd.STOPPED)


def offer_next(
    context: Context,
    session: Session,
    actor: Actor | None,
    request: Request,
    waiting: Sequence[Fallback],
    *,
    clock: datetime,
    now: datetime,
) -> Sequence[Offer | BedTaken | RulesRefuse]:
    """Offer the first of these that still holds, and skip those before it; what became of each that was tried.

    Their houses and the request are locked.
    """
    tried: list[Offer | BedTaken | RulesRefuse] = []
    for fallback in waiting:
        suggestion = session.get_one(Suggestion, fallback.suggestion_id)
        outcome = try_offer_within(
            context, session, actor, suggestion, request, made_by_id=fallback.asked_by_id, clock=clock, now=now
        )
        tried.append(outcome)
        if isinstance(outcome, Offer):
            use(fallback, outcome.id, now)
            break
        skip(fallback, outcome, now)
        detail = {"house": suggestion.house_id, "code": fallback.code}
        record_chain_deed(session, actor, Action.SKIPPED_SUGGESTION, request, now, **detail)
    return tried


def record_chain_deed(
    session: Session, actor: Actor | None, action: Action, request: Request, now: datetime, **detail: audit.Detail
) -> None:
    """The audit row of what was done about a chain. `actor` None: the service itself."""
    audit.record(
        session,
        actor=actor,
        role=Role.COORDINATOR if actor else None,
        action=action,
        subject_kind=SubjectKind.REQUEST,
        subject_id=request.id,
        now=now,
        country=request.country,
        detail=detail,
    )


def _continue(context: Context, request_id: str, now: datetime) -> bool:
    with context.store.transaction() as session:
        house_ids = _houses(session, list_waiting(session, request_id))
        request, clock = lock_to_offer(session, request_id, house_ids, now=now)
        waiting = list_waiting(session, request_id)
        # Meanwhile somebody else may have taken the step, or the desk have asked for another chain.
        if request.state is not RequestState.OPEN or not _houses(session, waiting) <= house_ids:
            return False
        if has_passed(request.arrives_at, now):
            _stop_too_late(session, request, now)
            return False
        destroy_older_note(context, session, request, now=now)
        tried = offer_next(context, session, None, request, waiting, clock=clock, now=now)
        is_offered = any(isinstance(outcome, Offer) for outcome in tried)
        if is_offered:
            move_request(request, RequestState.OFFERED)
        return is_offered


def _stop_too_late(session: Session, request: Request, now: datetime) -> None:
    """Nobody can arrive at the hour for which houses would be judged: the desk must ask for another one first."""
    if cancel_chain(session, request.id, ChainEnd.ARRIVAL_PASSED, now=now):
        record_chain_deed(session, None, Action.STOPPED_CHAIN, request, now, reason=ChainEnd.ARRIVAL_PASSED)


def _houses(session: Session, waiting: Sequence[Fallback]) -> frozenset[str]:
    suggested = select(Suggestion.house_id).where(col(Suggestion.id).in_([one.suggestion_id for one in waiting]))
    return frozenset(session.exec(suggested))
