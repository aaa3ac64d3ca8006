"""Points by examples worked out by hand; every example is asked of both forms."""

from datetime import timedelta

import pytest

from safehouse.domain.codes import LanguageCover, RoomNeed, SpeakerLevel, Urgency
from safehouse.domain.places import between_km, gap_km
from safehouse.placement.problem import DEFAULT_POLICY, KeepAwayArea, Points
from tests.builders import AS_OF, a_house, a_house_cell, a_household, a_request, a_room, an_area_cell
from tests.unit.placement.conftest import PointsOf

FAR_AREA = an_area_cell(50.85, 4.35)
STEP_FREE = frozenset({RoomNeed.STEP_FREE})
HOUR = timedelta(hours=1)


def test_the_weights_add_up_to_1000() -> None:
    assert sum(DEFAULT_POLICY.weights.values()) == 1000


def test_the_total_is_the_sum_of_the_criteria() -> None:
    assert Points(1, 2, 4, 8, 16, 32, 64).total == 127


@pytest.mark.parametrize(
    ("level", "cover", "expected"),
    [
        (SpeakerLevel.FLUENT, LanguageCover.STAFF, 300),
        (SpeakerLevel.FLUENT, LanguageCover.PHONE_INTERPRETER, 180),
        (SpeakerLevel.FLUENT, LanguageCover.BOOKED_INTERPRETER, 90),
        (SpeakerLevel.SOME, LanguageCover.STAFF, 180),
        (SpeakerLevel.SOME, LanguageCover.PHONE_INTERPRETER, 108),
        (SpeakerLevel.SOME, LanguageCover.BOOKED_INTERPRETER, 54),
    ],
)
def test_language_is_the_product_of_both_levels(
    points: PointsOf, level: SpeakerLevel, cover: LanguageCover, expected: int
) -> None:
    assert points(a_house(languages={"ro": cover}), a_request(languages={"ro": level})).language == expected


def test_language_takes_the_best_product_not_the_best_speaker(points: PointsOf) -> None:
    house = a_house(languages={"ro": LanguageCover.BOOKED_INTERPRETER, "it": LanguageCover.STAFF})
    request = a_request(languages={"ro": SpeakerLevel.FLUENT, "it": SpeakerLevel.SOME, "en": SpeakerLevel.FLUENT})
    assert points(house, request).language == 180


def test_no_language_in_common_is_worth_nothing(points: PointsOf) -> None:
    house = a_house(languages={"nl": LanguageCover.STAFF})
    assert points(house, a_request(languages={"ro": SpeakerLevel.FLUENT})).language == 0
    assert points(house, a_request(languages={})).language == 0


@pytest.mark.parametrize(("beyond_km", "expected"), [(0, 0), (15, 15), (75, 75), (149, 149), (150, 150)])
def test_margin_grows_with_the_distance_beyond_the_radius(points: PointsOf, beyond_km: float, expected: int) -> None:
    house = a_house(cell=a_house_cell(54.5))
    radius_km = gap_km(house.cell, 0, FAR_AREA) - beyond_km
    assert points(house, a_request(keep_away=(KeepAwayArea(FAR_AREA, radius_km),))).margin == expected


def test_margin_is_full_from_150_km_on(points: PointsOf) -> None:
    house = a_house(cell=a_house_cell(60.0))
    assert points(house, a_request(keep_away=(KeepAwayArea(FAR_AREA, 1),))).margin == 150


def test_margin_takes_the_area_where_it_is_least(points: PointsOf) -> None:
    gap = gap_km(a_house().cell, 0, FAR_AREA)
    areas = (KeepAwayArea(an_area_cell(40, 0), 1), KeepAwayArea(FAR_AREA, gap - 30), KeepAwayArea(FAR_AREA, gap - 60))
    assert points(a_house(), a_request(keep_away=areas)).margin == 30


def test_margin_without_an_area_is_half(points: PointsOf) -> None:
    assert points(a_house(), a_request(keep_away=())).margin == 75


def test_journey_falls_by_a_quarter_of_a_point_per_km_and_ends_at_600_km(points: PointsOf) -> None:
    near, far = an_area_cell(), an_area_cell(46.0, 5.12)
    house = a_house()
    km = between_km(far, house.cell)
    assert 600 < km < 700
    assert points(house, a_request(pickup=far)).journey == 0
    middle = an_area_cell(50.0, 5.12)
    assert points(house, a_request(pickup=middle)).journey == round(150 - between_km(middle, house.cell) / 4)
    assert points(house, a_request(pickup=near)).journey >= 147


def test_journey_without_a_pick_up_is_half(points: PointsOf) -> None:
    assert points(a_house(), a_request(pickup=None)).journey == 75


