"""The side exits of a request. They leave only states in which nothing is held for it: an offer is withdrawn first."""

from datetime import datetime

from sqlmodel import Session, or_, select

from safehouse.domain.access import Action, Actor
from safehouse.domain.codes import RequestState, Role, UnmetReason, WithdrawnReason
from safehouse.domain.errors import FieldProblem, InvalidInput, Problem
from safehouse.models.requests import Request, RequestRelation
from safehouse.services import audit
from safehouse.services.context import Context
from safehouse.services.offers.expiry import expire_offer_of_request
from safehouse.services.request_documents import destroy_hand_over
from safehouse.services.request_states import lock_request, move_request
from safehouse.services.requests.checking import find_own_request_id
from safehouse.services.scope import get_own_request


def withdraw_request(
    context: Context, actor: Actor, *, request_id: str, reason: WithdrawnReason, now: datetime
) -> None:
    """The household needs no place any more. Raises NotFound, and WrongState while an offer or a place is theirs."""
    _let_passed_offer_expire(context, actor, request_id, now)
    with context.store.transaction() as session:
        request = _lock_own_request(session, actor, request_id)
        request.end_reason = reason
        _end(context, session, request, RequestState.WITHDRAWN, now)
        _record(session, actor, Action.WITHDREW_REQUEST, request, now, reason=reason)


def end_unmet(context: Context, actor: Actor, *, request_id: str, reason: UnmetReason, now: datetime) -> None:
    """Nothing was found. Raises NotFound, and WrongState unless the request is open."""
    _let_passed_offer_expire(context, actor, request_id, now)
    with context.store.transaction() as session:
        request = _lock_own_request(session, actor, request_id)
        request.end_reason = reason
        _end(context, session, request, RequestState.UNMET, now)
        _record(session, actor, Action.ENDED_REQUEST_UNMET, request, now, reason=reason)


def mark_duplicate(context: Context, actor: Actor, *, request_id: str, case_code: str, now: datetime) -> None:
    """The same household was entered twice; `case_code` is that of the request that stays and takes over its relations.

    Raises NotFound, WrongState while an offer or a place is theirs, and InvalidInput for `case_code` unless it is that of
    another request of the desk which is no duplicate itself.
    """
    _let_passed_offer_expire(context, actor, request_id, now)
    with context.store.transaction() as session:
        request = _lock_own_request(session, actor, request_id)
        request.duplicate_of_id = _find_original(session, actor, request, case_code)
        _take_over_relations(session, request.id, request.duplicate_of_id)
        _end(context, session, request, RequestState.DUPLICATE, now)
        _record(session, actor, Action.MARKED_DUPLICATE, request, now, duplicate_of=request.duplicate_of_id)


def _let_passed_offer_expire(context: Context, actor: Actor, request_id: str, now: datetime) -> None:
    """Nobody has to wait for the scheduler to end a request whose offer nobody can accept any more."""
    with context.store.reading() as session:
        get_own_request(session, actor, request_id)
    expire_offer_of_request(context, request_id, now=now)


def _lock_own_request(session: Session, actor: Actor, request_id: str) -> Request:
    get_own_request(session, actor, request_id)
    return lock_request(session, request_id)


def _find_original(session: Session, actor: Actor, request: Request, case_code: str) -> str:
    original = find_own_request_id(session, actor, case_code, request.country)
    if original is None or original == request.id:
        raise InvalidInput([FieldProblem("case_code", Problem.UNKNOWN_CODE)])
    # The other one is locked too, so that two requests never become duplicates of each other.
    if lock_request(session, original).state is RequestState.DUPLICATE:
        raise InvalidInput([FieldProblem("case_code", Problem.CONTRADICTS)])
    return original


def _take_over_relations(session: Session, duplicate_id: str, original_id: str) -> None:
    """Whom the household must be kept apart from or together with is true of it under either case code."""
    concerns = or_(RequestRelation.request_id == duplicate_id, RequestRelation.other_id == duplicate_id)
    for relation in session.exec(select(RequestRelation).where(concerns)).all():
        partner_id = relation.other_id if relation.request_id == duplicate_id else relation.request_id
        if partner_id != original_id:
            session.add(RequestRelation(request_id=original_id, other_id=partner_id, kind=relation.kind))
    session.get_one(Request, original_id).version += 1


def _end(context: Context, session: Session, request: Request, state: RequestState, now: datetime) -> None:
    move_request(request, state)
    request.ended_at = now
    destroy_hand_over(session, context.vault, request.id, now=now)


def _record(session: Session, actor: Actor, action: Action, request: Request, now: datetime, **detail: str) -> None:
    audit.record(
        session,
        actor=actor,
        role=Role.COORDINATOR,
        action=action,
        subject_kind="request",
        subject_id=request.id,
        now=now,
        country=request.country,
        detail=detail,
    )
