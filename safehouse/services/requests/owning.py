"""Whose request it is: it belongs to the desk, one of its coordinators answers for it, and that changes with every shift.

Each deed takes one request or several of one owner, all of them or none: the form names the owner that its writer saw, so
whoever comes second is told so instead of taking from a third person. What is the new owner's already stays as it is.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import Session

from safehouse.domain.access import Action, Actor, SubjectKind
from safehouse.domain.codes import Role, TakeOverReason
from safehouse.domain.errors import FieldProblem, InvalidInput, OwnerChanged, Problem
from safehouse.models.requests import Request
from safehouse.services import audit
from safehouse.services.context import Context
from safehouse.services.request_states import LIVING_STATES, lock_request, refuse_unless
from safehouse.services.requests.owners import load_coordinators
from safehouse.services.scope import get_own_request


def take_over_requests(
    context: Context,
    actor: Actor,
    *,
    request_ids: Collection[str],
    owner_id: str,
    reason: TakeOverReason,
    now: datetime,
) -> None:
    """Become the owner of requests of the own desk that are `owner_id`'s; whether that account still exists is no matter.

    Raises NotFound, WrongState for one that has ended, OwnerChanged, and InvalidInput for no `request_ids`.
    """
    with context.store.transaction() as session:
        for request in _lock(session, actor, request_ids, owner_id=owner_id, new_owner_id=actor.account_id):
            _give(session, actor, request, owner_id=actor.account_id, reason=reason, now=now)


def pass_on_requests(
    context: Context,
    actor: Actor,
    *,
    request_ids: Collection[str],
    owner_id: str,
    account_id: str,
    reason: TakeOverReason,
    now: datetime,
) -> None:
    """Make `account_id` the owner of requests of the own desk that are `owner_id`'s; they are told until they open each.

    Raises like `take_over_requests`, and InvalidInput for `account_id` unless that is a coordinator of the desks of all.
    """
    with context.store.transaction() as session:
        requests = _lock(session, actor, request_ids, owner_id=owner_id, new_owner_id=account_id)
        colleague = load_coordinators(session, actor.countries_as(Role.COORDINATOR)).get(account_id)
        if colleague is None or not colleague.countries.issuperset(request.country for request in requests):
            raise InvalidInput([FieldProblem("account_id", Problem.UNKNOWN_CODE if account_id else Problem.REQUIRED)])
        for request in requests:
            _give(session, actor, request, owner_id=account_id, reason=reason, now=now)


def open_request(context: Context, actor: Actor, *, request_id: str, now: datetime) -> None:
    """Its owner looks at a request that was passed on, so it is new no more; the first time counts.

    Raises NotFound, and OwnerChanged when it is somebody else's by now.
    """
    with context.store.transaction() as session:
        get_own_request(session, actor, request_id)
        request = lock_request(session, request_id)
        if request.owner_id != actor.account_id:
            raise OwnerChanged
        if not request.is_new_to_owner:
            return
        request.is_new_to_owner = False
        _record(session, actor, Action.OPENED_REQUEST, request, now)


def _lock(
    session: Session, actor: Actor, request_ids: Collection[str], *, owner_id: str, new_owner_id: str
) -> Sequence[Request]:
    """The requests that have to change hands, locked in one order, so that two deeds on the same wait for each other."""
    if not request_ids:
        raise InvalidInput([FieldProblem("request_ids", Problem.REQUIRED)])
    requests = []
    for request_id in sorted(set(request_ids)):
        get_own_request(session, actor, request_id)
        request = lock_request(session, request_id)
        # Also those in a house: they are work of the desk again when it becomes unsafe.
        refuse_unless(request, LIVING_STATES)
        if request.owner_id not in {owner_id, new_owner_id}:
            raise OwnerChanged
        requests.append(request)
    return [request for request in requests if request.owner_id != new_owner_id]


def _give(
    session: Session, actor: Actor, request: Request, *, owner_id: str, reason: TakeOverReason, now: datetime
) -> None:
    before, request.owner_id = request.owner_id, owner_id
    request.is_new_to_owner = owner_id != actor.account_id
    detail = {"before": before, "owner": owner_id, "reason": reason}
    _record(session, actor, Action.TOOK_OVER_REQUEST, request, now, **detail)


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
