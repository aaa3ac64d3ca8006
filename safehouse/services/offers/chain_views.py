"""What the desk sees of a fallback chain: who was asked, who is next, and why somebody is not asked any more."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from safehouse.domain.access import Actor
from safehouse.domain.codes import ChainEnd, FallbackState
from safehouse.models.accounts import Account
from safehouse.models.houses import House
from safehouse.models.offers import Fallback
from safehouse.models.suggestions import Suggestion
from safehouse.services.context import Context
from safehouse.services.scope import get_own_request


@dataclass(frozen=True, slots=True)
class ChainLine:
    """One house of a chain. `skipped_for`: a `RuleCode` that may be shown, or `confidential`. `end`: why nobody asks it any more."""

    house_code: str
    state: FallbackState
    settled_at: datetime | None
    skipped_for: str | None
    end: ChainEnd | None


@dataclass(frozen=True, slots=True)
class ChainView:
    """The newest chain of a request, its houses in their order."""

    asked_by: str
    asked_at: datetime
    lines: tuple[ChainLine, ...]

    @property
    def next_house_code(self) -> str | None:
        """The house that is offered next by itself; None: nobody is."""
        return next((line.house_code for line in self.lines if line.state is FallbackState.WAITING), None)


def find_chain(context: Context, actor: Actor, *, request_id: str) -> ChainView | None:
    """The newest chain of a request of the own desk, None when nobody has asked for one. Raises NotFound."""
    with context.store.reading() as session:
        get_own_request(session, actor, request_id)
        asked = (
            select(Fallback, House.code, Account.label)
            .join(Suggestion, col(Suggestion.id) == Fallback.suggestion_id)
            .join(House, col(House.id) == Suggestion.house_id)
            .join(Account, col(Account.id) == Fallback.asked_by_id)
            .where(Fallback.request_id == request_id, Fallback.asked_at == _newest(session, request_id))
        )
        rows = session.exec(asked.order_by(col(Fallback.position))).all()
    if not rows:
        return None
    first, _, label = rows[0]
    return ChainView(label, first.asked_at, tuple(_line(fallback, code) for fallback, code, _ in rows))


def _newest(session: Session, request_id: str) -> datetime | None:
    moments = select(Fallback.asked_at).where(Fallback.request_id == request_id)
    return session.exec(moments.order_by(col(Fallback.asked_at).desc()).limit(1)).first()


def _line(fallback: Fallback, house_code: str) -> ChainLine:
    is_cancelled = fallback.state is FallbackState.CANCELLED
    return ChainLine(
        house_code=house_code,
        state=fallback.state,
        settled_at=fallback.settled_at,
        skipped_for=fallback.code if fallback.state is FallbackState.SKIPPED else None,
        end=ChainEnd(fallback.code) if is_cancelled and fallback.code is not None else None,
    )
