"""The harness itself: a fault that no test finds is reported, so that finding faults means something."""

from pathlib import Path

import pytest

from tests.faults.planting import Fault, always, assert_all_found

TEST = "tests/unit/placement/test_safety_rules.py::test_a_compromised_house_takes_nobody"

FAULTS = (
    Fault("harmless", "safehouse.placement.rules.is_not_compromised", lambda original: original, TEST),
    Fault("elsewhere", "safehouse.placement.checker.judge_plan", always(None), TEST),
)


def test_a_fault_that_is_not_found_or_never_reached_is_reported(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"(?s)'harmless': 'not found.*'elsewhere': 'never reached"):
        assert_all_found(__name__, tmp_path)
