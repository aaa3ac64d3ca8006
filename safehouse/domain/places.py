"""Where things are, as cells: the lower bound of a distance, the distance of a journey, and the bands that are shown.

Everything a user can observe about a location is a function of cells and slack, so it all starts here. `R(cell)` is the
largest distance from a cell's centre to a vertex of its boundary; distances are in km on a sphere of radius 6371.0088 km.
"""

from functools import lru_cache
from math import asin, cos, radians, sin, sqrt

import h3

from safehouse.domain.codes import Band

EARTH_RADIUS_KM = 6371.0088
"""Mean radius (IUGG R1)."""
SPHERE_TO_WGS84 = 0.994
"""Below the worst ratio of a WGS 84 distance to the one on the sphere."""
AREA_RESOLUTION = 7
"""Of keep-away areas and pick-up places: the requester's own knowledge may be fine."""
HOUSE_RESOLUTIONS = (5, 4, 3, 2)
"""Of houses, finest first."""

_BANDS = (
    (50.0, Band.UNDER_50),
    (100.0, Band.FROM_50_TO_100),
    (200.0, Band.FROM_100_TO_200),
    (400.0, Band.FROM_200_TO_400),
)


def great_circle_km(lat_a: float, lng_a: float, lat_b: float, lng_b: float) -> float:
    """The distance of two points given in degrees, by the haversine formula."""
    half_lat = sin(radians(lat_b - lat_a) / 2)
    half_lng = sin(radians(lng_b - lng_a) / 2)
    chord = half_lat * half_lat + cos(radians(lat_a)) * cos(radians(lat_b)) * half_lng * half_lng
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(chord)))


@lru_cache(maxsize=200_000)
def centre(cell: str) -> tuple[float, float]:
    """Latitude and longitude of the cell's centre, in degrees."""
    lat, lng = h3.cell_to_latlng(cell)
    return float(lat), float(lng)


@lru_cache(maxsize=200_000)
def reach_km(cell: str) -> float:
    """`R`: the largest distance from the cell's centre to a vertex of its boundary."""
    lat, lng = centre(cell)
    return max(great_circle_km(lat, lng, vertex[0], vertex[1]) for vertex in h3.cell_to_boundary(cell))


def between_km(a: str, b: str) -> float:
    """The distance of two cells' centres, for journeys."""
    return great_circle_km(*centre(a), *centre(b))


def gap_km(house_cell: str, slack_km: float, area_cell: str) -> float:
    """A lower bound of the true distance between anything in the area and a house within `slack_km` of its town's cell."""
    lower = SPHERE_TO_WGS84 * between_km(house_cell, area_cell) - reach_km(house_cell) - reach_km(area_cell) - slack_km
    return max(0.0, lower)


def band_of(journey_km: float) -> Band:
    """The band that a journey falls into, lower end included."""
    return next((band for upper, band in _BANDS if journey_km < upper), Band.FROM_400)


def is_cell_of(cell: str, resolutions: tuple[int, ...]) -> bool:
    """Whether the text is an H3 cell of one of these resolutions."""
    return h3.is_valid_cell(cell) and h3.get_resolution(cell) in resolutions
