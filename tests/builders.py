"""Builders of placement values for tests: a permissive house, an easy request, and the one field that a test is about.

The defaults fit each other: `a_request()` may go to `a_house()`. Safety fields have no defaults in the engine itself, so that
nothing there can forget one; they have them here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypedDict, Unpack

import h3

from safehouse.domain.codes import (
    Gender,
    HouseNeed,
    HouseStatus,
    LanguageCover,
    RoomNeed,
    RuleCode,
    SpeakerLevel,
    Urgency,
)
from safehouse.placement.problem import (
    ALWAYS_OPEN,
    ChildrenPolicy,
    House,
    IntakeWindow,
    KeepAwayArea,
    Person,
    PlacementProblem,
    PlacementRequest,
    Room,
)

AS_OF = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
"""The moment at which every built problem stands."""


def a_house_cell(lat: float = 52.09, lng: float = 5.12, resolution: int = 5) -> str:
    """The cell of a house near a point, by default in the middle of the Netherlands."""
    return str(h3.latlng_to_cell(lat, lng, resolution))


def an_area_cell(lat: float = 52.09, lng: float = 5.12) -> str:
    """The cell of a keep-away area or pick-up place near a point."""
    return str(h3.latlng_to_cell(lat, lng, 7))


class PersonFields(TypedDict, total=False):
    """What a test may say about a person."""

    id: str
    gender: Gender
    age: int


class RoomFields(TypedDict, total=False):
    """What a test may say about a room."""

    id: str
    shared: bool
    beds: tuple[str, ...]
    free_beds: tuple[str, ...]
    free_cots: int
    gender_now: Gender | None
    features: frozenset[RoomNeed]


class HouseFields(TypedDict, total=False):
    """What a test may say about a house."""

    id: str
    country: str
    cell: str
    slack_km: float
    status: HouseStatus
    genders: frozenset[Gender]
    children: ChildrenPolicy
    languages: Mapping[str, LanguageCover]
    services: frozenset[HouseNeed]
    security_level: int
    specialisms: frozenset[str]
    requires: frozenset[str]
    max_stay_nights: int | None
    intake: tuple[IntakeWindow, ...]
    reported_at: datetime | None
    resident_tags: frozenset[str]
    resident_keep_apart_tags: frozenset[str]
    rooms: tuple[Room, ...]


class RequestFields(TypedDict, total=False):
    """What a test may say about a request."""

    id: str
    urgency: Urgency
    people: tuple[Person, ...]
    languages: Mapping[str, SpeakerLevel]
    language_required: bool
    house_needs: frozenset[HouseNeed]
    room_needs: frozenset[RoomNeed]
    keep_away: tuple[KeepAwayArea, ...]
    keep_apart_tags: frozenset[str]
    tags: frozenset[str]
    keep_apart: frozenset[str]
    keep_together: frozenset[str]
    min_security: int
    countries: frozenset[str] | None
    entitlements: frozenset[str]
    pickup: str | None
    arrives_at: datetime
    nights: int
    exploitation: str | None
    refused_houses: frozenset[str]
    may_split: bool
    waived: frozenset[RuleCode]


_PERSON = Person(id="p1", gender=Gender.WOMAN, age=30)

_ROOM = Room(
    id="r1",
    shared=False,
    beds=("b1",),
    free_beds=("b1",),
    free_cots=0,
    gender_now=None,
    features=frozenset(),
)

_HOUSE = House(
    id="h1",
    country="NL",
    cell=a_house_cell(),
    slack_km=0.0,
    status=HouseStatus.OPEN,
    genders=frozenset(Gender),
    children=ChildrenPolicy(accepted=True, max_boy_age=None, unaccompanied=True, only=False),
    languages={},
    services=frozenset(),
    security_level=1,
    specialisms=frozenset(),
    requires=frozenset(),
    max_stay_nights=None,
    intake=ALWAYS_OPEN,
    reported_at=AS_OF,
    resident_tags=frozenset(),
    resident_keep_apart_tags=frozenset(),
    rooms=(_ROOM,),
)

_REQUEST = PlacementRequest(
    id="q1",
    urgency=Urgency.EMERGENCY,
    people=(_PERSON,),
    languages={},
    language_required=False,
    house_needs=frozenset(),
    room_needs=frozenset(),
    keep_away=(),
    keep_apart_tags=frozenset(),
    tags=frozenset(),
    keep_apart=frozenset(),
    keep_together=frozenset(),
    min_security=1,
    countries=None,
    entitlements=frozenset(),
    pickup=None,
    arrives_at=AS_OF,
    nights=30,
    exploitation=None,
    refused_houses=frozenset(),
    may_split=False,
    waived=frozenset(),
)


def a_person(**fields: Unpack[PersonFields]) -> Person:
    """A woman of 30."""
    return replace(_PERSON, **fields)


def a_household(*ages: int, gender: Gender = Gender.WOMAN) -> tuple[Person, ...]:
    """People of these ages, all of one gender, `p1`, `p2` and so on."""
    return tuple(Person(id=f"p{number}", gender=gender, age=age) for number, age in enumerate(ages, start=1))


def a_room(beds: int = 1, /, *, free: int | None = None, **fields: Unpack[RoomFields]) -> Room:
    """Not shared, with so many beds `b1`, `b2`.., of which the last `free` (all, if not said) are free."""
    ids = tuple(f"b{number}" for number in range(1, beds + 1))
    free_ids = ids if free is None else ids[beds - free :]
    return replace(replace(_ROOM, beds=ids, free_beds=free_ids), **fields)


def a_house(**fields: Unpack[HouseFields]) -> House:
    """Open, reported just now, takes everybody in at any time, one free room with one bed."""
    return replace(_HOUSE, **fields)


def a_request(**fields: Unpack[RequestFields]) -> PlacementRequest:
    """A woman of 30 who arrives now and needs nothing special."""
    return replace(_REQUEST, **fields)


def a_problem(
    houses: Iterable[House] | None = None,
    requests: Iterable[PlacementRequest] | None = None,
    *,
    as_of: datetime = AS_OF,
) -> PlacementProblem:
    """One house and one request unless said otherwise, in canonical order."""
    return PlacementProblem(
        as_of=as_of,
        houses=(a_house(),) if houses is None else tuple(houses),
        requests=(a_request(),) if requests is None else tuple(requests),
    ).in_canonical_order()
