"""One fault per hard rule in either form; each makes the named test fail."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from safehouse.placement.matrix import PreparedNetwork
from safehouse.placement.matrix.rooms import Bools
from safehouse.placement.problem import House, PlacementRequest
from tests.faults.planting import AnyFunction, Fault, always, assert_all_found

PLAIN = "safehouse.placement.rules"
VECTORISED = "safehouse.placement.matrix.refusals"
SAFETY = "tests/unit/placement/test_safety_rules.py"
WAIVABLE = "tests/unit/placement/test_waivable_rules.py"

RULES = (
    ("takes_part", "paused_or_closed", f"{SAFETY}::test_a_paused_or_closed_house_takes_nobody"),
    ("is_not_compromised", "compromised", f"{SAFETY}::test_a_compromised_house_takes_nobody"),
    (
        "outside_keep_away_areas",
        "inside_a_keep_away_area",
        f"{SAFETY}::test_a_house_nearer_than_the_radius_by_the_least_bit_is_refused",
    ),
    (
        "apart_from_residents",
        "with_somebody_to_keep_apart",
        f"{SAFETY}::test_a_resident_who_must_avoid_the_request_refuses_the_house",
    ),
    (
        "accepts_genders",
        "not_accepting_a_gender",
        f"{SAFETY}::test_an_adult_of_a_gender_that_the_house_does_not_accept_is_refused",
    ),
    ("accepts_ages", "not_fit_for_the_ages", f"{SAFETY}::test_children_alone_need_a_licensed_house"),
    (
        "not_refused_by_the_survivor",
        "refused_by_the_survivor",
        f"{SAFETY}::test_a_house_that_the_survivor_refused_is_not_offered_again",
    ),
    (
        "in_consented_country",
        "outside_the_consented_countries",
        f"{SAFETY}::test_only_countries_consented_to_are_permitted",
    ),
    ("secure_enough", "below_the_security_level", f"{WAIVABLE}::test_a_house_below_the_required_level_is_refused"),
    ("offers_needed_services", "lacking_a_service", f"{WAIVABLE}::test_one_need_of_two_is_not_enough"),
    (
        "requires_no_missing_entitlement",
        "requiring_what_is_lacking",
        f"{WAIVABLE}::test_every_required_entitlement_is_needed",
    ),
    (
        "covers_a_required_language",
        "not_covering_a_required_language",
        f"{WAIVABLE}::test_a_required_language_that_the_house_lacks_entirely_refuses",
    ),
    ("takes_in_at_arrival", "closed_at_arrival", f"{WAIVABLE}::test_an_end_before_the_start_passes_midnight"),
    ("has_reported_recently", "without_a_recent_report", f"{WAIVABLE}::test_a_house_that_never_reported_is_dark"),
    ("has_room", "without_a_room_option", f"{SAFETY}::test_a_house_without_rooms_has_no_room"),
)


def _refusing_nobody(_: AnyFunction) -> AnyFunction:
    def refuses_nobody(network: PreparedNetwork, *_args: Any) -> Bools:  # noqa: ANN401  # It stands for every rule.
        return np.zeros(len(network.houses), dtype=np.bool_)

    return refuses_nobody


def _silent_when_all_is_missing(_: AnyFunction) -> Callable[[House, PlacementRequest], bool]:
    return lambda house, request: not house.services or request.house_needs <= house.services


FAULTS = (
    *(Fault(f"plain {plain}", f"{PLAIN}.{plain}", always(answer=True), test) for plain, _, test in RULES),
    *(Fault(f"vectorised {rule}", f"{VECTORISED}.{rule}", _refusing_nobody, test) for _, rule, test in RULES),
    Fault(
        "a need that is missing entirely costs nothing",
        f"{PLAIN}.offers_needed_services",
        _silent_when_all_is_missing,
        f"{WAIVABLE}::test_a_need_that_the_house_lacks_entirely_refuses",
    ),
)


def test_every_fault_in_a_rule_is_found(tmp_path: Path) -> None:
    assert_all_found(__name__, tmp_path)
