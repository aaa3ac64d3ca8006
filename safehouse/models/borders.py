"""Questions to other countries: may one of their houses be asked for the people of a request."""

from datetime import datetime

from sqlmodel import SQLModel

from safehouse.domain.codes import BorderState
from safehouse.models.base import code_field, id_field, link_field, moment_field, text_field


class BorderRequest(SQLModel, table=True):
    """One suggestion abroad that a coordinator puts to the national contact of its country; `country` is that one.

    `reason` is a code of the answer's kind: why it was rejected, or why the survivor did not want it when that withdrew it.
    `offer_id`: what it became when it was accepted, and then only.
    """

    __tablename__ = "border_request"

    id: str = id_field()
    request_id: str = link_field("request.id")
    suggestion_id: str = link_field("suggestion.id")
    house_id: str = link_field("house.id")
    country: str = text_field(2, index=True)
    state: BorderState = code_field(BorderState, index=True)
    asked_by_id: str = link_field("account.id")
    asked_at: datetime = moment_field()
    answer_by_at: datetime = moment_field()
    answered_by_id: str | None = link_field("account.id", nullable=True)
    answered_at: datetime | None = moment_field(nullable=True)
    reason: str | None = text_field(40, nullable=True)
    offer_id: str | None = link_field("offer.id", nullable=True)
