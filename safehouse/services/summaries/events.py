"""What happened within a span of time: arrivals, departures, refusals, and requests that ended without a place."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import ColumnElement, SelectBase, Subquery, union_all
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, func, select

from safehouse.domain.codes import DeclinedHouse, DeclinedSurvivor, OfferState, RequestState, UnmetReason
from safehouse.domain.spans import Span
from safehouse.models.claims import Stay
from safehouse.models.offers import Offer
from safehouse.models.requests import Request

Reason = TypeVar("Reason", bound=StrEnum)
Moment = Mapped[datetime] | Mapped[datetime | None]
"""A column of moments, perhaps without one where nothing has happened yet."""


@dataclass(frozen=True, slots=True)
class Events:
    """Numbers of households by house id, and of unmet requests by country; where nothing happened the key is missing."""

    arrivals: Mapping[str, int]
    departures: Mapping[str, int]
    declined_by_house: Mapping[str, Mapping[DeclinedHouse, int]]
    declined_by_survivor: Mapping[str, Mapping[DeclinedSurvivor, int]]
    unmet: Mapping[str, Mapping[UnmetReason, int]]


def load_events(session: Session, span: Span) -> Events:
    """Stays that began and ended, offers that were declined, and requests that ended unmet within the span.

    What a survivor says of a house after the offer has ended counts when she says it, whatever the offer has become.
    """
    return Events(
        arrivals=_stays(session, col(Stay.checked_in_at), span),
        departures=_stays(session, col(Stay.checked_out_at), span),
        declined_by_house=_declined(session, refused_by_house(span), DeclinedHouse),
        declined_by_survivor=_declined(session, refused_by_survivor(span), DeclinedSurvivor),
        unmet=_unmet(session, span),
    )


def _stays(session: Session, moment: Moment, span: Span) -> dict[str, int]:
    house_id = col(Stay.house_id)
    rows = session.exec(select(house_id, func.count()).where(*within(moment, span)).group_by(house_id))
    return dict(rows.all())


def _declined(session: Session, refusals: Subquery, reasons: type[Reason]) -> Mapping[str, Mapping[Reason, int]]:
    house_id, reason = refusals.c.house_id, refusals.c.reason
    return _by_reason(session.exec(select(house_id, reason, func.count()).group_by(house_id, reason)), reasons)


def _unmet(session: Session, span: Span) -> Mapping[str, Mapping[UnmetReason, int]]:
    country, reason = col(Request.country), col(Request.end_reason)
    ended = select(country, reason, func.count()).where(
        Request.state == RequestState.UNMET, *within(col(Request.ended_at), span)
    )
    return _by_reason(session.exec(ended.group_by(country, reason)), UnmetReason)


def refused_by_house(span: Span) -> Subquery:
    """What houses declined within the span: a row of `house_id` and `reason` for each offer."""
    return _answered(OfferState.DECLINED_HOUSE, span).subquery()


def refused_by_survivor(span: Span) -> Subquery:
    """What survivors declined within the span, live or ended: a row of `house_id` and `reason` for each offer."""
    afterwards = _reasons(col(Offer.refused_afterwards), *within(col(Offer.refused_afterwards_at), span))
    return union_all(_answered(OfferState.DECLINED_SURVIVOR, span), afterwards).subquery()


def _answered(state: OfferState, span: Span) -> SelectBase:
    return _reasons(col(Offer.reason), col(Offer.state) == state, *within(col(Offer.answered_at), span))


def _reasons(reason: Mapped[str | None], *conditions: ColumnElement[bool]) -> SelectBase:
    return select(col(Offer.house_id), reason.label("reason")).where(*conditions)


def within(moment: Moment, span: Span) -> tuple[ColumnElement[bool], ...]:
    """The conditions that put a moment into the span, its start included and its end not."""
    is_after = moment >= span.starts_at
    return (is_after,) if span.ends_at is None else (is_after, moment < span.ends_at)


def _by_reason(
    rows: Iterable[tuple[str, str | None, int]], reasons: type[Reason]
) -> Mapping[str, Mapping[Reason, int]]:
    found: defaultdict[str, dict[Reason, int]] = defaultdict(dict)
    for key, reason, number in rows:
        # The deeds that end an offer or a request in this way always store a reason.
        found[key][reasons(str(reason))] = number
    return found
