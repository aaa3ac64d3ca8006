"""Cells, lower bounds of distances, and bands, by examples worked out apart from the code."""

from math import cos, isclose, pi

import h3
import pytest

from safehouse.domain.codes import Band
from safehouse.domain.places import (
    AREA_RESOLUTION,
    EARTH_RADIUS_KM,
    HOUSE_RESOLUTIONS,
    band_of,
    between_km,
    centre,
    gap_km,
    great_circle_km,
    is_cell_of,
    reach_km,
)
from tests.builders import a_house_cell, an_area_cell

QUARTER_KM = pi / 2 * EARTH_RADIUS_KM


def test_a_quarter_of_the_equator_and_of_a_meridian_are_as_long_as_they_should_be() -> None:
    assert isclose(great_circle_km(0, 0, 0, 90), QUARTER_KM)
    assert isclose(great_circle_km(0, 17, 90, 17), QUARTER_KM)


def test_antipodes_are_half_the_circumference_apart() -> None:
    assert isclose(great_circle_km(30, 10, -30, -170), 2 * QUARTER_KM)
    assert isclose(great_circle_km(90, 0, -90, 0), 2 * QUARTER_KM)


def test_a_degree_of_longitude_is_shorter_away_from_the_equator() -> None:
    short_km = great_circle_km(60, 0, 60, 0.01)
    assert isclose(short_km, great_circle_km(0, 0, 0, 0.01) * cos(pi / 3), rel_tol=1e-6)


def test_the_date_line_is_no_border() -> None:
    assert isclose(great_circle_km(0, 179.5, 0, -179.5), great_circle_km(0, -0.5, 0, 0.5), rel_tol=1e-9)


def test_a_distance_is_the_same_in_both_directions_and_none_to_itself() -> None:
    here, there = a_house_cell(), a_house_cell(48.2, 16.4)
    assert between_km(here, there) == between_km(there, here)
    assert between_km(here, here) == 0


def test_the_reach_is_the_distance_to_the_farthest_vertex() -> None:
    cell = a_house_cell(resolution=3)
    distances = [great_circle_km(*centre(cell), *vertex) for vertex in h3.cell_to_boundary(cell)]
    assert reach_km(cell) == max(distances)
    assert min(distances) < max(distances)


def test_coarser_cells_reach_farther() -> None:
    reaches = [reach_km(a_house_cell(resolution=resolution)) for resolution in HOUSE_RESOLUTIONS]
    assert reaches == sorted(reaches)
    assert reach_km(an_area_cell()) < reaches[0]


def test_the_gap_takes_off_both_reaches_and_the_slack() -> None:
    house, area = a_house_cell(), an_area_cell(50.85, 4.35)
    expected = 0.994 * between_km(house, area) - reach_km(house) - reach_km(area)
    assert gap_km(house, 0, area) == expected
    assert isclose(gap_km(house, 7.5, area), expected - 7.5)


def test_a_gap_is_never_negative() -> None:
    assert gap_km(a_house_cell(), 0, an_area_cell()) == 0
    assert gap_km(a_house_cell(), 1_000, an_area_cell(50.85, 4.35)) == 0


@pytest.mark.parametrize(
    ("km", "band"),
    [
        (0, Band.UNDER_50),
        (49.999, Band.UNDER_50),
        (50, Band.FROM_50_TO_100),
        (99.999, Band.FROM_50_TO_100),
        (100, Band.FROM_100_TO_200),
        (199.999, Band.FROM_100_TO_200),
        (200, Band.FROM_200_TO_400),
        (399.999, Band.FROM_200_TO_400),
        (400, Band.FROM_400),
        (20_000, Band.FROM_400),
    ],
)
def test_a_band_includes_its_lower_end(km: float, band: Band) -> None:
    assert band_of(km) is band


def test_a_cell_is_known_by_its_resolution() -> None:
    assert is_cell_of(an_area_cell(), (AREA_RESOLUTION,))
    assert not is_cell_of(an_area_cell(), HOUSE_RESOLUTIONS)
    assert all(is_cell_of(a_house_cell(resolution=one), HOUSE_RESOLUTIONS) for one in HOUSE_RESOLUTIONS)
    assert not is_cell_of(a_house_cell(), (AREA_RESOLUTION,))


@pytest.mark.parametrize("text", ["", "somewhere", "8919697", "ffffffffffffffff", "0", "家"])
def test_what_is_no_cell_is_refused(text: str) -> None:
    assert not is_cell_of(text, (*HOUSE_RESOLUTIONS, AREA_RESOLUTION))
