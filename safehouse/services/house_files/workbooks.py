"""Sheets as an XLSX workbook. One that comes in is an archive from a stranger: measured before it is unpacked, and no formula counts."""

import io
from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

import openpyxl
import xlsxwriter

from safehouse.services.house_files.cells import as_cell
from safehouse.services.house_files.columns import (
    ANSWERS,
    EXPLANATION,
    MOST_ROWS,
    MOST_UNPACKED_BYTES,
    ONE_ANSWER,
    Sheet,
)
from safehouse.services.house_files.faults import Fault, FileProblem, HouseFileRefused, refused
from safehouse.services.house_files.tables import Book, RawCell, RawRow, read_table

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
    from openpyxl.workbook import Workbook

    AnyCell = Cell | MergedCell | EmptyCell | ReadOnlyCell

_ARCHIVE = b"PK\x03\x04"
_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
"""The container of Excel before 2007, and of a workbook with a password."""
_FORMULA, _ERROR = "f", "e"
_COLUMN_WIDTH = 22


def is_workbook(content: bytes) -> bool:
    """Whether it looks like one, of whatever age; everything else is read as CSV."""
    return content.startswith((_ARCHIVE, _OLD_OR_LOCKED))


def read_workbook(content: bytes) -> Book:
    """The sheets of a workbook. Raises HouseFileRefused, also for a sheet that nobody knows."""
    if content.startswith(_OLD_OR_LOCKED):
        raise refused(Fault.OLD_OR_LOCKED)
    _refuse_unsafe_archive(content)
    try:
        # Not only values: a formula must be seen as one. Links to other files are not followed.
        workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        return _read_sheets(workbook)
    except HouseFileRefused:
        raise
    except Exception:  # noqa: BLE001  # Whatever the parser stumbles over in an archive from a stranger: it is no workbook.
        raise refused(Fault.DAMAGED) from None


def write_workbook(sheets: Mapping[str, tuple[RawRow, Iterable[RawRow]]]) -> bytes:
    """The workbook of sheets with their headings and rows, every cell a text."""
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as workbook:
        # As text, so that no program turns a room called 1-2 into a day in January.
        as_it_is = workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        bold = workbook.add_format({"num_format": "@", "bold": True, "bottom": 1})
        for name, (headings, rows) in sheets.items():
            worksheet = workbook.add_worksheet(name)
            worksheet.set_column(0, len(headings) - 1, _COLUMN_WIDTH, as_it_is)
            worksheet.freeze_panes(1, 1)
            for number, row in enumerate((headings, *rows)):
                for place, cell in enumerate(row):
                    worksheet.write_string(number, place, as_cell(cell or ""), as_it_is if number else bold)
            if name != EXPLANATION:
                _offer_answers(worksheet, Sheet(name), headings)
    return content.getvalue()


def _offer_answers(worksheet: xlsxwriter.worksheet.Worksheet, sheet: Sheet, headings: RawRow) -> None:
    """A list to choose from in the columns where exactly one answer stands."""
    for place, heading in enumerate(headings):
        if heading in ONE_ANSWER:
            answers = [answer.value for answer in ANSWERS[sheet, heading]]
            worksheet.data_validation(1, place, MOST_ROWS[sheet], place, {"validate": "list", "source": answers})


def _refuse_unsafe_archive(content: bytes) -> None:
    """Without unpacking: the sizes that an archive states are also the most that is read of it."""
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except BadZipFile:
        raise refused(Fault.DAMAGED) from None
    if sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
        raise refused(Fault.TOO_LARGE, max=MOST_UNPACKED_BYTES // 1024**2)
    if any("vbaproject" in part.filename.casefold() for part in parts):
        raise refused(Fault.HAS_MACROS)


def _read_sheets(workbook: "Workbook") -> Book:
    names = {name: name.strip().casefold() for name in workbook.sheetnames}
    unknown = set(names.values()) - {EXPLANATION, *(sheet.value for sheet in Sheet)}
    if unknown or len(set(names.values())) < len(names):
        raise refused(Fault.UNKNOWN_SHEET)
    book, problems = {}, list[FileProblem]()
    for name, wanted in names.items():
        if wanted == EXPLANATION:
            continue
        worksheet = workbook[name]
        # What a workbook says of its own extent need not be true.
        worksheet.reset_dimensions()
        try:
            book[Sheet(wanted)] = read_table(Sheet(wanted), map(_raw, worksheet.iter_rows()))
        except HouseFileRefused as refusal:
            problems.extend(refusal.problems)
    if problems:
        raise HouseFileRefused(problems)
    return book


def _raw(cells: Iterable["AnyCell"]) -> list[RawCell]:
    """The row as texts, without the empty cells at its end."""
    raw = [_raw_cell(cell) for cell in cells]
    while raw and raw[-1] == "":
        raw.pop()
    return raw


def _raw_cell(cell: "AnyCell") -> RawCell:
    value = cell.value
    if cell.data_type in {_FORMULA, _ERROR}:
        return None
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(timespec="minutes")
    if isinstance(value, time):
        return value.isoformat(timespec="minutes")
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
