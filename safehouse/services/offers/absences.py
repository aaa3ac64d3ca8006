"""Who is away from the house that has a place for them, as those see it who must look for them."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, or_, select

from safehouse.domain.access import COUNTRY_ROLES, Actor
from safehouse.domain.codes import Role
from safehouse.models.claims import Stay
from safehouse.models.houses import House
from safehouse.models.offers import Offer
from safehouse.models.requests import Request
from safehouse.services.absences import is_away, load_absence_roles
from safehouse.services.aliases import case_code_at_house
from safehouse.services.context import Context
from safehouse.services.scope import refuse_foreign_country


@dataclass(frozen=True, slots=True)
class AbsenceLine:
    """A household that is away, or somebody of it. `case_code`: an alias for a request of another country's desk.

    `absence_role`: in which role it was entered when the house said so by telephone.
    """

    house_id: str
    house_code: str
    case_code: str
    offer_id: str
    absent_since: datetime
    absence_role: Role | None


def list_absences(context: Context, actor: Actor, *, country: str) -> tuple[AbsenceLine, ...]:
    """Who is away from the houses of a country, the longest first, for its desk and its national contact.

    Requests of another country's desk are the national contact's alone, under their alias. Raises NotFound.
    """
    refuse_foreign_country(actor, country, *COUNTRY_ROLES)
    is_contact = country in actor.countries_as(Role.NATIONAL_CONTACT)
    away = (
        select(Stay, House, Request, Offer)
        .join(House, col(House.id) == Stay.house_id)
        .join(Request, col(Request.id) == Stay.request_id)
        .join(Offer, col(Offer.id) == Stay.offer_id)
        .where(House.country == country, or_(Request.country == country, is_contact))
        .where(*is_away())
        .order_by(col(Stay.absent_since), Stay.id)
    )
    with context.store.reading() as session:
        rows = session.exec(away).all()
        roles = load_absence_roles(session, [stay for stay, *_ in rows])
        return tuple(
            AbsenceLine(
                house_id=stay.house_id,
                house_code=house.code,
                case_code=case_code_at_house(context.vault, house, request, offer),
                offer_id=stay.offer_id,
                absent_since=stay.absent_since,
                absence_role=roles.get(stay.id),
            )
            for stay, house, request, offer in rows
            if stay.absent_since is not None
        )