@pytest.mark.parametrize(
    ("specialisms", "exploitation", "expected"),
    [
        ({"sexual", "labour"}, "labour", 100),
        ({"sexual"}, "labour", 0),
        (set(), "labour", 50),
        ({"sexual"}, None, 50),
        (set(), None, 50),
    ],
)
def test_specialism(points: PointsOf, specialisms: set[str], exploitation: str | None, expected: int) -> None:
    house = a_house(specialisms=frozenset(specialisms))
    assert points(house, a_request(exploitation=exploitation)).specialism == expected


@pytest.mark.parametrize(
    ("longest", "nights", "expected"), [(None, 730, 100), (30, 30, 100), (30, 29, 100), (30, 60, 50), (1, 730, 0)]
)
def test_stay_is_the_part_of_the_nights_that_the_house_may_give(
    points: PointsOf, longest: int | None, nights: int, expected: int
) -> None:
    assert points(a_house(max_stay_nights=longest), a_request(nights=nights)).stay == expected


@pytest.mark.parametrize(("longest", "expected"), [(1, 12), (3, 38), (5, 62), (7, 88)])
def test_half_a_point_is_rounded_to_even(points: PointsOf, longest: int, expected: int) -> None:
    assert points(a_house(max_stay_nights=longest), a_request(nights=8)).stay == expected


@pytest.mark.parametrize(
    ("urgency", "age_h", "expected"),
    [
        (Urgency.EMERGENCY, 0, 100),
        (Urgency.EMERGENCY, 12, 100),
        (Urgency.EMERGENCY, 15, 75),
        (Urgency.URGENT, 18, 50),
        (Urgency.URGENT, 24, 0),
        (Urgency.PLANNED, 24, 100),
        (Urgency.PLANNED, 48, 50),
        (Urgency.PLANNED, 72, 0),
        (Urgency.PLANNED, 100, 0),
    ],
)
def test_freshness_falls_from_fresh_to_dark(points: PointsOf, urgency: Urgency, age_h: int, expected: int) -> None:
    house = a_house(reported_at=AS_OF - age_h * HOUR)
    assert points(house, a_request(urgency=urgency)).freshness == expected


def test_a_house_that_never_reported_has_no_freshness(points: PointsOf) -> None:
    assert points(a_house(reported_at=None), a_request()).freshness == 0


@pytest.mark.parametrize(("beds", "expected"), [(1, 100), (2, 50), (3, 33), (4, 25), (8, 12)])
def test_room_fit_falls_with_every_blocked_bed(points: PointsOf, beds: int, expected: int) -> None:
    assert points(a_house(rooms=(a_room(beds),)), a_request()).room_fit == expected


def test_a_bed_in_a_shared_room_blocks_none(points: PointsOf) -> None:
    assert points(a_house(rooms=(a_room(4, shared=True),)), a_request()).room_fit == 100


def test_a_step_free_room_that_is_not_needed_costs_half_and_never_less_than_nothing(points: PointsOf) -> None:
    assert points(a_house(rooms=(a_room(1, features=STEP_FREE),)), a_request()).room_fit == 50
    assert points(a_house(rooms=(a_room(4, features=STEP_FREE),)), a_request()).room_fit == 0
    assert points(a_house(rooms=(a_room(4, features=STEP_FREE, shared=True),)), a_request()).room_fit == 50


def test_a_step_free_room_that_is_needed_costs_nothing(points: PointsOf) -> None:
    house = a_house(rooms=(a_room(1, features=STEP_FREE),))
    assert points(house, a_request(room_needs=STEP_FREE)).room_fit == 100


def test_other_features_that_are_not_needed_cost_nothing(points: PointsOf) -> None:
    features = frozenset({RoomNeed.GROUND_FLOOR, RoomNeed.PRIVATE_BATHROOM})
    assert points(a_house(rooms=(a_room(1, features=features),)), a_request()).room_fit == 100


def test_two_rooms_are_weighed_together_and_step_free_counts_once(points: PointsOf) -> None:
    people = a_household(40, 38, 20)
    plain = (a_room(2, id="a"), a_room(2, id="b"))
    request = a_request(people=people, may_split=True)
    assert points(a_house(rooms=plain), request).room_fit == 75
    one_step_free = (a_room(2, id="a"), a_room(2, id="b", features=STEP_FREE))
    both_step_free = (a_room(2, id="a", features=STEP_FREE), a_room(2, id="b", features=STEP_FREE))
    assert points(a_house(rooms=one_step_free), request).room_fit == 25
    assert points(a_house(rooms=both_step_free), request).room_fit == 25


def test_a_cot_blocks_no_bed_and_counts_as_none(points: PointsOf) -> None:
    house = a_house(rooms=(a_room(2, free_cots=1),))
    assert points(house, a_request(people=a_household(30, 1))).room_fit == 50
