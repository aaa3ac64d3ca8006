"""Numbers in a file of houses are read as those in a form: what may mean two numbers is none.

Seen red: with the comma replaced by a point and the rest left to `float` and `int`, so that 1,000 was 1 and 1_0 was 10.
"""

import pytest

from safehouse.domain.errors import Problem
from safehouse.services.context import Context
from safehouse.services.house_files import FileProblem, Sheet, import_houses, read_book
from tests.rows import CountryDesk
from tests.services.house_books import a_house_row, a_room_row, as_files
from tests.support.stores import NOW

CODE = "NL-22AA"


def problems(
    context: Context, desk: CountryDesk, *, is_workbook: bool, house: dict[str, str], room: dict[str, str]
) -> tuple[FileProblem, ...]:
    files = as_files([a_house_row(CODE, **house)], [a_room_row(CODE, **room)], is_workbook=is_workbook)
    return import_houses(context, desk.national_contact, book=read_book(files), is_trial=True, now=NOW).problems


@pytest.mark.parametrize("is_workbook", [False, True], ids=["csv", "xlsx"])
@pytest.mark.parametrize(
    ("column", "text", "problem"),
    [
        ("slack_km", "1,000", Problem.MARKED_THOUSANDS),
        ("slack_km", "1.000", Problem.MARKED_THOUSANDS),
        ("slack_km", "far", Problem.NOT_A_DECIMAL),
        ("max_boy_age", "1_0", Problem.NOT_A_NUMBER),
        ("max_stay_nights", "1.000", Problem.MARKED_THOUSANDS),
        ("turnaround_hours", "1e1", Problem.NOT_A_NUMBER),
    ],
)
def test_a_number_that_is_none_is_named(
    context: Context, desk: CountryDesk, column: str, text: str, problem: Problem, *, is_workbook: bool
) -> None:
    found = problems(context, desk, is_workbook=is_workbook, house={column: text}, room={})
    assert [(wrong.sheet, wrong.column, wrong.fault) for wrong in found] == [(Sheet.HOUSES, column, problem)]


def test_beds_are_whole_numbers_and_distances_may_have_decimals(context: Context, desk: CountryDesk) -> None:
    found = problems(context, desk, is_workbook=False, house={"slack_km": "12,5"}, room={"beds": "+2"})
    assert [(wrong.sheet, wrong.column, wrong.fault) for wrong in found] == [
        (Sheet.ROOMS, "beds", Problem.NOT_A_NUMBER)
    ]
