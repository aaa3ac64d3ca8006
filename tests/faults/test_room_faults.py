"""Faults of rooms, cots, points and distances, in either form; each makes the named test fail."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from safehouse.domain.places import SPHERE_TO_WGS84, between_km, reach_km
from safehouse.placement.matrix.options import RoomOption
from safehouse.placement.matrix.rooms import Bools, Ints, PreparedRooms
from safehouse.placement.problem import PlacementProblem, PlacementRequest, Points, Room, RoomUse
from tests.faults.planting import AnyFunction, Fault, always, assert_all_found

ROOMS = "safehouse.placement.rooms"
OPTIONS = "safehouse.placement.matrix.options"
OPTION_TESTS = "tests/unit/placement/test_room_options.py"
POINT_TESTS = "tests/unit/placement/test_points.py"
AGREEMENT = "tests/property/test_plain_and_vectorised_agree.py"


def _any_age_in_a_cot(_: AnyFunction) -> Callable[[tuple[Room, ...], PlacementRequest], int]:
    return lambda rooms, request: min(sum(room.free_cots for room in rooms), len(request.people) - 1)


def _any_age_in_a_cot_vectorised(_: AnyFunction) -> Callable[[PlacementRequest, Ints], Ints]:
    return lambda request, free_cots: np.minimum(len(request.people) - 1, free_cots)


def _no_bed_blocked(original: AnyFunction) -> AnyFunction:
    def gives_blocked_beds_away(*args: Any) -> tuple[RoomUse, ...]:  # noqa: ANN401  # It stands for both forms.
        return tuple(replace(use, blocked_beds=()) for use in original(*args))

    return gives_blocked_beds_away


def _no_bed_blocked_vectorised(original: AnyFunction) -> AnyFunction:
    def gives_blocked_beds_away(*args: Any) -> RoomOption:  # noqa: ANN401  # The arguments do not matter.
        option: RoomOption = original(*args)
        return replace(option, rooms=tuple(replace(use, blocked_beds=()) for use in option.rooms))

    return gives_blocked_beds_away


def _any_gender_beside_any(_: AnyFunction) -> Callable[[PreparedRooms, PlacementRequest], Bools]:
    return lambda rooms, _request: rooms.is_shared & (rooms.free_beds > 0)


def _without_house_radius(_: AnyFunction) -> Callable[[str, float, str], float]:
    def gap_km(house_cell: str, slack_km: float, area_cell: str) -> float:
        return max(0.0, SPHERE_TO_WGS84 * between_km(house_cell, area_cell) - reach_km(area_cell) - slack_km)

    return gap_km


def _without_slack(original: AnyFunction) -> Callable[[str, float, str], float]:
    def gap_km(house_cell: str, _slack_km: float, area_cell: str) -> float:
        answer: float = original(house_cell, 0.0, area_cell)
        return answer

    return gap_km


def _points_too_many(original: AnyFunction) -> AnyFunction:
    def better(*args: Any, **kwargs: Any) -> Points:  # noqa: ANN401  # The arguments do not matter.
        points: Points = original(*args, **kwargs)
        return replace(points, stay=points.stay + 1)

    return better


def _as_it_comes(_: AnyFunction) -> Callable[[PlacementProblem], PlacementProblem]:
    return lambda problem: problem


FAULTS = (
    Fault(
        "plain cot counted as bed",
        f"{ROOMS}.cots_used",
        _any_age_in_a_cot,
        f"{OPTION_TESTS}::test_a_cot_never_counts_as_a_bed_for_somebody_older",
    ),
    Fault(
        "vectorised cot counted as bed",
        f"{OPTIONS}._cots",
        _any_age_in_a_cot_vectorised,
        f"{OPTION_TESTS}::test_a_cot_never_counts_as_a_bed_for_somebody_older",
    ),
    Fault(
        "plain blocked beds given away",
        f"{ROOMS}._fill",
        _no_bed_blocked,
        f"{OPTION_TESTS}::test_one_adult_gets_a_room_that_is_not_shared_and_blocks_the_rest",
    ),
    Fault(
        "vectorised blocked beds given away",
        f"{OPTIONS}.rooms_of_option",
        _no_bed_blocked_vectorised,
        f"{OPTION_TESTS}::test_one_adult_gets_a_room_that_is_not_shared_and_blocks_the_rest",
    ),
    Fault(
        "plain gender of a shared room",
        f"{ROOMS}.is_of_own_gender",
        always(answer=True),
        f"{OPTION_TESTS}::test_nobody_shares_with_another_gender",
    ),
    Fault(
        "vectorised gender of a shared room",
        f"{OPTIONS}._fits_in_one_room",
        _any_gender_beside_any,
        f"{OPTION_TESTS}::test_nobody_shares_with_another_gender",
    ),
    Fault(
        "plain split without consent",
        f"{ROOMS}.may_be_split",
        always(answer=True),
        f"{OPTION_TESTS}::test_a_household_is_never_split_without_consent",
    ),
    Fault(
        "vectorised split without consent",
        f"{OPTIONS}._may_take_two_rooms",
        always(answer=True),
        f"{OPTION_TESTS}::test_a_household_is_never_split_without_consent",
    ),
    Fault(
        "plain room needs ignored",
        f"{ROOMS}.meets_room_needs",
        always(answer=True),
        f"{OPTION_TESTS}::test_a_room_need_that_no_room_meets_is_no_room",
    ),
    Fault(
        "gap without the radius of the house",
        "safehouse.domain.places.gap_km",
        _without_house_radius,
        "tests/property/test_lower_bound.py::test_nobody_is_ever_nearer_than_stated",
    ),
    Fault(
        "gap without the slack of the house",
        "safehouse.domain.places.gap_km",
        _without_slack,
        "tests/property/test_lower_bound.py::test_nobody_is_ever_nearer_than_stated",
    ),
    Fault(
        "points that differ between the forms",
        "safehouse.placement.matrix.judging.points_of",
        _points_too_many,
        f"{AGREEMENT}::test_both_forms_agree_on_every_code_point_and_room_option",
    ),
    Fault(
        "a language in common is worth nothing",
        "safehouse.placement.scoring.language_share",
        always(answer=0.0),
        f"{POINT_TESTS}::test_language_is_the_product_of_both_levels",
    ),
    Fault(
        "order of input kept",
        "safehouse.placement.problem.PlacementProblem.in_canonical_order",
        _as_it_comes,
        f"{AGREEMENT}::test_the_order_of_the_input_does_not_change_an_answer",
    ),
)


def test_every_fault_of_rooms_points_and_distances_is_found(tmp_path: Path) -> None:
    assert_all_found(__name__, tmp_path)
