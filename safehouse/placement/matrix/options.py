"""The room options of one request in all houses at once: a bed in a shared room, a room of one's own, two rooms."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from safehouse.domain.codes import Criterion, RoomNeed
from safehouse.placement.matrix.rooms import FEATURE_BIT, GENDER_NUMBER, Bools, Ints, PreparedRooms
from safehouse.placement.problem import (
    ADULT_AGE,
    COT_AGE,
    SPLIT_CARE_AGE,
    House,
    PlacementRequest,
    Policy,
    RoomUse,
)

NO_ROOM = -1


@dataclass(frozen=True, slots=True)
class RoomOption:
    """One way to put a request into a house: indexes into `house.rooms`, what is used of each, and points for the fit.

    `is_shared_bed`: one bed in a shared room, where nothing else of the room is blocked.
    """

    room_indexes: tuple[int, ...]
    rooms: tuple[RoomUse, ...]
    is_shared_bed: bool
    room_fit: int


@dataclass(frozen=True, slots=True, eq=False)
class OptionRows:
    """Options as arrays (o), sorted by house and rooms.

    `first` and `second` are indexes into all rooms of the network; `second` is NO_ROOM where one room is enough.
    """

    people: int
    house: Ints
    first: Ints
    second: Ints
    cots: Ints
    is_shared_bed: Bools
    room_fit: Ints


def option_rows(rooms: PreparedRooms, request: PlacementRequest, policy: Policy) -> OptionRows:
    """Every room option of the request, in all houses."""
    suitable = _has_needed_features(rooms, request)
    alone = np.flatnonzero(suitable & _fits_in_one_room(rooms, request))
    first, second = alone, np.full(len(alone), NO_ROOM)
    if _may_take_two_rooms(request):
        pairs = _fitting_pairs(rooms, request, suitable, rooms.house[alone])
        first = np.concatenate((first, rooms.pair_first[pairs]))
        second = np.concatenate((second, rooms.pair_second[pairs]))
        # No house has options of both kinds, so this keeps the pairs of one house in their order.
        order = np.argsort(first, kind="stable")
        first, second = first[order], second[order]
    return _rows(rooms, request, policy, first, second)


def rooms_of_option(house: House, rooms: PreparedRooms, rows: OptionRows, row: int) -> RoomOption:
    """One row as values: the lowest free beds of each room, the first room filled before the second."""
    used = [int(room) for room in (rows.first[row], rows.second[row]) if room != NO_ROOM]
    is_shared_bed = bool(rows.is_shared_bed[row])
    cots = int(rows.cots[row])
    return RoomOption(
        room_indexes=tuple(int(rooms.position[room]) for room in used),
        rooms=tuple(_uses(house, rooms.position[used].tolist(), rows.people - cots, cots, is_shared_bed=is_shared_bed)),
        is_shared_bed=is_shared_bed,
        room_fit=int(rows.room_fit[row]),
    )


def best_rows(rows: OptionRows) -> Ints:
    """The best option of each house that has one: most points, then lowest rooms; rows in the order of houses."""
    order = np.lexsort((-rows.room_fit, rows.house))
    return order[np.flatnonzero(np.diff(rows.house[order], prepend=-1))]


def free_beds_in_options(rooms: PreparedRooms, rows: OptionRows, houses: int) -> Ints:
    """Per house (n), the free beds, each once, of all rooms that appear in any of its options."""
    appears = np.zeros(len(rooms.house), dtype=np.bool_)
    appears[rows.first] = True
    appears[rows.second[rows.second != NO_ROOM]] = True
    beds = np.zeros(houses, dtype=np.int64)
    np.add.at(beds, rooms.house[appears], rooms.free_beds[appears])
    return beds


def _has_needed_features(rooms: PreparedRooms, request: PlacementRequest) -> Bools:
    needed = sum(FEATURE_BIT[need] for need in request.room_needs)
    has_all: Bools = (rooms.features & needed) == needed
    return has_all


def _fits_in_one_room(rooms: PreparedRooms, request: PlacementRequest) -> Bools:
    if not _is_one_adult(request):
        is_large_enough: Bools = rooms.beds >= len(request.people) - _cots(request, rooms.free_cots)
        return rooms.is_empty & is_large_enough
    alike = rooms.gender_now == GENDER_NUMBER[request.people[0].gender]
    has_shared_bed = rooms.is_shared & (rooms.free_beds > 0) & (rooms.is_empty | alike)
    fits: Bools = has_shared_bed | (rooms.is_empty & ~rooms.is_shared)
    return fits


def _may_take_two_rooms(request: PlacementRequest) -> bool:
    has_small_children = any(person.age < SPLIT_CARE_AGE for person in request.people)
    adults = sum(person.age >= ADULT_AGE for person in request.people)
    return request.may_split and len(request.people) > 1 and (adults > 1 or not has_small_children)


def _fitting_pairs(
    rooms: PreparedRooms, request: PlacementRequest, suitable: Bools, houses_with_one_room: Ints
) -> Ints:
    """Indexes of the pairs of empty rooms that hold the household together, where no single room does."""
    is_enough_alone = np.zeros(int(rooms.house[-1]) + 1 if len(rooms.house) else 0, dtype=np.bool_)
    is_enough_alone[houses_with_one_room] = True
    first, second = rooms.pair_first, rooms.pair_second
    in_beds = len(request.people) - _cots(request, rooms.free_cots[first] + rooms.free_cots[second])
    # Two adults, or two people without a baby, are in beds at least, so there is somebody for a bed of each room.
    fits = rooms.beds[first] + rooms.beds[second] >= in_beds
    return np.flatnonzero(fits & suitable[first] & suitable[second] & ~is_enough_alone[rooms.house[first]])


def _rows(rooms: PreparedRooms, request: PlacementRequest, policy: Policy, first: Ints, second: Ints) -> OptionRows:
    is_pair = second != NO_ROOM
    beds = rooms.beds[first] + np.where(is_pair, rooms.beds[second], 0)
    cots = _cots(request, rooms.free_cots[first] + np.where(is_pair, rooms.free_cots[second], 0))
    is_shared_bed = rooms.is_shared[first] & _is_one_adult(request)
    blocked = np.where(is_shared_bed, 0, beds - len(request.people) + cots)
    share = 1 - blocked / beds
    if RoomNeed.STEP_FREE not in request.room_needs:
        features = rooms.features[first] | np.where(is_pair, rooms.features[second], 0)
        share = np.where(features & FEATURE_BIT[RoomNeed.STEP_FREE], share - 0.5, share)
    return OptionRows(
        people=len(request.people),
        house=rooms.house[first],
        first=first,
        second=second,
        cots=cots,
        is_shared_bed=is_shared_bed,
        room_fit=np.rint(policy.weights[Criterion.ROOM_FIT] * np.maximum(0.0, share)).astype(np.int64),
    )


def _is_one_adult(request: PlacementRequest) -> bool:
    return len(request.people) == 1 and request.people[0].age >= ADULT_AGE


def _cots(request: PlacementRequest, free_cots: Ints) -> Ints:
    """How many cots the household uses in rooms with so many: exactly as many as it can, but somebody sleeps in a bed."""
    babies = sum(person.age < COT_AGE for person in request.people)
    return np.minimum(min(babies, len(request.people) - 1), free_cots)


def _uses(house: House, positions: list[int], in_beds: int, cots: int, *, is_shared_bed: bool) -> Iterator[RoomUse]:
    others = len(positions) - 1
    for position in positions:
        room = house.rooms[position]
        beds = min(len(room.free_beds), in_beds - others)
        room_cots = min(room.free_cots, cots)
        yield RoomUse(
            room=room.id,
            beds=room.free_beds[:beds],
            cots=room_cots,
            blocked_beds=() if is_shared_bed else room.free_beds[beds:],
        )
        in_beds, cots, others = in_beds - beds, cots - room_cots, others - 1
