"""All rooms of a network as arrays, house after house, and the pairs of empty rooms of one house."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from safehouse.domain.codes import Gender, RoomNeed
from safehouse.placement.problem import House, Room

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

GENDER_NUMBER = {gender: number for number, gender in enumerate(Gender)}
NOBODY_KNOWN = -1
"""Stands in `gender_now` for a room without a known gender."""
FEATURE_BIT = {need: 1 << number for number, need in enumerate(RoomNeed)}


@dataclass(frozen=True, slots=True, eq=False)
class PreparedRooms:
    """Arrays per room (m), in the order of houses and of rooms in them, and per pair of empty rooms (k).

    `house` is the index of the room's house and `position` its index in that house; `pair_first` and `pair_second` are
    indexes of rooms, in order.
    """

    house: Ints
    position: Ints
    beds: Ints
    free_beds: Ints
    free_cots: Ints
    is_empty: Bools
    is_shared: Bools
    gender_now: Ints
    features: Ints
    pair_first: Ints
    pair_second: Ints


def prepare_rooms(houses: tuple[House, ...]) -> PreparedRooms:
    """The rooms of these houses as arrays."""
    placed = [
        (index, position, room) for index, house in enumerate(houses) for position, room in enumerate(house.rooms)
    ]
    rooms = [room for _, _, room in placed]
    house = _ints([index for index, _, _ in placed])
    is_empty = np.array([_is_empty(room) for room in rooms], dtype=np.bool_)
    pairs = _pairs_within_houses(house, is_empty)
    return PreparedRooms(
        house=house,
        position=_ints([position for _, position, _ in placed]),
        beds=_ints([len(room.beds) for room in rooms]),
        free_beds=_ints([len(room.free_beds) for room in rooms]),
        free_cots=_ints([room.free_cots for room in rooms]),
        is_empty=is_empty,
        is_shared=np.array([room.shared for room in rooms], dtype=np.bool_),
        gender_now=_ints([_gender_number(room) for room in rooms]),
        features=_ints([sum(FEATURE_BIT[feature] for feature in room.features) for room in rooms]),
        pair_first=_ints([first for first, _ in pairs]),
        pair_second=_ints([second for _, second in pairs]),
    )


def _ints(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)


def _is_empty(room: Room) -> bool:
    return len(room.beds) > 0 and len(room.free_beds) == len(room.beds) and room.gender_now is None


def _gender_number(room: Room) -> int:
    return NOBODY_KNOWN if room.gender_now is None else GENDER_NUMBER[room.gender_now]


def _pairs_within_houses(house: Ints, is_empty: Bools) -> list[tuple[int, int]]:
    empty_rooms_of: dict[int, list[int]] = {}
    for room in np.flatnonzero(is_empty).tolist():
        empty_rooms_of.setdefault(int(house[room]), []).append(room)
    return [pair for rooms in empty_rooms_of.values() for pair in combinations(rooms, 2)]
