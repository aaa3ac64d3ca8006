"""Whose request it is: it belongs to the desk, one of its coordinators answers for it, and that may change at any time."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from safehouse.domain.access import Action, Actor, SubjectKind
from safehouse.domain.codes import Role, TakeOverReason
from safehouse.domain.errors import FieldProblem, InvalidInput, Problem
from safehouse.models.accounts import Account, Grant
from safehouse.services import audit
from safehouse.services.context import Context
from safehouse.services.request_states import BEFORE_ARRIVAL_STATES, lock_request, refuse_unless
from safehouse.services.scope import get_own_request


@dataclass(frozen=True, slots=True)
class Colleague:
    """A coordinator of the same desk."""

    account_id: str
    label: str


def take_over_request(
    context: Context, actor: Actor, *, request_id: str, reason: TakeOverReason, now: datetime
) -> None:
    """Become the owner of a request of the own desk. Raises NotFound, and WrongState once they have arrived or it has ended."""
    with context.store.transaction() as session:
        _give(session, actor, request_id, owner_id=actor.account_id, reason=reason, now=now)


def pass_on_request(
    context: Context, actor: Actor, *, request_id: str, account_id: str, reason: TakeOverReason, now: datetime
) -> None:
    """Make a colleague of the desk the owner. Raises like `take_over_request`, and InvalidInput for `account_id`."""
    with context.store.transaction() as session:
        country = get_own_request(session, actor, request_id).country
        if account_id not in {colleague.account_id for colleague in _colleagues(session, country)}:
            raise InvalidInput([FieldProblem("account_id", Problem.UNKNOWN_CODE)])
        _give(session, actor, request_id, owner_id=account_id, reason=reason, now=now)


def list_colleagues(context: Context, actor: Actor, *, request_id: str) -> tuple[Colleague, ...]:
    """The coordinators of the request's desk who can log in, by label, the actor included. Raises NotFound."""
    with context.store.reading() as session:
        return _colleagues(session, get_own_request(session, actor, request_id).country)


def _colleagues(session: Session, country: str) -> tuple[Colleague, ...]:
    can_log_in = col(Account.disabled_at).is_(None) & col(Account.password_hash).is_not(None)
    query = (
        select(Account.id, Account.label)
        .join(Grant, col(Grant.account_id) == Account.id)
        .where(Grant.role == Role.COORDINATOR, Grant.country == country, can_log_in)
        .order_by(Account.label, Account.id)
        .distinct()
    )
    return tuple(Colleague(account_id, label) for account_id, label in session.exec(query))


def _give(
    session: Session, actor: Actor, request_id: str, *, owner_id: str, reason: TakeOverReason, now: datetime
) -> None:
    get_own_request(session, actor, request_id)
    request = lock_request(session, request_id)
    refuse_unless(request, BEFORE_ARRIVAL_STATES)
    before, request.owner_id = request.owner_id, owner_id
    audit.record(
        session,
        actor=actor,
        role=Role.COORDINATOR,
        action=Action.TOOK_OVER_REQUEST,
        subject_kind=SubjectKind.REQUEST,
        subject_id=request_id,
        now=now,
        country=request.country,
        detail={"before": before, "owner": owner_id, "reason": reason},
    )
