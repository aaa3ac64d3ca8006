"""Questions to other countries as rows: whether one waits, what ends it without an answer, and the record of what was done.

Whether the time to answer has passed is decided by the database's clock when the row is read, so nothing depends on when the row
follows. Everybody takes the lock of the request before a question of it is changed.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from safehouse.domain.access import Action, Actor, SubjectKind
from safehouse.domain.codes import BorderState, Role
from safehouse.models.borders import BorderRequest
from safehouse.models.requests import Request
from safehouse.services import audit
from safehouse.services.db import database_now


@dataclass(frozen=True, slots=True)
class BorderCase:
    """A question with its request, and the role in which somebody acts on them; None: the service itself."""

    asked: BorderRequest
    request: Request
    role: Role | None


def is_waiting(clock: datetime) -> ColumnElement[bool]:
    """What holds for a question that waits for its answer at this moment."""
    return (col(BorderRequest.state) == BorderState.ASKED) & (col(BorderRequest.answer_by_at) > clock)


def shown_state(asked: BorderRequest, clock: datetime) -> BorderState:
    """The state of a question at a moment by the database's clock, whether or not its row has followed yet."""
    is_passed = asked.state is BorderState.ASKED and asked.answer_by_at <= clock
    return BorderState.EXPIRED if is_passed else asked.state


def expire_asked_for(session: Session, request: Request, *, now: datetime) -> int:
    """Let the rows follow of what was asked for a locked request and whose time has passed; how many."""
    clock = database_now(session)
    passed = [asked for asked in _asked_for(session, request) if shown_state(asked, clock) is BorderState.EXPIRED]
    for asked in passed:
        _end(session, BorderCase(asked, request, None), BorderState.EXPIRED, now)
    return len(passed)


def end_asked(session: Session, request: Request, *, now: datetime) -> None:
    """Withdraw what is still asked for a locked request: it has its place, or needs none any more."""
    expire_asked_for(session, request, now=now)
    for asked in _asked_for(session, request):
        _end(session, BorderCase(asked, request, None), BorderState.WITHDRAWN, now)


def record_border_deed(
    session: Session, actor: Actor | None, action: Action, case: BorderCase, now: datetime, **detail: audit.Detail
) -> None:
    """The audit row of a deed on a question: which request, which country and house, and what was decided."""
    audit.record(
        session,
        actor=actor,
        role=case.role,
        action=action,
        subject_kind=SubjectKind.BORDER_REQUEST,
        subject_id=case.asked.id,
        now=now,
        country=case.request.country,
        house_id=case.asked.house_id,
        detail={"request": case.request.id, "to_country": case.asked.country, **detail},
    )


def _asked_for(session: Session, request: Request) -> list[BorderRequest]:
    asked = select(BorderRequest).where(
        BorderRequest.request_id == request.id, BorderRequest.state == BorderState.ASKED
    )
    return list(session.exec(asked.order_by(BorderRequest.id), execution_options={"populate_existing": True}))


def _end(session: Session, case: BorderCase, state: BorderState, now: datetime) -> None:
    case.asked.state = state
    case.asked.answered_at = now
    session.flush()
    action = Action.ASKING_EXPIRED if state is BorderState.EXPIRED else Action.WITHDREW_ASKING
    record_border_deed(session, None, action, case, now)
