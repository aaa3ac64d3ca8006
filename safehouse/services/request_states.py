"""The life of a request as one table; nothing moves a request but `move_request`."""

from collections.abc import Mapping

from sqlmodel import Session, col, select

from safehouse.domain.codes import RequestState
from safehouse.domain.errors import WrongState
from safehouse.models.requests import Request

_State = RequestState

NEXT_STATES: Mapping[RequestState, frozenset[RequestState]] = {
    _State.DRAFT: frozenset({_State.OPEN, _State.WITHDRAWN, _State.DUPLICATE}),
    _State.OPEN: frozenset({_State.OFFERED, _State.WITHDRAWN, _State.UNMET, _State.DUPLICATE}),
    _State.OFFERED: frozenset({_State.OPEN, _State.RESERVED}),
    _State.RESERVED: frozenset({_State.OPEN, _State.IN_TRANSIT, _State.CHECKED_IN}),
    _State.IN_TRANSIT: frozenset({_State.OPEN, _State.CHECKED_IN}),
    _State.CHECKED_IN: frozenset({_State.CLOSED}),
    _State.CLOSED: frozenset(),
    _State.WITHDRAWN: frozenset(),
    _State.UNMET: frozenset(),
    _State.DUPLICATE: frozenset(),
}
"""Side exits leave only states without a live claim: an offer is withdrawn first, a reservation ends as a no-show first."""

EDITABLE_STATES = frozenset({_State.DRAFT, _State.OPEN})
"""In these nobody holds anything for the request, so what the engine sees of it may change."""
BEFORE_ARRIVAL_STATES = frozenset({_State.DRAFT, _State.OPEN, _State.OFFERED, _State.RESERVED, _State.IN_TRANSIT})
"""In these the request is somebody's work at the desk."""
LIVING_STATES = BEFORE_ARRIVAL_STATES | {_State.CHECKED_IN}
"""In these the request has not ended: its people wait, are awaited or stay in a house."""


def lock_request(session: Session, request_id: str) -> Request:
    """The request as it is now, kept from changing until the transaction ends.

    Every deed that changes a request or moves it takes this lock first, a deed that claims after the lock of the house:
    otherwise an area could be added in the moment in which an offer is made. Raises NoResultFound.
    """
    # SQLite knows no row locks and needs none: its transactions that write follow each other.
    query = select(Request).where(col(Request.id) == request_id).with_for_update()
    return session.exec(query, execution_options={"populate_existing": True}).one()


def move_request(request: Request, to: RequestState) -> None:
    """Move a request to its next state and count its version up; refused with `WrongState` when the table has no such step."""
    if to not in NEXT_STATES[request.state]:
        raise WrongState
    request.state = to
    request.version += 1


def refuse_unless(request: Request, states: frozenset[RequestState]) -> None:
    """Refuse with `WrongState` unless the request is in one of these states."""
    if request.state not in states:
        raise WrongState
