"""Transfers: somebody who stays in one house is to move to another safe house."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import SQLModel

from safehouse.domain.codes import TransferReason
from safehouse.models.base import code_field, id_field, link_field, moment_field

_LIVE = text("ended_at IS NULL")


class Transfer(SQLModel, table=True):
    """That a stay is to go on in another house, and why; at most one is live for a stay, by the partial unique index.

    `ended_at`: when they arrived in another house, left by themselves, or the desk gave it up. The offers of a transfer name the stay.
    """

    __table_args__ = (
        Index("uq_transfer_live_stay", "stay_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
    )

    id: str = id_field()
    stay_id: str = link_field("stay.id")
    request_id: str = link_field("request.id")
    reason: TransferReason = code_field(TransferReason)
    asked_by_id: str = link_field("account.id")
    asked_at: datetime = moment_field()
    ended_at: datetime | None = moment_field(nullable=True)
