"""Offers: a suggestion put to one house. And the suggestions that are put to their houses one after another."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import SQLModel

from safehouse.domain.codes import FallbackState, OfferState
from safehouse.models.base import check, code_field, id_field, link_field, moment_field, text_field

_WAITING = text("state = 'waiting'")
_LIVE = text("state IN ('pending', 'accepted')")


class Offer(SQLModel, table=True):
    """One offer. `reason` is a code of the answer's kind; `arrives_at` the expected arrival, moved by a new ETA.

    `refused_afterwards`, `refused_afterwards_at`: why the survivor does not want the house, said after the offer had ended in another
    way, and when; both or neither. `departed_at`: when they set out. `from_stay_id`: the stay that goes on in this house once they
    arrive, None: they stay nowhere yet; at most one such offer of a stay is pending or accepted. It is no foreign key, because
    a stay names its offer already, and two tables that name each other can be neither made nor restored one after the other.
    """

    __table_args__ = (
        Index("uq_offer_live_transfer", "from_stay_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
    )

    id: str = id_field()
    request_id: str = link_field("request.id")
    suggestion_id: str = link_field("suggestion.id")
    house_id: str = link_field("house.id")
    state: OfferState = code_field(OfferState, index=True)
    made_by_id: str = link_field("account.id")
    made_at: datetime = moment_field()
    answer_by_at: datetime = moment_field()
    arrives_at: datetime = moment_field()
    opened_at: datetime | None = moment_field(nullable=True)
    answered_at: datetime | None = moment_field(nullable=True)
    answered_by_id: str | None = link_field("account.id", nullable=True)
    by_telephone: bool
    reason: str | None = text_field(40, nullable=True)
    refused_afterwards: str | None = text_field(40, nullable=True)
    refused_afterwards_at: datetime | None = moment_field(nullable=True)
    departed_at: datetime | None = moment_field(nullable=True)
    from_stay_id: str | None = text_field(20, nullable=True)


class Fallback(SQLModel, table=True):
    """One suggestion of a fallback chain, the first included; all of one chain have their `asked_at` in common.

    `code`: why it was skipped, a `RuleCode` that may be shown or `confidential`, or the `ChainEnd` that cancelled it. A request has
    one chain that waits at most, by the partial unique index.
    """

    __table_args__ = (
        check("position BETWEEN 1 AND 3", "position"),
        check("(state = 'waiting') = (settled_at IS NULL)", "settled"),
        check("(state = 'used') = (offer_id IS NOT NULL)", "used_by_an_offer"),
        check("(state IN ('skipped', 'cancelled')) = (code IS NOT NULL)", "says_why"),
        Index(
            "uq_fallback_waiting",
            "request_id",
            "position",
            unique=True,
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
    )

    id: str = id_field()
    request_id: str = link_field("request.id")
    suggestion_id: str = link_field("suggestion.id")
    position: int
    asked_by_id: str = link_field("account.id")
    asked_at: datetime = moment_field()
    state: FallbackState = code_field(FallbackState)
    settled_at: datetime | None = moment_field(nullable=True)
    offer_id: str | None = link_field("offer.id", nullable=True)
    code: str | None = text_field(40, nullable=True)
