"""The one place where rows are scoped by who asks. What is foreign and what is missing get the same refusal: `NotFound`.

A desk is the coordinators of one country. `by_telephone` means that a coordinator or national contact of the house's own
country speaks for a house that is on the telephone; without it only the house's own managers do. A request of another country
is no business of the coordinators where its house is: there the national contact alone speaks for the house.
"""

from collections.abc import Iterable
from typing import NamedTuple, TypeVar

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from safehouse.domain.access import COUNTRY_ROLES, HOUSE_ROLES, Actor
from safehouse.domain.codes import Role
from safehouse.domain.errors import NotFound
from safehouse.models.claims import Stay
from safehouse.models.houses import House
from safehouse.models.offers import Offer
from safehouse.models.requests import Request

Row = TypeVar("Row")


class HouseAs(NamedTuple):
    """A house with the role in which the actor may act on it."""

    house: House
    role: Role


class OfferAs(NamedTuple):
    """An offer with the role in which the actor may act on it."""

    offer: Offer
    role: Role


class StayAs(NamedTuple):
    """A stay with the role in which the actor may act on it."""

    stay: Stay
    role: Role


def own_requests(actor: Actor) -> SelectOfScalar[Request]:
    """The requests of the actor's desks."""
    return select(Request).where(_is_of_desk(actor))


def own_request_ids(actor: Actor) -> SelectOfScalar[str]:
    """The ids of the requests of the actor's desks."""
    return select(Request.id).where(_is_of_desk(actor))


def country_houses(actor: Actor) -> SelectOfScalar[House]:
    """The houses of the countries in which the actor is a coordinator or the national contact."""
    return select(House).where(_house_is_of(actor, COUNTRY_ROLES))


def own_houses(actor: Actor) -> SelectOfScalar[House]:
    """The houses that the actor manages."""
    return select(House).where(_house_is_of(actor, HOUSE_ROLES))


def refuse_foreign_country(actor: Actor, country: str, *roles: Role) -> None:
    """Refuse with `NotFound` unless the actor has one of these roles in the country."""
    if country not in actor.countries_as(*roles):
        raise NotFound


def get_own_request(session: Session, actor: Actor, request_id: str) -> Request:
    """A request of the actor's desk."""
    return _the_one(session, own_requests(actor).where(col(Request.id) == request_id))


def get_own_house(session: Session, actor: Actor, house_id: str) -> House:
    """A house that the actor manages."""
    return get_house_as(session, actor, house_id, HOUSE_ROLES).house


def get_house_as(session: Session, actor: Actor, house_id: str, roles: Iterable[Role]) -> HouseAs:
    """A house on which the actor may act in one of these roles, the house's own manager before the others."""
    allowed = frozenset(roles)
    house = _the_one(session, select(House).where(col(House.id) == house_id, _house_is_of(actor, allowed)))
    return HouseAs(house, _role_on(actor, house, allowed))


def get_house_to_speak_for(session: Session, actor: Actor, house_id: str, *, by_telephone: bool) -> HouseAs:
    """A house for which the actor may report, answer, check in and check out."""
    return get_house_as(session, actor, house_id, _roles_that_speak(by_telephone=by_telephone))


def get_offer_for_desk(session: Session, actor: Actor, offer_id: str) -> Offer:
    """An offer made for a request of the actor's desk."""
    of_desk = select(Offer).join(Request, col(Request.id) == Offer.request_id).where(_is_of_desk(actor))
    return _the_one(session, of_desk.where(col(Offer.id) == offer_id))


def get_offer_for_house(session: Session, actor: Actor, offer_id: str) -> Offer:
    """An offer put to a house that the actor manages."""
    return get_offer_to_speak_for(session, actor, offer_id, by_telephone=False).offer


def get_offer_to_speak_for(session: Session, actor: Actor, offer_id: str, *, by_telephone: bool) -> OfferAs:
    """An offer that the actor may answer."""
    offer = _the_one(session, select(Offer).where(col(Offer.id) == offer_id))
    roles = _roles_for(session, offer, _roles_that_speak(by_telephone=by_telephone))
    return OfferAs(offer, get_house_as(session, actor, offer.house_id, roles).role)


def get_offer_of_either_side(session: Session, actor: Actor, offer_id: str) -> OfferAs:
    """An offer that concerns the actor: put to a house of the own, within the own country, or abroad by the own desk."""
    offer = _the_one(session, select(Offer).where(col(Offer.id) == offer_id))
    is_managed = offer.house_id in actor.houses
    if not is_managed and _is_from_abroad(session, offer) and _is_made_by_desk(session, actor, offer):
        return OfferAs(offer, Role.COORDINATOR)
    roles = _roles_for(session, offer, HOUSE_ROLES | COUNTRY_ROLES)
    return OfferAs(offer, get_house_as(session, actor, offer.house_id, roles).role)


def get_offer_from_abroad(session: Session, actor: Actor, offer_id: str) -> Offer:
    """An offer from another country, put to a house of a country in which the actor is the national contact."""
    offer = _the_one(session, select(Offer).where(col(Offer.id) == offer_id))
    get_house_as(session, actor, offer.house_id, (Role.NATIONAL_CONTACT,))
    if not _is_from_abroad(session, offer):
        raise NotFound
    return offer


def get_stay_to_speak_for(session: Session, actor: Actor, stay_id: str, *, by_telephone: bool) -> StayAs:
    """A stay in a house for which the actor may speak."""
    stay = _the_one(session, select(Stay).where(col(Stay.id) == stay_id))
    roles = _roles_for(session, stay, _roles_that_speak(by_telephone=by_telephone))
    return StayAs(stay, get_house_as(session, actor, stay.house_id, roles).role)


def _roles_for(session: Session, of: Offer | Stay, roles: frozenset[Role]) -> frozenset[Role]:
    """The roles in which somebody on the side of the house may act."""
    return roles - {Role.COORDINATOR} if _is_from_abroad(session, of) else roles


def _is_from_abroad(session: Session, of: Offer | Stay) -> bool:
    """Whether the request is of another country than the house."""
    of_house = session.exec(select(House.country).where(House.id == of.house_id)).one()
    of_request = session.exec(select(Request.country).where(Request.id == of.request_id)).one()
    return of_house != of_request


def _is_made_by_desk(session: Session, actor: Actor, offer: Offer) -> bool:
    of_desk = own_request_ids(actor).where(col(Request.id) == offer.request_id)
    return session.exec(of_desk).first() is not None


def _roles_that_speak(*, by_telephone: bool) -> frozenset[Role]:
    return COUNTRY_ROLES if by_telephone else HOUSE_ROLES


def _is_of_desk(actor: Actor) -> ColumnElement[bool]:
    return col(Request.country).in_(actor.countries_as(Role.COORDINATOR))


def _house_is_of(actor: Actor, roles: frozenset[Role]) -> ColumnElement[bool]:
    managed = actor.houses if roles & HOUSE_ROLES else frozenset[str]()
    countries = actor.countries_as(*(roles & COUNTRY_ROLES))
    return or_(col(House.id).in_(managed), col(House.country).in_(countries))


def _role_on(actor: Actor, house: House, roles: frozenset[Role]) -> Role:
    if house.id in actor.houses and roles & HOUSE_ROLES:
        return Role.MANAGER
    in_order = (Role.COORDINATOR, Role.NATIONAL_CONTACT)
    return next(role for role in in_order if role in roles and house.country in actor.countries_as(role))


def _the_one(session: Session, statement: SelectOfScalar[Row]) -> Row:
    row = session.exec(statement).one_or_none()
    if row is None:
        raise NotFound
    return row
