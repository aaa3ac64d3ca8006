"""Numbers as people type them.

Seen red: with the comma replaced by a point and the rest left to `float`, so that 1,000 is 1, and with `int` for whole numbers.
"""

import pytest

from safehouse.domain.errors import Problem
from safehouse.domain.numbers import read_decimal, read_whole

THOUSANDS = (
    *("1,000", "1.000", "1 000", "1\u00a0000", "1\u202f000", "1'000", "1\u2019000"),
    *("0.125", "1.000,5", "1,000,000", "2500.125"),
)
FULL_WIDTH, ARABIC, HALF = "\uff11\uff12", "\u0663", "\u00bd"
NO_NUMBERS = (
    *("far", "5 km", "5_0", "1e3", "+5", "-5", "0x10", "inf", "nan", "1.", ".5", "1..5", "1.0625", "1" * 10),
    *(FULL_WIDTH, ARABIC, HALF),
)


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("007", 7), ("50", 50.0), ("12.5", 12.5), ("12,5", 12.5), ("0,25", 0.25), ("9.00", 9.0)],
)
def test_a_decimal_number_has_a_point_or_a_comma_and_one_or_two_decimals(text: str, number: float) -> None:
    assert read_decimal(text) == number


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("18", 18), ("365", 365)])
def test_a_whole_number_is_digits_alone(text: str, number: int) -> None:
    assert read_whole(text) == number


@pytest.mark.parametrize("text", THOUSANDS)
def test_what_may_be_thousands_is_no_number(text: str) -> None:
    assert read_decimal(text) is Problem.MARKED_THOUSANDS
    assert read_whole(text) is Problem.MARKED_THOUSANDS


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_only_a_computer_takes_for_a_number_is_none(text: str) -> None:
    assert read_decimal(text) is Problem.NOT_A_DECIMAL
    assert read_whole(text) is Problem.NOT_A_NUMBER


@pytest.mark.parametrize("text", ["1.5", "1,0", "18.0"])
def test_a_whole_number_has_no_decimals(text: str) -> None:
    assert read_whole(text) is Problem.NOT_A_NUMBER


def test_nothing_is_asked_for_again() -> None:
    assert (read_decimal(""), read_whole("")) == (Problem.REQUIRED, Problem.REQUIRED)
