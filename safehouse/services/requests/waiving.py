"""Waiving a code: the coordinator says, with a reason, that one of the waivable rules does not count for this request."""

from datetime import datetime

from sqlmodel import select

from safehouse.domain.access import Action, Actor, SubjectKind
from safehouse.domain.codes import TWO_PERSON_CODES, WAIVABLE_CODES, RequestState, Role, RuleCode, WaiverReason
from safehouse.domain.errors import FieldProblem, InvalidInput, Problem
from safehouse.models.requests import Waiver
from safehouse.services import audit
from safehouse.services.context import Context
from safehouse.services.offers.leaving import refuse_unless_wanted
from safehouse.services.request_states import EDITABLE_STATES, lock_request, refuse_unless
from safehouse.services.scope import get_own_request


def waive_code(
    context: Context, actor: Actor, *, request_id: str, code: RuleCode, reason: WaiverReason, now: datetime
) -> None:
    """Waive a code until the request is changed; waiving it again changes nothing.

    Raises NotFound, WrongState while something is held for the request, and InvalidInput for `code` when nobody can waive it
    or only two persons can.
    """
    _refuse_unless_waivable(code)
    with context.store.transaction() as session:
        get_own_request(session, actor, request_id)
        request = lock_request(session, request_id)
        refuse_unless(request, EDITABLE_STATES | {RequestState.CHECKED_IN})
        refuse_unless_wanted(session, request)
        waived = select(Waiver.id).where(Waiver.request_id == request_id, Waiver.code == code)
        if session.exec(waived).first() is not None:
            return
        session.add(
            Waiver(request_id=request_id, code=code, reason=reason, waived_by_id=actor.account_id, waived_at=now)
        )
        request.version += 1
        audit.record(
            session,
            actor=actor,
            role=Role.COORDINATOR,
            action=Action.WAIVED_CODE,
            subject_kind=SubjectKind.REQUEST,
            subject_id=request_id,
            now=now,
            country=request.country,
            detail={"code": code, "reason": reason},
        )


def _refuse_unless_waivable(code: RuleCode) -> None:
    if code not in WAIVABLE_CODES:
        raise InvalidInput([FieldProblem("code", Problem.NOT_WAIVABLE)])
    if code in TWO_PERSON_CODES:
        raise InvalidInput([FieldProblem("code", Problem.NEEDS_TWO_PERSONS)])
