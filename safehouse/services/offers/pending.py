"""Offers of a country that wait for their houses, as those see them who can call a house that does not answer."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, or_, select

from safehouse.domain.access import COUNTRY_ROLES, Actor
from safehouse.domain.codes import OfferState, Role
from safehouse.models.houses import House
from safehouse.models.offers import Offer
from safehouse.models.requests import Request
from safehouse.services.aliases import case_code_at_house
from safehouse.services.context import Context
from safehouse.services.db import database_now
from safehouse.services.scope import refuse_foreign_country


@dataclass(frozen=True, slots=True)
class PendingLine:
    """An offer that its house can still answer. `case_code`: an alias for a request of another country's desk.

    `opened_at` None: the house has not looked at it yet.
    """

    offer_id: str
    house_id: str
    house_code: str
    case_code: str
    made_at: datetime
    opened_at: datetime | None
    answer_by_at: datetime


def list_pending(context: Context, actor: Actor, *, country: str) -> tuple[PendingLine, ...]:
    """The offers that wait for a house of a country, those whose time ends first on top, for its desk and its national contact.

    Offers of another country's desk are the national contact's alone, under their alias. Raises NotFound.
    """
    refuse_foreign_country(actor, country, *COUNTRY_ROLES)
    is_contact = country in actor.countries_as(Role.NATIONAL_CONTACT)
    with context.store.reading() as session:
        pending = (
            select(Offer, Request, House)
            .join(Request, col(Request.id) == Offer.request_id)
            .join(House, col(House.id) == Offer.house_id)
            .where(House.country == country, or_(Request.country == country, is_contact))
            .where(Offer.state == OfferState.PENDING, col(Offer.answer_by_at) > database_now(session))
            .order_by(col(Offer.answer_by_at), Offer.id)
        )
        return tuple(
            PendingLine(
                offer_id=offer.id,
                house_id=house.id,
                house_code=house.code,
                case_code=case_code_at_house(context.vault, house, request, offer),
                made_at=offer.made_at,
                opened_at=offer.opened_at,
                answer_by_at=offer.answer_by_at,
            )
            for offer, request, house in session.exec(pending)
        )
