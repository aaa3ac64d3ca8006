"""Sheets from the bytes of files and back: one workbook, or one CSV file for each sheet."""

from collections.abc import Mapping, Sequence

from safehouse.services.house_files.columns import EXPLANATION, MOST_BYTES, Sheet
from safehouse.services.house_files.csv_files import read_csv, write_csv
from safehouse.services.house_files.faults import Fault, FileProblem, HouseFileRefused, refused
from safehouse.services.house_files.tables import Book, Table
from safehouse.services.house_files.workbooks import is_workbook, read_workbook, write_workbook

SheetRows = tuple[Sequence[str], Sequence[Sequence[str]]]
"""Headings and rows."""


def read_book(files: Mapping[Sheet, bytes]) -> Book:
    """The sheets of the files: a workbook given for the houses has all of them, a CSV file only the one it is given for.

    Raises HouseFileRefused with everything that is wrong with the files as such and with their headings.
    """
    for sheet, content in files.items():
        if len(content) > MOST_BYTES:
            raise refused(Fault.TOO_LARGE, sheet, max=MOST_BYTES // 1024**2)
    first = files.get(Sheet.HOUSES, b"")
    if not first.strip():
        raise refused(Fault.NO_FILE, Sheet.HOUSES)
    if not is_workbook(first):
        return _read_csv_files(files)
    others = [sheet for sheet in files if sheet is not Sheet.HOUSES]
    if others:
        raise HouseFileRefused([FileProblem(sheet, None, None, Fault.SHEET_OF_ITS_OWN) for sheet in others])
    return read_workbook(first)


def write_book(sheets: Mapping[Sheet, SheetRows], explanation: SheetRows | None = None) -> bytes:
    """One workbook."""
    named = {sheet.value: rows for sheet, rows in sheets.items()}
    return write_workbook(named if explanation is None else {**named, EXPLANATION: explanation})


def write_sheet(rows: SheetRows) -> bytes:
    """One sheet as a CSV file."""
    return write_csv(*rows)


def _read_csv_files(files: Mapping[Sheet, bytes]) -> Book:
    book: dict[Sheet, Table] = {}
    problems: list[FileProblem] = []
    for sheet, content in files.items():
        try:
            book[sheet] = read_csv(sheet, content)
        except HouseFileRefused as refusal:
            problems.extend(refusal.problems)
    if problems:
        raise HouseFileRefused(problems)
    return book
