"""The house that an evacuation is tried with: eighteen beds for eighteen people, each household with areas of its own."""

from dataclasses import replace

import pytest

from safehouse.demo.full_house import FULL_BEDS, FULL_COUNTRY, TOWNS_TO_AVOID, full_house_requests, with_full_house
from safehouse.demo.houses import invent_houses
from safehouse.demo.seeds import country_seeds
from safehouse.demo.towns import DemoTown, Towns

_TOWN = DemoTown(1, "Inverness", FULL_COUNTRY, 100_000, "87196a9a0ffffff", "85196963fffffff")
_NAMED = tuple(replace(_TOWN, id=number, name=name) for number, name in enumerate((_TOWN.name, *TOWNS_TO_AVOID)))
SEEDS = country_seeds()
TOWNS = Towns({country.country: _NAMED for country in SEEDS})


@pytest.mark.parametrize("seed", [1, 3, 7])
def test_the_house_has_its_beds_and_the_country_has_as_many_houses_and_beds_as_before(seed: int) -> None:
    invented = invent_houses(SEEDS, TOWNS, seed=seed)
    houses = with_full_house(invented, TOWNS)
    assert sum(house.beds for house in houses) == sum(house.beds for house in invented)
    own = [house for house in houses if house.country == FULL_COUNTRY]
    assert len(own) == sum(house.country == FULL_COUNTRY for house in invented)
    largest = max(own, key=lambda house: house.beds)
    assert sum(room.free for room in largest.rooms) == FULL_BEDS
    rooms = [room for house in own for room in house.rooms]
    assert all(room.beds > 0 and room.free >= 0 for room in rooms)
    assert all((room.taken > 0) == (room.gender_now is not None) for room in rooms)


def test_a_network_without_the_country_stays_as_it_is() -> None:
    others = tuple(house for house in invent_houses(SEEDS, TOWNS, seed=1) if house.country != FULL_COUNTRY)
    assert with_full_house(others, TOWNS) == others


def test_eighteen_people_live_there_and_no_two_households_keep_away_from_the_same_towns() -> None:
    requests = full_house_requests(TOWNS)
    assert sum(len(request.people) for request in requests) == FULL_BEDS
    areas = [frozenset(area.town.name for area in request.keep_away) for request in requests]
    assert all(areas)
    assert len(set(areas)) == len(areas)
