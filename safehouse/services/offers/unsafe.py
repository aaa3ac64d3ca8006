"""Compromised houses: whom they concern. Nobody is sent there any more, and those who are there must be moved.

Expecting people and having them does not end by itself when a house is compromised: a person withdraws each offer and ends each
stay, so everybody who can must see it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from safehouse.domain.access import Actor
from safehouse.domain.codes import HouseStatus, OfferState, Role
from safehouse.models.claims import Stay
from safehouse.models.houses import House
from safehouse.models.offers import Offer
from safehouse.models.requests import Request, RequestPerson
from safehouse.services.absences import load_absences
from safehouse.services.aliases import case_code_at_house
from safehouse.services.context import Context
from safehouse.services.db import database_now
from safehouse.services.resident_rows import count_strangers
from safehouse.services.scope import country_houses


@dataclass(frozen=True, slots=True)
class Concerned:
    """One household that a compromised house expects or has. `absent_since`: it is away, or somebody of it, and must not come back.

    `case_code`: an alias for one of another country, which the national contact sees; None: the desk's houses, another's request.
    """

    case_code: str | None
    people: int
    is_there: bool
    absent_since: datetime | None = None


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
        concerned = _load_concerned(context, session, actor, codes)
        unknown = count_strangers(session, tuple(codes), clock=database_now(session))
    return tuple(
        UnsafeHouse(house_id, code, concerned.get(house_id, ()), unknown.get(house_id, 0))
        for house_id, code in codes.items()
    )


def _load_concerned(
    context: Context, session: Session, actor: Actor, house_ids: Collection[str]
) -> Mapping[str, tuple[Concerned, ...]]:
    """The households of these houses, by house id, each house's by what they are called.

    Those who have a stay in the house are there, the others are expected.
    """
    rows = session.exec(
        select(Offer, Request, House, col(Stay.id))
        .join(Request, col(Request.id) == Offer.request_id)
        .join(House, col(House.id) == Offer.house_id)
        .outerjoin(Stay, col(Stay.offer_id) == Offer.id)
        .where(Offer.state == OfferState.ACCEPTED, col(Stay.checked_out_at).is_(None))
        .where(col(Offer.house_id).in_(house_ids))
    ).all()
    people = _count_people(session, [request.id for _offer, request, _house, _stay_id in rows])
    absences = load_absences(session, people)
    found: defaultdict[str, list[Concerned]] = defaultdict(list)
    for offer, request, house, stay_id in rows:
        is_seen = request.country == house.country or house.country in actor.countries_as(Role.NATIONAL_CONTACT)
        code = case_code_at_house(context.vault, house, request, offer) if is_seen else None
        away = absences.get(request.id)
        absent_since = away.since if away is not None and away.house_code == house.code else None
        found[house.id].append(Concerned(code, people[request.id], stay_id is not None, absent_since))
    return {house_id: tuple(sorted(of_house, key=_by_code)) for house_id, of_house in found.items()}


def _count_people(session: Session, request_ids: Collection[str]) -> Mapping[str, int]:
    people = select(RequestPerson.request_id, func.count()).where(col(RequestPerson.request_id).in_(request_ids))
    return dict(session.exec(people.group_by(col(RequestPerson.request_id))).all())


def _by_code(concerned: Concerned) -> str:
    return concerned.case_code or ""
