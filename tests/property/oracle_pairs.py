"""A second reading of rules, points and room options, written for the tests of the plan alone.

It shares nothing with the engine but problem values and the geometry of cells. It is plain and slow, and says for a house and a
request only what a plan needs: whether the pair is permitted, and in which rooms for how many points.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations

from safehouse.domain.codes import Gender, HouseStatus, LanguageCover, RoomNeed, RuleCode, SpeakerLevel, Urgency
from safehouse.domain.places import between_km, gap_km
from safehouse.placement.problem import House, IntakeWindow, PlacementRequest, Room

SPOKEN = {SpeakerLevel.FLUENT: 1.0, SpeakerLevel.SOME: 0.6}
COVERED = {LanguageCover.STAFF: 1.0, LanguageCover.PHONE_INTERPRETER: 0.6, LanguageCover.BOOKED_INTERPRETER: 0.3}


@dataclass(frozen=True)
class Way:
    """One way to put a request into a house: positions of the rooms, the gender that shares the room or None, points."""

    rooms: tuple[int, ...]
    sharing: Gender | None
    points: int


def ways(house: House, request: PlacementRequest, as_of: datetime) -> tuple[Way, ...]:
    """Every permitted way; none where a rule refuses the house."""
    if any(code not in request.waived for code in _refusals(house, request, as_of)):
        return ()
    base = _points_without_rooms(house, request, as_of)
    return tuple(
        Way(rooms, sharing, base + _room_fit(house, request, rooms, is_bed_only=sharing is not None))
        for rooms, sharing in _rooms(house, request)
    )


def _refusals(house: House, request: PlacementRequest, as_of: datetime) -> Iterator[RuleCode]:
    age = None if house.reported_at is None else as_of - house.reported_at
    checks = {
        RuleCode.HOUSE_NOT_OPEN: house.status in {HouseStatus.PAUSED, HouseStatus.CLOSED},
        RuleCode.COMPROMISED: house.status is HouseStatus.COMPROMISED,
        RuleCode.KEEP_AWAY: any(
            gap_km(house.cell, house.slack_km, area.cell) < area.radius_km for area in request.keep_away
        ),
        RuleCode.KEEP_APART: bool(
            house.resident_tags & request.keep_apart_tags or house.resident_keep_apart_tags & request.tags
        ),
        RuleCode.GENDER: _gender_refuses(house, request),
        RuleCode.MINORS: _minors_refuse(house, request),
        RuleCode.SURVIVOR_REFUSED: house.id in request.refused_houses,
        RuleCode.COUNTRY: request.countries is not None and house.country not in request.countries,
        RuleCode.SECURITY_LEVEL: house.security_level < request.min_security,
        RuleCode.NEEDS: bool(request.house_needs - house.services),
        RuleCode.ENTITLEMENT: bool(house.requires - request.entitlements),
        RuleCode.LANGUAGE: request.language_required and not set(request.languages) & set(house.languages),
        RuleCode.INTAKE: not any(_is_inside(window, request.arrives_at) for window in house.intake),
        RuleCode.DARK: age is None or age > _limits(request)[1],
    }
    return (code for code, refuses in checks.items() if refuses)


def _gender_refuses(house: House, request: PlacementRequest) -> bool:
    adults = [person for person in request.people if person.age >= 18]
    asked = [person for person in request.people if person.age >= 16 or not adults]
    return any(person.gender not in house.genders for person in asked)


def _minors_refuse(house: House, request: PlacementRequest) -> bool:
    minors = [person for person in request.people if person.age < 18]
    has_adults = len(minors) < len(request.people)
    limit = house.children.max_boy_age
    return (
        (bool(minors) and not house.children.accepted)
        or (not has_adults and not house.children.unaccompanied)
        or (has_adults and house.children.only)
        or any(person.gender is Gender.MAN and limit is not None and person.age > limit for person in minors)
    )


def _is_inside(window: IntakeWindow, moment: datetime) -> bool:
    minute = 60 * moment.hour + moment.minute
    if window.end_minute < window.start_minute:
        return minute >= window.start_minute or minute < window.end_minute
    return window.start_minute <= minute < window.end_minute


def _limits(request: PlacementRequest) -> tuple[timedelta, timedelta]:
    if request.urgency is Urgency.PLANNED:
        return timedelta(hours=24), timedelta(hours=72)
    return timedelta(hours=12), timedelta(hours=24)


def _points_without_rooms(house: House, request: PlacementRequest, as_of: datetime) -> int:
    common = request.languages.keys() & house.languages.keys()
    products = [SPOKEN[request.languages[one]] * COVERED[house.languages[one]] for one in common]
    margins = [(gap_km(house.cell, house.slack_km, area.cell) - area.radius_km) / 150 for area in request.keep_away]
    journey = 0.5 if request.pickup is None else 1 - between_km(request.pickup, house.cell) / 600
    specialism = 0.5
    if house.specialisms and request.exploitation is not None:
        specialism = float(request.exploitation in house.specialisms)
    stay = 1.0 if house.max_stay_nights is None else min(1.0, house.max_stay_nights / request.nights)
    return (
        round(300 * max(products, default=0.0))
        + round(150 * (_cut(min(margins)) if margins else 0.5))
        + round(150 * _cut(journey))
        + round(100 * specialism)
        + round(100 * stay)
        + round(100 * _freshness(house, request, as_of))
    )


def _freshness(house: House, request: PlacementRequest, as_of: datetime) -> float:
    if house.reported_at is None:
        return 0.0
    fresh, dark = (limit.total_seconds() for limit in _limits(request))
    return _cut((dark - (as_of - house.reported_at).total_seconds()) / (dark - fresh))


def _cut(share: float) -> float:
    return min(1.0, max(0.0, share))


def _room_fit(house: House, request: PlacementRequest, positions: tuple[int, ...], *, is_bed_only: bool) -> int:
    rooms = [house.rooms[position] for position in positions]
    in_service = sum(len(room.beds) for room in rooms)
    share = 1.0 if is_bed_only else 1 - (in_service - _beds_needed(request, rooms)) / in_service
    if any(RoomNeed.STEP_FREE in room.features for room in rooms) and RoomNeed.STEP_FREE not in request.room_needs:
        share -= 0.5
    return round(100 * max(0.0, share))


def _beds_needed(request: PlacementRequest, rooms: list[Room]) -> int:
    babies = sum(person.age < 2 for person in request.people)
    return len(request.people) - min(babies, sum(room.free_cots for room in rooms), len(request.people) - 1)


def _rooms(house: House, request: PlacementRequest) -> Iterator[tuple[tuple[int, ...], Gender | None]]:
    fit = [position for position, room in enumerate(house.rooms) if request.room_needs <= room.features]
    is_one_adult = len(request.people) == 1 and request.people[0].age >= 18
    if is_one_adult:
        for position in fit:
            yield from _rooms_of_one_adult(house.rooms[position], position, request.people[0].gender)
        return
    empty = [position for position in fit if _is_empty(house.rooms[position])]
    alone = [position for position in empty if _hold(request, [house.rooms[position]])]
    yield from (((position,), None) for position in alone)
    if alone or len(request.people) == 1 or not _may_split(request):
        return
    for pair in combinations(empty, 2):
        if _hold(request, [house.rooms[position] for position in pair]):
            yield pair, None


def _rooms_of_one_adult(room: Room, position: int, gender: Gender) -> Iterator[tuple[tuple[int, ...], Gender | None]]:
    if not room.shared and _is_empty(room):
        yield (position,), None
    if room.shared and room.free_beds and (_is_empty(room) or room.gender_now is gender):
        yield (position,), gender


def _is_empty(room: Room) -> bool:
    return bool(room.beds) and room.beds == room.free_beds and room.gender_now is None


def _hold(request: PlacementRequest, rooms: list[Room]) -> bool:
    """Whether there are beds enough and somebody sleeps in a bed of each room."""
    needed = _beds_needed(request, rooms)
    return len(rooms) <= needed <= sum(len(room.beds) for room in rooms)


def _may_split(request: PlacementRequest) -> bool:
    adults = sum(person.age >= 18 for person in request.people)
    return request.may_split and (adults >= 2 or all(person.age >= 12 for person in request.people))
