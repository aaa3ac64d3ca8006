"""Faults of the judge and of what is counted; each makes the named test fail."""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from safehouse.domain.codes import RuleCode
from safehouse.placement.matrix import CODE_BIT, Judgement
from tests.faults.planting import AnyFunction, Fault, always, assert_all_found

CHECKER = "safehouse.placement.checker"
PLANS = "tests/unit/placement/test_judging_plans.py"
PLACEMENTS = "tests/unit/placement/test_judging_placements.py"
EXPLAIN = "tests/unit/placement/test_explain.py"


def _counting_everything(_: AnyFunction) -> Callable[[Judgement], Mapping[RuleCode, int]]:
    def excluded_counts(judgement: Judgement) -> Mapping[RuleCode, int]:
        counts = {code: int(np.count_nonzero(judgement.codes & np.uint32(bit))) for code, bit in CODE_BIT.items()}
        return {code: count for code, count in counts.items() if count}

    return excluded_counts


FAULTS = (
    Fault(
        "rules not asked", f"{CHECKER}.failing_codes", always(()), f"{PLANS}::test_a_house_that_a_rule_refuses_is_found"
    ),
    Fault(
        "any use of rooms",
        "safehouse.placement.rooms.is_room_option",
        always(answer=True),
        f"{PLACEMENTS}::test_wrong_uses_of_a_room_of_ones_own_are_no_room",
    ),
    Fault(
        "a shared room used whole",
        "safehouse.placement.rooms.uses_one_bed",
        always(answer=True),
        f"{PLACEMENTS}::test_wrong_uses_of_a_shared_room_are_no_room",
    ),
    Fault(
        "beds not counted",
        f"{CHECKER}._each_bed_once",
        always(None),
        f"{PLANS}::test_a_blocked_bed_given_away_is_found",
    ),
    Fault(
        "genders not compared",
        f"{CHECKER}._shared_rooms_of_one_gender",
        always(None),
        f"{PLANS}::test_a_man_and_a_woman_in_one_shared_room_are_found",
    ),
    Fault(
        "nobody kept apart",
        f"{CHECKER}.must_be_apart",
        always(answer=False),
        f"{PLANS}::test_requests_to_be_kept_apart_in_one_house_are_found",
    ),
    Fault(
        "nobody kept together",
        f"{CHECKER}.companions",
        always(()),
        f"{PLANS}::test_companions_of_companions_are_companions",
    ),
    Fault(
        "requests not counted",
        f"{CHECKER}._each_request_once",
        always(None),
        f"{PLANS}::test_a_request_that_is_left_out_is_found",
    ),
    Fault(
        "value not added up",
        f"{CHECKER}._worth_what_it_says",
        always(None),
        f"{PLANS}::test_a_value_that_does_not_add_up_is_found",
    ),
    Fault(
        "confidential codes counted",
        "safehouse.placement.explain.excluded_counts",
        _counting_everything,
        f"{EXPLAIN}::test_a_house_that_only_confidential_codes_refuse_counts_under_no_room",
    ),
)


def test_every_fault_of_the_judge_is_found(tmp_path: Path) -> None:
    assert_all_found(__name__, tmp_path)
