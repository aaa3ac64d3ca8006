"""Compromised houses: whom they concern. Nobody is sent there any more, and those who are there must be moved.

Expecting people and having them does not end by itself when a house is compromised: a person withdraws each offer and ends each
stay, so everybody who can must see it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import col, func, select

from safehouse.domain.access import Actor
from safehouse.domain.codes import HouseStatus, OfferState
from safehouse.models.claims import Stay
from safehouse.models.houses import House
from safehouse.models.offers import Offer
from safehouse.models.requests import Request, RequestPerson
from safehouse.services.context import Context
from safehouse.services.db import database_now
from safehouse.services.resident_rows import count_strangers
from safehouse.services.scope import country_houses


@dataclass(frozen=True, slots=True)
class Concerned:
    """One household that a compromised house expects or has."""

    case_code: str
    people: int
    is_there: bool


@dataclass(frozen=True, slots=True)
class UnsafeHouse:
    """A compromised house, the households that it expects or has by case code, and beds in which others sleep by its report."""

    house_id: str
    house_code: str
    households: tuple[Concerned, ...]
    unknown_people: int

    @property
    def people_expected(self) -> int:
        """How many must not arrive."""
        return sum(household.people for household in self.households if not household.is_there)

    @property
    def people_there(self) -> int:
        """How many must be moved, those whom the service does not know included."""
        return sum(household.people for household in self.households if household.is_there) + self.unknown_people


def list_unsafe_houses(context: Context, actor: Actor) -> tuple[UnsafeHouse, ...]:
    """The compromised houses of the countries in which the actor is a coordinator or the national contact, by code."""
    with context.store.reading() as session:
        compromised = country_houses(actor).where(House.status == HouseStatus.COMPROMISED)
        codes = {house.id: house.code for house in session.exec(compromised.order_by(col(House.code)))}
        people = (
            select(Offer.house_id, Request.case_code, col(Stay.id), func.count())
            .join(Request, col(Request.id) == Offer.request_id)
            .join(RequestPerson, col(RequestPerson.request_id) == Request.id)
            .outerjoin(Stay, col(Stay.offer_id) == Offer.id)
            .where(Offer.state == OfferState.ACCEPTED, col(Stay.checked_out_at).is_(None))
            .where(col(Offer.house_id).in_(codes))
            .group_by(col(Offer.house_id), col(Request.case_code), col(Stay.id))
            .order_by(Request.case_code)
        )
        rows = session.exec(people).all()
        unknown = count_strangers(session, tuple(codes), clock=database_now(session))
    return tuple(
        UnsafeHouse(house_id, code, _concerned(row[1:] for row in rows if row[0] == house_id), unknown.get(house_id, 0))
        for house_id, code in codes.items()
    )


def _concerned(rows: Iterable[tuple[str, str | None, int]]) -> tuple[Concerned, ...]:
    """Those who have a stay in the house are there, the others are expected."""
    return tuple(Concerned(case_code, people, stay_id is not None) for case_code, stay_id, people in rows)
