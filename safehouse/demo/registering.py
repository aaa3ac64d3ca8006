"""Invented houses through the service: registered by their national contact, with a manager each."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from safehouse.demo.cast import CountryTeam, Member, engage_manager
from safehouse.demo.houses import InventedHouse
from safehouse.demo.layout import InventedRoom
from safehouse.services.contacts import Contact
from safehouse.services.context import Context
from safehouse.services.houses import HouseDraft, HouseLanguageDraft, RoomDraft, register_house

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class DemoHouse:
    """One house that stands, with the manager who speaks for it."""

    invented: InventedHouse
    house_id: str
    code: str
    manager: Member


def register_houses(
    context: Context,
    houses: Iterable[InventedHouse],
    teams: Mapping[str, CountryTeam],
    *,
    now: datetime,
    progress: Progress,
) -> tuple[DemoHouse, ...]:
    """Register every house and engage its manager; they are paused until they have reported."""
    invented = tuple(houses)
    made = []
    for number, house in enumerate(invented, 1):
        made.append(_register(context, house, teams[house.country], number, now))
        progress(number, len(invented))
    return tuple(made)


def _register(context: Context, house: InventedHouse, team: CountryTeam, number: int, now: datetime) -> DemoHouse:
    draft = _draft(house, team.time_zone, number)
    registered = register_house(context, team.contact.actor, draft=draft, now=now)
    manager = engage_manager(
        context, house_id=registered.house_id, code=registered.code, time_zone=team.time_zone, now=now
    )
    return DemoHouse(house, registered.house_id, registered.code, manager)


def _draft(house: InventedHouse, time_zone: str, number: int) -> HouseDraft:
    return HouseDraft(
        country=house.country,
        town=str(house.town.id),
        slack_km=house.slack_km,
        time_zone=time_zone,
        genders=house.genders,
        children_accepted=house.children_accepted,
        max_boy_age=house.max_boy_age,
        unaccompanied_minors=house.is_for_children,
        children_only=house.is_for_children,
        languages=tuple(HouseLanguageDraft(code, cover) for code, cover in house.languages.items()),
        services=house.services,
        security_level=house.security_level,
        specialisms=house.specialisms,
        requires=house.requires,
        max_stay_nights=house.max_stay_nights,
        intake=house.intake,
        turnaround_hours=house.turnaround_hours,
        rooms=tuple(_room_draft(room) for room in house.rooms),
        contacts=(Contact(telephone=f"+00 555 {number:04}", mail=f"duty.{number}@demo.example"),),
    )


def _room_draft(room: InventedRoom) -> RoomDraft:
    return RoomDraft(label=room.label, shared=room.shared, features=room.features, beds=room.beds, cots=room.cots)
