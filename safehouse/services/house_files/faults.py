"""What can be wrong with a file of houses, and where: by sheet, row and column, never with what stands there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from safehouse.domain.errors import Problem, Refusal
from safehouse.services.house_files.columns import Sheet


class Fault(StrEnum):
    """What a form on a page cannot have wrong, but a file can."""

    TOO_LARGE = "too_large"
    NOT_A_TABLE = "not_a_table"
    DAMAGED = "damaged"
    OLD_OR_LOCKED = "old_or_locked"
    HAS_MACROS = "has_macros"
    NOT_UTF8 = "not_utf8"
    NO_FILE = "no_file"
    EMPTY = "empty"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_CELLS = "too_many_cells"
    UNKNOWN_SHEET = "unknown_sheet"
    MISSING_SHEET = "missing_sheet"
    UNKNOWN_COLUMN = "unknown_column"
    MISSING_COLUMN = "missing_column"
    TWICE = "twice"
    FORMULA = "formula"
    NOT_A_DATE = "not_a_date"
    OUTSIDE_COLUMNS = "outside_columns"
    OTHER_COUNTRY = "other_country"
    CODE_FORM = "code_form"
    TOWN_OR_CELL = "town_or_cell"
    PLACE_IS_FIXED = "place_is_fixed"
    UNKNOWN_HOUSE = "unknown_house"
    NO_ROOMS = "no_rooms"
    ROOM_NOT_NAMED = "room_not_named"
    FEWER_PLACES = "fewer_places"
    SHEET_OF_ITS_OWN = "sheet_of_its_own"


@dataclass(frozen=True, slots=True)
class FileProblem:
    """One thing that is wrong. `sheet` None: the file as a whole; `row` as spreadsheets count, its headings are row 1.

    `column` is a heading, or the letter of a column without a known one; `entry` the number of one of several in a cell, from 1.
    """

    sheet: Sheet | None
    row: int | None
    column: str | None
    fault: Fault | Problem
    entry: int | None = None
    limits: Mapping[str, int | str] = field(default_factory=dict)


class HouseFileRefused(Refusal):
    """A file is no file of houses, or too much of one: nothing in it was looked at row by row."""

    def __init__(self, problems: Sequence[FileProblem]) -> None:
        """Keep what is wrong."""
        super().__init__(", ".join(str(problem.fault) for problem in problems))
        self.problems = tuple(problems)


def refused(fault: Fault, sheet: Sheet | None = None, column: str | None = None, **limits: int) -> HouseFileRefused:
    """The refusal with one problem, to be raised."""
    return HouseFileRefused([FileProblem(sheet, None, column, fault, limits=limits)])
