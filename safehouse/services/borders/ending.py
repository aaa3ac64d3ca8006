"""Questions whose time has passed. They are over for whoever reads them from that moment on; here the rows follow."""

from datetime import datetime

from sqlmodel import col, select

from safehouse.domain.codes import BorderState
from safehouse.models.borders import BorderRequest
from safehouse.services.border_requests import expire_asked_for
from safehouse.services.context import Context
from safehouse.services.db import database_now
from safehouse.services.request_states import lock_request


def expire_asked(context: Context, *, now: datetime) -> int:
    """Let every question expire whose time has passed, each request in a transaction of its own; how many. Safe to repeat."""
    with context.store.reading() as session:
        passed = select(BorderRequest.request_id).where(BorderRequest.state == BorderState.ASKED)
        clock = database_now(session)
        request_ids = session.exec(passed.where(col(BorderRequest.answer_by_at) <= clock).distinct()).all()
    return sum(_expire_of_request(context, request_id, now) for request_id in request_ids)


def _expire_of_request(context: Context, request_id: str, now: datetime) -> int:
    with context.store.transaction() as session:
        return expire_asked_for(session, lock_request(session, request_id), now=now)
