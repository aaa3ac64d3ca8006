"""Registering a house: the town becomes a cell and is forgotten in the same step."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from safehouse.domain.access import Action, Actor
from safehouse.domain.codes import HouseStatus
from safehouse.domain.errors import FieldProblem, InvalidInput, Problem
from safehouse.domain.ids import new_house_code, new_id
from safehouse.models.houses import House
from safehouse.models.places import Place
from safehouse.services.context import Context
from safehouse.services.field_checks import FieldChecks
from safehouse.services.houses.acting import record_change, refuse_other_country
from safehouse.services.houses.checking import MOST_SLACK_KM, check_house
from safehouse.services.houses.drafts import HouseDraft
from safehouse.services.houses.facts import canonical_covers, facts_columns, write_contacts, write_languages
from safehouse.services.houses.room_rows import add_room_rows
from safehouse.services.places import find_place, resolve_place


@dataclass(frozen=True, slots=True)
class RegisteredHouse:
    """The new house, and the number of people that its cell hides it among."""

    house_id: str
    code: str
    hides: int


def register_house(context: Context, actor: Actor, *, draft: HouseDraft, now: datetime) -> RegisteredHouse:
    """Register a house of the national contact's country; it starts `paused`, until its first report and its opening.

    The town is turned into its house cell and not kept; the cell is never worked out again, because two cells of one house
    would intersect. Raises InvalidInput with the fields of the draft, NotFound for another country.
    """
    with context.store.transaction() as session:
        return register_house_within(context, session, actor, draft=draft, now=now)


def register_house_within(
    context: Context, session: Session, actor: Actor | None, *, draft: HouseDraft, now: datetime
) -> RegisteredHouse:
    """The same in the caller's transaction, for many houses that are registered all or not at all."""
    refuse_other_country(actor, draft.country)
    checks = FieldChecks()
    check_house(checks, draft)
    slack_km = checks.number("slack_km", draft.slack_km, 0, MOST_SLACK_KM)
    covers = canonical_covers(checks, actor, draft)
    _check_town(session, checks, draft)
    if draft.code is not None and _is_used(session, draft.code):
        checks.add("code", Problem.TAKEN)
    checks.refuse_if_any()
    town = _get_town(session, draft)
    house = _house_row(session, draft, town, slack_km, now)
    session.add(house)
    session.flush()
    write_languages(session, house.id, covers)
    write_contacts(session, context.vault, house.id, draft.contacts or (), now=now)
    for position, room in enumerate(draft.rooms):
        add_room_rows(session, house.id, room, position=position)
    record_change(session, actor, house, Action.REGISTERED_HOUSE, now=now)
    return RegisteredHouse(house.id, house.code, town.hides)


def _check_town(session: Session, checks: FieldChecks, draft: HouseDraft) -> None:
    try:
        _get_town(session, draft)
    except InvalidInput as refusal:
        for problem in refusal.problems:
            checks.add(problem.field, problem.problem)


def _get_town(session: Session, draft: HouseDraft) -> Place:
    """The named town. For a cell any town of the country that has it: all of them have the same cell and number of people."""
    if draft.cell is None:
        town = _named_town(session, draft)
        if town.country != draft.country:
            raise InvalidInput([FieldProblem("town", Problem.CONTRADICTS)])
        return town
    same = select(Place).where(Place.house_cell == draft.cell, Place.country == draft.country)
    found = session.exec(same.order_by(col(Place.id)).limit(1)).first()
    if found is None:
        raise InvalidInput([FieldProblem("cell", Problem.UNKNOWN_CODE)])
    return found


def _named_town(session: Session, draft: HouseDraft) -> Place:
    """The town of this name in the country of the house, which has been said; else what the text alone stands for."""
    found = find_place(session, f"{draft.town}, {draft.country}")
    return resolve_place(session, draft.town, field="town") if isinstance(found, Problem) else found


def _house_row(session: Session, draft: HouseDraft, town: Place, slack_km: float, now: datetime) -> House:
    return House(
        id=new_id(),
        code=draft.code or _unused_code(session, draft.country),
        country=draft.country,
        cell=town.house_cell,
        slack_km=slack_km,
        status=HouseStatus.PAUSED,
        created_at=now,
        version=1,
        **facts_columns(draft),
    )


def _unused_code(session: Session, country: str) -> str:
    code = new_house_code(country)
    while _is_used(session, code):
        code = new_house_code(country)
    return code


def _is_used(session: Session, code: str) -> bool:
    return session.exec(select(House.id).where(col(House.code) == code)).first() is not None
