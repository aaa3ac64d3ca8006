"""Counting what happened in a period within some countries: exact numbers, in the database, before anything is rounded.

Every event belongs to one period for good: a request to the day on which it ended, an offer to that of its answer, a refusal that
came after its end to that on which it was said, a stay to that of its end. So a period that is over counts the same for ever,
and its numbers add up to those of the year.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import ColumnElement, Subquery
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, func, select

from safehouse.domain.codes import DeclinedHouse, DeclinedSurvivor, MoveOn, RequestState, UnmetReason
from safehouse.domain.spans import Span
from safehouse.models.claims import Stay
from safehouse.models.houses import House
from safehouse.models.requests import Request
from safehouse.services.summaries.events import refused_by_house, refused_by_survivor, within

Code = TypeVar("Code", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Territory:
    """These countries, or all but these."""

    countries: frozenset[str]
    is_outside: bool

    def holds(self, country: Mapped[str] | Mapped[str | None]) -> ColumnElement[bool]:
        """The condition that a column of countries is in the territory."""
        return country.not_in(self.countries) if self.is_outside else country.in_(self.countries)


def count_unmet(session: Session, territory: Territory, span: Span) -> Mapping[UnmetReason, int]:
    """Requests of desks there that ended without a place, by reason."""
    reason = col(Request.end_reason)
    ended = select(reason, func.count()).where(
        Request.state == RequestState.UNMET, territory.holds(col(Request.country)), *within(col(Request.ended_at), span)
    )
    return _by_code(session.exec(ended.group_by(reason)), UnmetReason)


def count_declined_by_house(session: Session, territory: Territory, span: Span) -> Mapping[DeclinedHouse, int]:
    """Offers that houses there declined, by reason."""
    return _declined(session, territory, refused_by_house(span), DeclinedHouse)


def count_declined_by_survivor(session: Session, territory: Territory, span: Span) -> Mapping[DeclinedSurvivor, int]:
    """Offers of houses there that survivors declined, by reason."""
    return _declined(session, territory, refused_by_survivor(span), DeclinedSurvivor)


def count_move_ons(session: Session, territory: Territory, span: Span) -> Mapping[MoveOn, int]:
    """Stays in houses there that ended, by where the household went."""
    move_on = col(Stay.move_on)
    left = select(move_on, func.count()).join(House, col(House.id) == Stay.house_id)
    ended = left.where(territory.holds(col(House.country)), *within(col(Stay.checked_out_at), span))
    return _by_code(session.exec(ended.group_by(move_on)), MoveOn)


def _declined(session: Session, territory: Territory, refusals: Subquery, reasons: type[Code]) -> Mapping[Code, int]:
    reason = refusals.c.reason
    put_there = select(reason, func.count()).join(House, col(House.id) == refusals.c.house_id)
    declined = put_there.where(territory.holds(col(House.country)))
    return _by_code(session.exec(declined.group_by(reason)), reasons)


def _by_code(rows: Iterable[tuple[str | None, int]], codes: type[Code]) -> Mapping[Code, int]:
    # The deeds that end an offer, a request or a stay in this way always store a code.
    found = Counter({codes(str(code)): number for code, number in rows})
    return {code: found[code] for code in codes}
