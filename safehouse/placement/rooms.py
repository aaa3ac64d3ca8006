"""Room options in plain form: which rooms of one house one request may have, and how they are used.

A household gets one bed in a shared room, a room of its own, or two rooms of one house; nothing else. *Empty* means: the room
has a bed in service, all of them are free, and nobody's gender is known to be in it.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

from safehouse.placement.problem import (
    ADULT_AGE,
    COT_AGE,
    SPLIT_CARE_AGE,
    House,
    Person,
    PlacementRequest,
    Room,
    RoomUse,
)

RoomOption = tuple[RoomUse, ...]
"""One or two rooms of one house, and what is used of each."""


def room_options(house: House, request: PlacementRequest) -> tuple[RoomOption, ...]:
    """Every room option by room ids, with the lowest free beds and the first room filled before the second."""
    rooms = sorted(house.rooms, key=lambda room: room.id)
    in_one_room = tuple(_one_room_options(rooms, request))
    if in_one_room:
        return in_one_room
    pairs = combinations(rooms, 2)
    return tuple(_fill(pair, request) for pair in pairs if may_have_two_rooms(house, pair, request))


def is_room_option(house: House, request: PlacementRequest, uses: RoomOption) -> bool:
    """Whether these uses are a room option, with whichever of the free beds and whichever way two rooms are filled."""
    rooms = tuple(room for use in uses for room in house.rooms if room.id == use.room)
    if len(rooms) != len(uses) or len({room.id for room in rooms}) != len(uses):
        return False
    match rooms:
        case (room,) if may_share_room(room, request):
            return uses_one_bed(room, uses[0])
        case (room,):
            return may_have_room(room, request) and uses_whole_rooms(rooms, request, uses)
        case (first, second):
            return may_have_two_rooms(house, (first, second), request) and uses_whole_rooms(rooms, request, uses)
        case _:
            return False


def may_share_room(room: Room, request: PlacementRequest) -> bool:
    """Whether the household is one adult who may have a bed beside people of her own gender, or in an empty shared room."""
    return meets_room_needs(room, request) and may_be_beside_others(room, request.people)


def may_be_beside_others(room: Room, people: Sequence[Person]) -> bool:
    """Whether these people are one adult, and the room is shared with a free bed, and empty or of her own gender."""
    is_for_sharing = is_one_adult(people) and room.shared and len(room.free_beds) > 0
    return is_for_sharing and (is_empty(room) or is_of_own_gender(room, people))


def may_keep_room(room: Room, people: Sequence[Person]) -> bool:
    """Whether people whose beds in the room are counted as free may have them: alone there, or beside whom they may share with."""
    return is_empty(room) or may_be_beside_others(room, people)


def may_have_room(room: Room, request: PlacementRequest) -> bool:
    """Whether the household may have this room as its own; one adult only a room that is not shared."""
    is_for_sharing = is_one_adult(request.people) and room.shared
    return is_empty(room) and not is_for_sharing and meets_room_needs(room, request) and hold_all((room,), request)


def may_have_two_rooms(house: House, rooms: tuple[Room, Room], request: PlacementRequest) -> bool:
    """Whether the household may have exactly these two rooms: it consents, and no single room of the house would do."""
    if not may_be_split(request) or any(may_have_room(room, request) for room in house.rooms):
        return False
    are_fit = all(is_empty(room) and meets_room_needs(room, request) for room in rooms)
    return are_fit and hold_all(rooms, request)


def uses_one_bed(room: Room, use: RoomUse) -> bool:
    """Whether one free bed is used and nothing else."""
    return len(use.beds) == 1 and use.beds[0] in room.free_beds and use.cots == 0 and not use.blocked_beds


def uses_whole_rooms(rooms: tuple[Room, ...], request: PlacementRequest, uses: RoomOption) -> bool:
    """Whether everybody has a bed or a cot, somebody a bed in each room, and every bed that is left over is blocked."""
    cots = sum(use.cots for use in uses)
    return (
        cots == cots_used(rooms, request)
        and sum(len(use.beds) for use in uses) == len(request.people) - cots
        and all(_uses_whole_room(room, use) for room, use in zip(rooms, uses, strict=True))
    )


def is_empty(room: Room) -> bool:
    return len(room.beds) > 0 and set(room.free_beds) == set(room.beds) and room.gender_now is None


def is_of_own_gender(room: Room, people: Sequence[Person]) -> bool:
    return room.gender_now == people[0].gender


def is_one_adult(people: Sequence[Person]) -> bool:
    return len(people) == 1 and people[0].age >= ADULT_AGE


def may_be_split(request: PlacementRequest) -> bool:
    """Whether the household consents to two rooms, and nobody under 12 would be without an adult in her room."""
    adults = [person for person in request.people if person.age >= ADULT_AGE]
    small_children = [person for person in request.people if person.age < SPLIT_CARE_AGE]
    return request.may_split and len(request.people) > 1 and (len(adults) > 1 or not small_children)


def meets_room_needs(room: Room, request: PlacementRequest) -> bool:
    return request.room_needs <= room.features


def hold_all(rooms: tuple[Room, ...], request: PlacementRequest) -> bool:
    """Whether the beds are enough for those without a cot."""
    return sum(len(room.beds) for room in rooms) >= len(request.people) - cots_used(rooms, request)


def cots_used(rooms: tuple[Room, ...], request: PlacementRequest) -> int:
    """Exactly as many cots as there are people under 2 and free cots for, but somebody always sleeps in a bed."""
    babies = sum(person.age < COT_AGE for person in request.people)
    return min(babies, sum(room.free_cots for room in rooms), len(request.people) - 1)


def _uses_whole_room(room: Room, use: RoomUse) -> bool:
    takes_every_bed = sorted(use.beds + use.blocked_beds) == sorted(room.beds)
    return takes_every_bed and len(use.beds) > 0 and 0 <= use.cots <= room.free_cots


def _one_room_options(rooms: list[Room], request: PlacementRequest) -> Iterator[RoomOption]:
    for room in rooms:
        if may_share_room(room, request):
            yield (RoomUse(room.id, beds=(min(room.free_beds),), cots=0, blocked_beds=()),)
        elif may_have_room(room, request):
            yield _fill((room,), request)


def _fill(rooms: tuple[Room, ...], request: PlacementRequest) -> RoomOption:
    cots_left = cots_used(rooms, request)
    beds_left = len(request.people) - cots_left
    uses: list[RoomUse] = []
    for rooms_left, room in zip(range(len(rooms), 0, -1), rooms, strict=True):
        count = min(len(room.beds), beds_left - (rooms_left - 1))
        cots = min(room.free_cots, cots_left)
        beds = tuple(sorted(room.beds))
        uses.append(RoomUse(room.id, beds=beds[:count], cots=cots, blocked_beds=beds[count:]))
        beds_left, cots_left = beds_left - count, cots_left - cots
    return tuple(uses)
