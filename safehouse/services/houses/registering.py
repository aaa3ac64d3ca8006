"""Registering a house: the town becomes a cell and is forgotten in the same step."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from safehouse.domain.access import Action, Actor
from safehouse.domain.codes import HouseStatus, LanguageCover, Role
from safehouse.domain.errors import Problem
from safehouse.domain.ids import new_house_code, new_id
from safehouse.models.houses import Bed, Cot, DutyContact, House, HouseLanguage, Room
from safehouse.models.places import Place
from safehouse.services import audit
from safehouse.services.contacts import seal_contact
from safehouse.services.context import Context
from safehouse.services.field_checks import FieldChecks
from safehouse.services.houses.drafts import MOST_SLACK_KM, HouseDraft, RoomDraft, check_house
from safehouse.services.languages import find_language
from safehouse.services.places import find_place, resolve_place
from safehouse.services.scope import refuse_foreign_country


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
    refuse_foreign_country(actor, draft.country, Role.NATIONAL_CONTACT)
    checks = FieldChecks()
    check_house(checks, draft)
    slack_km = checks.number("slack_km", draft.slack_km, 0, MOST_SLACK_KM)
    covers = _languages(checks, actor, draft)
    with context.store.transaction() as session:
        _check_town(session, checks, draft)
        checks.refuse_if_any()
        town = resolve_place(session, draft.town, field="town")
        house = _house_row(session, draft, town, slack_km, now)
        session.add(house)
        session.flush()
        session.add_all(HouseLanguage(house_id=house.id, language=code, cover=cover) for code, cover in covers.items())
        _add_rooms(session, house.id, draft.rooms)
        _add_contacts(context, session, house.id, draft)
        audit.record(
            session,
            actor=actor,
            role=Role.NATIONAL_CONTACT,
            action=Action.REGISTERED_HOUSE,
            subject_kind="house",
            subject_id=house.id,
            now=now,
            country=house.country,
            house_id=house.id,
        )
        return RegisteredHouse(house.id, house.code, town.hides)


def _check_town(session: Session, checks: FieldChecks, draft: HouseDraft) -> None:
    found = find_place(session, draft.town)
    if isinstance(found, Problem):
        checks.add("town", found)
    elif found.country != draft.country:
        checks.add("town", Problem.CONTRADICTS)


def _languages(checks: FieldChecks, actor: Actor, draft: HouseDraft) -> dict[str, LanguageCover]:
    """By canonical code; of two entries of one language the better cover counts."""
    best_first = tuple(LanguageCover)
    covers: dict[str, LanguageCover] = {}
    for position, entry in enumerate(draft.languages):
        code = find_language(entry.language, actor.locale)
        if code is None:
            checks.add(f"languages-{position}-language", Problem.UNKNOWN_LANGUAGE)
        else:
            covers[code] = min(entry.cover, covers.get(code, entry.cover), key=best_first.index)
    return covers


def _house_row(session: Session, draft: HouseDraft, town: Place, slack_km: float, now: datetime) -> House:
    return House(
        id=new_id(),
        code=_unused_code(session, draft.country),
        country=draft.country,
        cell=town.house_cell,
        slack_km=slack_km,
        status=HouseStatus.PAUSED,
        time_zone=draft.time_zone,
        genders=draft.genders,
        children_accepted=draft.children_accepted,
        max_boy_age=draft.max_boy_age,
        unaccompanied_minors=draft.unaccompanied_minors,
        children_only=draft.children_only,
        services=draft.services,
        security_level=draft.security_level,
        specialisms=draft.specialisms,
        requires=draft.requires,
        max_stay_nights=draft.max_stay_nights,
        intake=None if draft.intake is None else [list(window) for window in draft.intake],
        turnaround_hours=draft.turnaround_hours,
        created_at=now,
        version=1,
    )


def _unused_code(session: Session, country: str) -> str:
    code = new_house_code(country)
    while session.exec(select(House.id).where(col(House.code) == code)).first() is not None:
        code = new_house_code(country)
    return code


def _add_rooms(session: Session, house_id: str, drafts: tuple[RoomDraft, ...]) -> None:
    rooms = [_room_row(house_id, position, draft) for position, draft in enumerate(drafts)]
    session.add_all(rooms)
    session.flush()
    for room, draft in zip(rooms, drafts, strict=True):
        for kind, count in ((Bed, draft.beds), (Cot, draft.cots)):
            session.add_all(
                kind(id=new_id(), house_id=house_id, room_id=room.id, label=str(number), position=number)
                for number in range(1, count + 1)
            )


def _room_row(house_id: str, position: int, draft: RoomDraft) -> Room:
    return Room(
        id=new_id(),
        house_id=house_id,
        label=draft.label.strip(),
        position=position,
        shared=draft.shared,
        features=draft.features,
    )


def _add_contacts(context: Context, session: Session, house_id: str, draft: HouseDraft) -> None:
    for position, contact in enumerate(draft.contacts):
        contact_id = new_id()
        sealed = seal_contact(context.vault, contact_id, contact)
        session.add(DutyContact(id=contact_id, house_id=house_id, position=position, contact=sealed))
