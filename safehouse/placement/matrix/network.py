"""A network as arrays: made once per snapshot, then read by every request.

Arrays are per house (n) or per distinct cell (c). Closed lists are bit masks; open ones (tags, languages, entitlements) are
looked up by member.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from math import asin, cos, inf, radians

import numpy as np
from numpy.typing import NDArray

from safehouse.domain.codes import Gender, HouseNeed, HouseStatus
from safehouse.domain.places import EARTH_RADIUS_KM, SPHERE_TO_WGS84, centre, reach_km
from safehouse.placement.matrix.rooms import Bools, Ints, PreparedRooms, prepare_rooms
from safehouse.placement.problem import COVER_SHARE, DEFAULT_POLICY, House, IntakeWindow, Policy

Floats = NDArray[np.float64]
Members = Mapping[str, Ints]
"""The indexes of the houses that have a member in a set of theirs."""

GENDER_BIT = {gender: 1 << number for number, gender in enumerate(Gender)}
SERVICE_BIT = {need: 1 << number for number, need in enumerate(HouseNeed)}


@dataclass(frozen=True, slots=True, eq=False)
class PreparedCells:
    """The distinct cells (c) of a network, in degrees and km, and which of them each house (n) has."""

    lat: Floats
    lng: Floats
    cos_lat: Floats
    reach_km: Floats
    of_house: Ints


@dataclass(frozen=True, slots=True, eq=False)
class PreparedNetwork:
    """Houses as arrays (n), in the order of `houses`.

    No limit and no report are infinite numbers: `max_boy_age`, `max_stay_nights`, `report_age_s`. `cover` holds, per language,
    the share that each house's level is worth, 0 for none.
    """

    houses: tuple[House, ...]
    as_of: datetime
    policy: Policy
    index_of: Mapping[str, int]
    cells: PreparedCells
    slack_km: Floats
    is_out_of_use: Bools
    is_compromised: Bools
    genders: Ints
    accepts_children: Bools
    takes_unaccompanied: Bools
    is_children_only: Bools
    max_boy_age: Floats
    services: Ints
    security_level: Ints
    max_stay_nights: Floats
    report_age_s: Floats
    in_country: Members
    requiring: Members
    specialised_in: Members
    names_no_specialism: Bools
    with_resident_tag: Members
    with_keep_apart_tag: Members
    cover: Mapping[str, Floats]
    intakes: tuple[tuple[IntakeWindow, ...], ...]
    intake_of_house: Ints
    rooms: PreparedRooms


def prepare_network(houses: tuple[House, ...], as_of: datetime, policy: Policy = DEFAULT_POLICY) -> PreparedNetwork:
    """The arrays of a network at one moment. Raises ValueError unless the houses are sorted by id, each id once."""
    if any(one.id >= other.id for one, other in pairwise(houses)):
        raise ValueError("houses must be sorted by id, each id once")
    intakes = tuple(dict.fromkeys(house.intake for house in houses))
    intake_number = {intake: number for number, intake in enumerate(intakes)}
    return PreparedNetwork(
        houses=houses,
        as_of=as_of,
        policy=policy,
        index_of={house.id: index for index, house in enumerate(houses)},
        cells=_prepare_cells(houses),
        slack_km=_floats(house.slack_km for house in houses),
        is_out_of_use=_bools(house.status in (HouseStatus.PAUSED, HouseStatus.CLOSED) for house in houses),
        is_compromised=_bools(house.status is HouseStatus.COMPROMISED for house in houses),
        genders=_ints(sum(GENDER_BIT[gender] for gender in house.genders) for house in houses),
        accepts_children=_bools(house.children.accepted for house in houses),
        takes_unaccompanied=_bools(house.children.unaccompanied for house in houses),
        is_children_only=_bools(house.children.only for house in houses),
        max_boy_age=_floats(_or_no_limit(house.children.max_boy_age) for house in houses),
        services=_ints(sum(SERVICE_BIT[need] for need in house.services) for house in houses),
        security_level=_ints(house.security_level for house in houses),
        max_stay_nights=_floats(_or_no_limit(house.max_stay_nights) for house in houses),
        report_age_s=_floats(_report_age_s(house, as_of) for house in houses),
        in_country=_members(houses, lambda house: (house.country,)),
        requiring=_members(houses, lambda house: house.requires),
        specialised_in=_members(houses, lambda house: house.specialisms),
        names_no_specialism=_bools(not house.specialisms for house in houses),
        with_resident_tag=_members(houses, lambda house: house.resident_tags),
        with_keep_apart_tag=_members(houses, lambda house: house.resident_keep_apart_tags),
        cover=_cover_by_language(houses),
        intakes=intakes,
        intake_of_house=_ints(intake_number[house.intake] for house in houses),
        rooms=prepare_rooms(houses),
    )


def between_km(network: PreparedNetwork, cell: str) -> Floats:
    """`places.between_km` of this cell and every distinct cell of the network (c): the same operations in the same order."""
    cells = network.cells
    lat, lng = centre(cell)
    half_lat = np.sin(np.radians(lat - cells.lat) / 2)
    half_lng = np.sin(np.radians(lng - cells.lng) / 2)
    chord = half_lat * half_lat + cells.cos_lat * cos(radians(lat)) * half_lng * half_lng
    # numpy's arcsin differs from the standard library's in the last bit, which the two forms of the rules must not.
    angle = np.array([asin(half_chord) for half_chord in np.minimum(1.0, np.sqrt(chord)).tolist()], dtype=np.float64)
    return 2 * EARTH_RADIUS_KM * angle


def gap_km(network: PreparedNetwork, area_cell: str) -> Floats:
    """`places.gap_km` of every house (n) and one area: a lower bound of the true distance."""
    cells = network.cells
    unslackened = SPHERE_TO_WGS84 * between_km(network, area_cell) - cells.reach_km - reach_km(area_cell)
    return np.maximum(0.0, unslackened[cells.of_house] - network.slack_km)


def _prepare_cells(houses: tuple[House, ...]) -> PreparedCells:
    number = {cell: number for number, cell in enumerate(dict.fromkeys(house.cell for house in houses))}
    return PreparedCells(
        lat=_floats(centre(cell)[0] for cell in number),
        lng=_floats(centre(cell)[1] for cell in number),
        cos_lat=_floats(cos(radians(centre(cell)[0])) for cell in number),
        reach_km=_floats(reach_km(cell) for cell in number),
        of_house=_ints(number[house.cell] for house in houses),
    )


def _bools(values: Iterable[bool]) -> Bools:
    return np.fromiter(values, dtype=np.bool_)


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)


def _floats(values: Iterable[float]) -> Floats:
    return np.fromiter(values, dtype=np.float64)


def _or_no_limit(limit: int | None) -> float:
    return inf if limit is None else limit


def _report_age_s(house: House, as_of: datetime) -> float:
    return inf if house.reported_at is None else (as_of - house.reported_at).total_seconds()


def _members(houses: tuple[House, ...], of_house: Callable[[House], Iterable[str]]) -> Members:
    indexes: dict[str, list[int]] = {}
    for index, house in enumerate(houses):
        for member in of_house(house):
            indexes.setdefault(member, []).append(index)
    return {member: np.array(found, dtype=np.int64) for member, found in indexes.items()}


def _cover_by_language(houses: tuple[House, ...]) -> dict[str, Floats]:
    cover: dict[str, Floats] = {}
    for index, house in enumerate(houses):
        for language, level in house.languages.items():
            cover.setdefault(language, np.zeros(len(houses)))[index] = COVER_SHARE[level]
    return cover
