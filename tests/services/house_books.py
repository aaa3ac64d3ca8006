"""Files of houses for tests: rows as somebody would fill them in, and their bytes in each form."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from safehouse.domain.access import Actor
from safehouse.services.context import Context
from safehouse.services.house_files import (
    COLUMNS,
    ImportResult,
    Sheet,
    SheetRows,
    import_houses,
    read_book,
    write_book,
    write_sheet,
)
from tests.support.stores import NOW

Cells = dict[str, str]
Files = Mapping[Sheet, bytes]
CODES = tuple(f"NL-{first}{second}AA" for first in "23456789" for second in "23456")
"""Of forty houses."""


def a_house_row(code: str = CODES[0], **changes: str) -> Cells:
    """A house in Utrecht for everybody, with an interpreter by telephone."""
    row = {
        "code": code,
        "country": code[:2],
        "town": "Utrecht, NL",
        "slack_km": "6",
        "time_zone": "Europe/Amsterdam",
        "genders": "woman, man, nonbinary",
        "children_accepted": "yes",
        "unaccompanied_minors": "no",
        "children_only": "no",
        "languages": "Romanian: staff; nl: phone_interpreter",
        "services": "night_staff",
        "security_level": "2",
        "intake": "08:00-22:00",
        "turnaround_hours": "4",
        "contacts": "+31 6 00000000, duty@example.org",
    }
    return row | changes


def a_room_row(house: str = CODES[0], room: str = "Blue", **changes: str) -> Cells:
    """A shared room of two beds, with a cot."""
    return {"house": house, "room": room, "shared": "yes", "beds": "2", "cots": "1"} | changes


def a_person_row(house: str = CODES[0], room: str = "Blue", **changes: str) -> Cells:
    """A woman in the first bed of the room."""
    return {"house": house, "room": room, "bed": "1", "gender": "woman", "age_band": "adult"} | changes


def as_table(sheet: Sheet, rows: Iterable[Cells]) -> SheetRows:
    """All columns of the sheet, and the rows under them."""
    columns: Sequence[str] = COLUMNS[sheet]
    return columns, [[row.get(column, "") for column in columns] for row in rows]


def as_files(
    houses: Iterable[Cells], rooms: Iterable[Cells] = (), people: Iterable[Cells] = (), *, is_workbook: bool = False
) -> Files:
    """The bytes of the sheets: one workbook, or a CSV file for each."""
    sheets = {sheet: as_table(sheet, rows) for sheet, rows in zip(Sheet, (houses, rooms, people), strict=True)}
    if is_workbook:
        return {Sheet.HOUSES: write_book(sheets)}
    return {sheet: write_sheet(table) for sheet, table in sheets.items()}


def exported(sheets: Mapping[Sheet, SheetRows], *, is_workbook: bool = False) -> Files:
    """The bytes of what was given out."""
    if is_workbook:
        return {Sheet.HOUSES: write_book(sheets)}
    return {sheet: write_sheet(table) for sheet, table in sheets.items()}


def rows_of(sheets: Mapping[Sheet, SheetRows], sheet: Sheet) -> list[dict[str, str]]:
    """The rows of a sheet that was given out, by heading, to be changed."""
    headings, rows = sheets[sheet]
    return [dict(zip(headings, row, strict=True)) for row in rows]


def take_in(context: Context, actor: Actor | None, files: Files, **options: Any) -> ImportResult:  # noqa: ANN401  # Of the import.
    """Take the files in, and not only for a trial."""
    return import_houses(context, actor, book=read_book(files), **{"is_trial": False, "now": NOW, **options})


def places_of(result: ImportResult) -> list[tuple[str | None, int | None, str | None, str]]:
    """Where something is wrong, and what."""
    return [
        (problem.sheet and problem.sheet.value, problem.row, problem.column, problem.fault.value)
        for problem in result.problems
    ]
