"""Builders of rows for tests of services: each gives a valid row with invented values, and takes what the test is about."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlmodel import Session

from safehouse.domain.access import Actor, Grant
from safehouse.domain.codes import Gender, HouseStatus, RequestState, Role, Urgency
from safehouse.domain.ids import new_case_code, new_house_code, new_id
from safehouse.models import accounts, capacity, houses, requests
from safehouse.services.context import Context
from tests.support.stores import NOW

UTRECHT_CELL = "85196963fffffff"


@dataclass(frozen=True)
class CountryDesk:
    """The people of one country who place survivors."""

    country: str
    coordinator: Actor
    national_contact: Actor


@dataclass(frozen=True)
class RoomRows:
    """The ids of one room and its places."""

    id: str
    beds: tuple[str, ...]
    cots: tuple[str, ...]


@dataclass(frozen=True)
class HouseRows:
    """The ids of one house with its rooms, and its code."""

    id: str
    code: str
    rooms: tuple[RoomRows, ...]

    @property
    def beds(self) -> tuple[str, ...]:
        """All beds, room by room."""
        return tuple(bed for room in self.rooms for bed in room.beds)


def an_account(context: Context, *grants: Grant, label: str = "Noor de Vos") -> Actor:
    """An account with these grants, as the actor that it is."""
    account_id = new_id()
    email = f"{account_id}@example.org"
    with context.store.transaction() as session:
        session.add(
            accounts.Account(
                id=account_id,
                email=email,
                email_key=context.vault.keyed_hash("email", email),
                label=label,
                password_hash="nobody logs in with this",
                locale="en",
                time_zone="Europe/Brussels",
                created_at=NOW,
            )
        )
        session.flush()
        session.add_all(
            accounts.Grant(account_id=account_id, role=grant.role, country=grant.country, house_id=grant.house_id)
            for grant in grants
        )
    return Actor(account_id=account_id, label=label, locale="en", time_zone="Europe/Brussels", grants=grants)


def a_coordinator(context: Context, country: str = "NL") -> Actor:
    return an_account(context, Grant(Role.COORDINATOR, country, None), label=f"Coordinator {country}")


def a_national_contact(context: Context, country: str = "NL") -> Actor:
    return an_account(context, Grant(Role.NATIONAL_CONTACT, country, None), label=f"Contact {country}")


def a_manager(context: Context, *house_ids: str) -> Actor:
    return an_account(context, *(Grant(Role.MANAGER, None, house_id) for house_id in house_ids), label="Manager")


def somebody(context: Context, role: Role) -> Actor:
    """An analyst, auditor or administrator."""
    return an_account(context, Grant(role, None, None), label=role.value)


def a_country_desk(context: Context, country: str = "NL") -> CountryDesk:
    return CountryDesk(country, a_coordinator(context, country), a_national_contact(context, country))


def a_house(
    context: Context,
    *,
    country: str = "NL",
    beds_per_room: tuple[int, ...] = (2, 1),
    cots_per_room: tuple[int, ...] = (),
    shared: bool = True,
    **changes: object,
) -> HouseRows:
    """An open house that takes everybody day and night and has not reported yet; `changes` are columns of `House`."""
    cots = (*cots_per_room, *(0 for _ in beds_per_room))
    house = houses.House(**{**_house_defaults(country), **changes})
    found = HouseRows(
        house.id,
        house.code,
        tuple(
            RoomRows(new_id(), tuple(new_id() for _ in range(bed_count)), tuple(new_id() for _ in range(cot_count)))
            for bed_count, cot_count in zip(beds_per_room, cots, strict=False)
        ),
    )
    with context.store.transaction() as session:
        session.add(house)
        session.flush()
        for position, room in enumerate(found.rooms):
            _add_room(session, found.id, room, position=position, shared=shared)
    return found


def a_report(context: Context, house: HouseRows, *, entered_by: Actor | None = None, **changes: object) -> str:
    """A capacity report of now, of a house where every bed is in service and nobody sleeps who is not known; its id."""
    defaults: dict[str, Any] = {
        "house_id": house.id,
        "reported_at": NOW,
        "entered_by_id": entered_by.account_id if entered_by else None,
        "entered_as": Role.MANAGER,
        "by_telephone": False,
        "nothing_changed": False,
        "needs_call_first": False,
    }
    report = capacity.CapacityReport(**{**defaults, **changes})
    report_id = report.id
    with context.store.transaction() as session:
        session.add(report)
        session.flush()
        session.add_all(
            capacity.BedReport(report_id=report_id, bed_id=bed, in_service=True, occupied=False) for bed in house.beds
        )
    return report_id


def a_request(
    context: Context,
    owner: Actor,
    *,
    people: tuple[tuple[Gender | None, int], ...] = ((Gender.WOMAN, 24),),
    **changes: object,
) -> str:
    """An open request of the owner's country without needs, areas and hand-over; `changes` are columns of `Request`. Its id."""
    request = requests.Request(**{**_request_defaults(owner), **changes})
    request_id = request.id
    with context.store.transaction() as session:
        session.add(request)
        session.flush()
        session.add_all(
            requests.RequestPerson(request_id=request_id, position=position, gender=gender, age=age)
            for position, (gender, age) in enumerate(people)
        )
    return request_id


def _house_defaults(country: str) -> dict[str, Any]:
    return {
        "code": new_house_code(country),
        "country": country,
        "cell": UTRECHT_CELL,
        "slack_km": 5.0,
        "status": HouseStatus.OPEN,
        "time_zone": "Europe/Amsterdam",
        "genders": frozenset(Gender),
        "children_accepted": True,
        "max_boy_age": None,
        "unaccompanied_minors": False,
        "children_only": False,
        "services": frozenset(),
        "security_level": 2,
        "specialisms": frozenset(),
        "requires": frozenset(),
        "max_stay_nights": None,
        "intake": None,
        "turnaround_hours": 0,
        "created_at": NOW,
        "version": 1,
    }


def _add_room(session: Session, house_id: str, room: RoomRows, *, position: int, shared: bool) -> None:
    session.add(
        houses.Room(
            id=room.id,
            house_id=house_id,
            label=f"{position + 1}",
            position=position,
            shared=shared,
            features=frozenset(),
        )
    )
    session.flush()
    for kind, ids in ((houses.Bed, room.beds), (houses.Cot, room.cots)):
        session.add_all(
            kind(id=place, house_id=house_id, room_id=room.id, label=f"{number}", position=number)
            for number, place in enumerate(ids, start=1)
        )


def _request_defaults(owner: Actor) -> dict[str, Any]:
    [country] = owner.countries_as(Role.COORDINATOR)
    return {
        "case_code": new_case_code(),
        "country": country,
        "owner_id": owner.account_id,
        "state": RequestState.OPEN,
        "urgency": Urgency.URGENT,
        "arrives_at": NOW + timedelta(hours=2),
        "nights": 30,
        "languages": {"ro": "fluent"},
        "language_required": False,
        "min_security": 1,
        "countries": None,
        "consent_until": (NOW + timedelta(days=30)).date(),
        "entitlements": frozenset(),
        "exploitation": None,
        "may_split": False,
        "created_at": NOW,
        "opened_at": NOW,
        "version": 1,
    }
