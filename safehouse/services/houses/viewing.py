"""What is said of a house, for the national contact who changes it and for its manager, who must be able to see that it is right.

Its place is not part of that, and its contacts stay sealed.
"""

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from safehouse.domain.access import Actor
from safehouse.domain.codes import HouseStatus
from safehouse.models.houses import DutyContact, House
from safehouse.models.places import Place
from safehouse.services.context import Context
from safehouse.services.houses.acting import get_contacts_house
from safehouse.services.houses.drafts import HouseFacts
from safehouse.services.houses.facts import read_facts
from safehouse.services.scope import get_own_house


@dataclass(frozen=True, slots=True)
class HouseView:
    """One house. `facts.contacts` is None, only their number is told: opening them is an act of its own."""

    house_id: str
    code: str
    country: str
    status: HouseStatus
    facts: HouseFacts
    contacts: int


@dataclass(frozen=True, slots=True)
class Hiding:
    """Among how many people its cell hides a house; None when no town of the gazetteer has that cell."""

    people: int | None
    is_enough: bool


def get_house(context: Context, actor: Actor, *, house_id: str) -> HouseView:
    """A house of the country whose national contact the actor is. Raises NotFound."""
    with context.store.reading() as session:
        return _view(session, get_contacts_house(session, actor, house_id))


def get_managed_house(context: Context, actor: Actor, *, house_id: str) -> HouseView:
    """The same of a house that the actor manages. Raises NotFound."""
    with context.store.reading() as session:
        return _view(session, get_own_house(session, actor, house_id))


def get_hiding(context: Context, actor: Actor, *, house_id: str) -> Hiding:
    """How well the cell of a house hides it, for the national contact who has just registered it. Raises NotFound."""
    with context.store.reading() as session:
        people = _people_of_cell(session, get_contacts_house(session, actor, house_id))
    return Hiding(people, people is not None and people >= context.settings.cell_population)


def _view(session: Session, house: House) -> HouseView:
    on_duty = select(func.count()).where(DutyContact.house_id == house.id, col(DutyContact.retired_at).is_(None))
    return HouseView(
        house_id=house.id,
        code=house.code,
        country=house.country,
        status=house.status,
        facts=read_facts(session, house),
        contacts=session.exec(on_duty).one(),
    )


def _people_of_cell(session: Session, house: House) -> int | None:
    return session.exec(select(Place.hides).where(Place.house_cell == house.cell).limit(1)).first()
