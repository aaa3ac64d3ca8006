"""The invented houses: as many as the seed file says, the same for the same seed, and never more people than beds."""

from random import Random

import pytest

from safehouse.demo.houses import invent_houses
from safehouse.demo.layout import share_beds
from safehouse.demo.seeds import country_seeds
from safehouse.demo.towns import DemoTown, Towns

_TOWN = DemoTown(1, "Testum", "XX", 100_000, "87196a9a0ffffff", "85196963fffffff")
SEEDS = country_seeds()
TOWNS = Towns({country.country: (_TOWN,) for country in SEEDS})


@pytest.mark.parametrize("seed", [1, 2, 3, 2026])
def test_the_network_has_23_countries_159_houses_and_1010_beds_as_the_seed_file_says(seed: int) -> None:
    houses = invent_houses(SEEDS, TOWNS, seed=seed)
    counted = {country.country: [0, 0] for country in SEEDS}
    for house in houses:
        counted[house.country][0] += 1
        counted[house.country][1] += house.beds
    assert len(counted) == 23
    assert counted == {country.country: [country.houses, country.beds] for country in SEEDS}
    assert (len(houses), sum(house.beds for house in houses)) == (159, 1010)


def test_the_same_seed_invents_the_same_houses_and_another_seed_others() -> None:
    first = invent_houses(SEEDS, TOWNS, seed=7)
    assert invent_houses(SEEDS, TOWNS, seed=7) == first
    assert invent_houses(SEEDS, TOWNS, seed=8) != first


def test_nobody_is_invented_into_a_bed_that_is_not_there() -> None:
    rooms = [room for house in invent_houses(SEEDS, TOWNS, seed=3) for room in house.rooms]
    assert all(room.free >= 0 for room in rooms)
    assert all((room.taken > 0) == (room.gender_now is not None) for room in rooms)


def test_most_beds_are_taken_and_some_are_out_of_service() -> None:
    rooms = [room for house in invent_houses(SEEDS, TOWNS, seed=5) for room in house.rooms]
    beds, out = sum(room.beds for room in rooms), sum(room.out_of_service for room in rooms)
    taken = sum(room.taken for room in rooms)
    assert 0.78 < taken / (beds - out) < 0.95
    assert 0.01 < out / beds < 0.07


def test_beds_for_too_many_houses_are_refused_instead_of_invented() -> None:
    with pytest.raises(ValueError, match="need at least 6 beds"):
        share_beds(3, 5, Random(1))
