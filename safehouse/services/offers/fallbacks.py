"""The rows of fallback chains: what waits to be offered when a house says no, and how that ends.

Whoever reads or changes them in order to act holds the lock of the request.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from safehouse.domain.codes import CONFIDENTIAL, ChainEnd, FallbackState, RuleCode
from safehouse.domain.errors import BedTaken, RulesRefuse
from safehouse.models.offers import Fallback


def list_waiting(session: Session, request_id: str) -> Sequence[Fallback]:
    """What is still to be offered of the request's chain, in its order."""
    waiting = select(Fallback).where(Fallback.request_id == request_id, Fallback.state == FallbackState.WAITING)
    return session.exec(waiting.order_by(col(Fallback.position))).all()


def cancel_chain(session: Session, request_id: str, end: ChainEnd, *, now: datetime) -> int:
    """A person is at work on the locked request, or it is too late: nothing more is offered by itself. How many were left."""
    session.flush()
    waiting = update(Fallback).where(
        col(Fallback.request_id) == request_id, col(Fallback.state) == FallbackState.WAITING
    )
    return (
        session.connection().execute(waiting.values(state=FallbackState.CANCELLED, settled_at=now, code=end)).rowcount
    )


def use(fallback: Fallback, offer_id: str, now: datetime) -> None:
    """It has become an offer."""
    fallback.state, fallback.settled_at, fallback.offer_id = FallbackState.USED, now, offer_id


def skip(fallback: Fallback, refusal: BedTaken | RulesRefuse, now: datetime) -> None:
    """It does not hold any more."""
    fallback.state, fallback.settled_at, fallback.code = FallbackState.SKIPPED, now, code_of(refusal)


def code_of(refusal: BedTaken | RulesRefuse) -> str:
    """The first code of a refusal that may be shown, or that one word."""
    codes = refusal.codes if isinstance(refusal, RulesRefuse) else (RuleCode.NO_ROOM,)
    return codes[0].value if codes else CONFIDENTIAL
