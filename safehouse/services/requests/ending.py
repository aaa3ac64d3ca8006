"""The side exits of a request. They leave only states in which nothing is held for it: an offer is withdrawn first."""

from dataclasses import asdict
from datetime import datetime

from sqlmodel import Session

from safehouse.domain.access import Action, Actor, SubjectKind
from safehouse.domain.codes import ChainEnd, RequestState, Role, UnmetReason, WithdrawnReason
from safehouse.domain.errors import FieldProblem, InvalidInput, Problem
from safehouse.models.requests import Request
from safehouse.services import audit
from safehouse.services.border_requests import end_asked
from safehouse.services.context import Context
from safehouse.services.offers.expiry import expire_offer_of_request
from safehouse.services.offers.fallbacks import cancel_chain
from safehouse.services.request_documents import destroy_hand_over
from safehouse.services.request_states import LIVING_STATES, lock_request, move_request
from safehouse.services.requests.checking import find_own_request_id
from safehouse.services.requests.merging import merge_duplicate
from safehouse.services.scope import get_own_request
from safehouse.services.unmet_needs import Need, find_need, record_unmet_need


def withdraw_request(
    context: Context, actor: Actor, *, request_id: str, reason: WithdrawnReason, now: datetime
) -> None:
    """The household needs no place any more. Raises NotFound, and WrongState while an offer or a place is theirs."""
    _let_passed_offer_expire(context, actor, request_id, now)
    need = _find_need(context, actor, request_id)
    with context.store.transaction() as session:
        request = _lock_own_request(session, actor, request_id)
        request.end_reason = reason
        _end(context, session, request, RequestState.WITHDRAWN, now)
        record_unmet_need(context, session, request, need, reason=reason, now=now)
        _record(session, actor, Action.WITHDREW_REQUEST, request, now, reason=reason)


def end_unmet(context: Context, actor: Actor, *, request_id: str, reason: UnmetReason, now: datetime) -> None:
    """Nothing was found; what stood in the way is kept. Raises NotFound, and WrongState unless the request is open."""
    _let_passed_offer_expire(context, actor, request_id, now)
    need = _find_need(context, actor, request_id)
    with context.store.transaction() as session:
        request = _lock_own_request(session, actor, request_id)
        request.end_reason = reason
        _end(context, session, request, RequestState.UNMET, now)
        record_unmet_need(context, session, request, need, reason=reason, now=now)
        _record(session, actor, Action.ENDED_REQUEST_UNMET, request, now, reason=reason)


def mark_duplicate(context: Context, actor: Actor, *, request_id: str, case_code: str, now: datetime) -> None:
    """The same household was entered twice; `case_code` is that of the request that stays.

    That one gets the keep-away areas, tags and relations which stand only here. Raises NotFound, WrongState while an offer or a
    place is theirs, and InvalidInput for `case_code` unless it is that of another request of the desk that has not ended, and
    whose place, if it has one, is not forbidden by what it learns.
    """
    _let_passed_offer_expire(context, actor, request_id, now)
    with context.store.transaction() as session:
        request = _lock_own_request(session, actor, request_id)
        kept = _lock_kept(session, actor, request, case_code)
        merged = merge_duplicate(context, session, request, kept, now=now)
        request.duplicate_of_id = kept.id
        _end(context, session, request, RequestState.DUPLICATE, now)
        _record(session, actor, Action.MARKED_DUPLICATE, request, now, duplicate_of=kept.id, **asdict(merged))


def _let_passed_offer_expire(context: Context, actor: Actor, request_id: str, now: datetime) -> None:
    """Nobody has to wait for the scheduler to end a request whose offer nobody can accept any more."""
    with context.store.reading() as session:
        get_own_request(session, actor, request_id)
    expire_offer_of_request(context, request_id, now=now)


def _find_need(context: Context, actor: Actor, request_id: str) -> Need | None:
    """The look is a reading of its own, so that nobody's claim waits for it."""
    with context.store.reading() as session:
        return find_need(context, session, get_own_request(session, actor, request_id))


def _lock_own_request(session: Session, actor: Actor, request_id: str) -> Request:
    get_own_request(session, actor, request_id)
    return lock_request(session, request_id)


def _lock_kept(session: Session, actor: Actor, request: Request, case_code: str) -> Request:
    """The request that stays, locked too, so that two requests never become duplicates of each other."""
    kept_id = find_own_request_id(session, actor, case_code, request.country)
    if kept_id is None or kept_id == request.id:
        raise InvalidInput([FieldProblem("case_code", Problem.UNKNOWN_CODE)])
    kept = lock_request(session, kept_id)
    # A request that has ended cannot stay for another one: the household would be on nobody's desk.
    if kept.state not in LIVING_STATES:
        raise InvalidInput([FieldProblem("case_code", Problem.CONTRADICTS)])
    return kept


def _end(context: Context, session: Session, request: Request, state: RequestState, now: datetime) -> None:
    move_request(request, state)
    request.ended_at = now
    cancel_chain(session, request.id, ChainEnd.REQUEST_ENDED, now=now)
    destroy_hand_over(session, context.vault, request.id, now=now)
    end_asked(session, request, now=now)


def _record(
    session: Session, actor: Actor, action: Action, request: Request, now: datetime, **detail: audit.Detail
) -> None:
    audit.record(
        session,
        actor=actor,
        role=Role.COORDINATOR,
        action=action,
        subject_kind=SubjectKind.REQUEST,
        subject_id=request.id,
        now=now,
        country=request.country,
        detail=detail,
    )
