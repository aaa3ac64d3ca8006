"""Nobody is ever nearer than stated: the gap is at most the true distance on the WGS 84 ellipsoid.

A house lies up to its slack from the town whose cell it has, an area anywhere in its cell. Seen to fail with the house's radius
left out of `gap_km`, and with its slack left out. The full count of pairs is drawn by `make soak`.
"""

from math import exp, log
from random import Random

import h3
from geographiclib.geodesic import Geodesic
from hypothesis import given
from hypothesis import strategies as st

from safehouse.domain.places import AREA_RESOLUTION, HOUSE_RESOLUTIONS, gap_km

PAIRS_PER_EXAMPLE = 100
Point = tuple[float, float]


@given(seed=st.integers(min_value=0, max_value=2**32 - 1))
def test_nobody_is_ever_nearer_than_stated(seed: int) -> None:
    random = Random(seed)
    for _ in range(PAIRS_PER_EXAMPLE):
        town = _anywhere(random)
        slack_km = random.choice((0.0, random.uniform(0, 25)))
        house = _away_from(random, town, slack_km * random.choice((1.0, random.random())))
        area = _away_from(random, house, exp(random.uniform(log(0.1), log(5_000))))
        house_cell = h3.latlng_to_cell(*town, random.choice(HOUSE_RESOLUTIONS))
        area_cell = h3.latlng_to_cell(*area, AREA_RESOLUTION)
        assert gap_km(house_cell, slack_km, area_cell) <= _true_km(house, area)


@given(seed=st.integers(min_value=0, max_value=2**32 - 1))
def test_a_house_far_away_is_known_to_be_far_away(seed: int) -> None:
    """A bound of nothing would be true and useless: of 1,000 km at least 600 are certain."""
    random = Random(seed)
    house = _anywhere(random)
    area = _away_from(random, house, 1_000)
    house_cell = h3.latlng_to_cell(*house, random.choice(HOUSE_RESOLUTIONS))
    assert gap_km(house_cell, 0.0, h3.latlng_to_cell(*area, AREA_RESOLUTION)) > 600


def _anywhere(random: Random) -> Point:
    """Half of the points lie in Europe, the others from pole to pole."""
    if random.random() < 0.5:
        return random.uniform(35, 71), random.uniform(-25, 45)
    return random.uniform(-89, 89), random.uniform(-180, 180)


def _away_from(random: Random, point: Point, km: float) -> Point:
    there = Geodesic.WGS84.Direct(*point, random.uniform(0, 360), km * 1_000)
    return float(there["lat2"]), float(there["lon2"])


def _true_km(one: Point, other: Point) -> float:
    return float(Geodesic.WGS84.Inverse(*one, *other)["s12"]) / 1_000
