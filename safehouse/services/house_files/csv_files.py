"""Sheets as CSV: UTF-8, with commas, semicolons or tabs, as spreadsheet programs of different countries write it."""

import csv
import io
from collections.abc import Iterable

from safehouse.services.house_files.cells import as_cell
from safehouse.services.house_files.columns import Sheet
from safehouse.services.house_files.faults import Fault, refused
from safehouse.services.house_files.tables import RawRow, Table, read_table

_BETWEEN_CELLS = (",", ";", "\t")


def read_csv(sheet: Sheet, content: bytes) -> Table:
    """The table of a sheet that is a file of its own. Raises HouseFileRefused."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise refused(Fault.NOT_UTF8, sheet) from None
    if "\0" in text:
        raise refused(Fault.NOT_A_TABLE, sheet)
    first_line = text.partition("\n")[0]
    delimiter = max(_BETWEEN_CELLS, key=first_line.count)
    try:
        return read_table(sheet, csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        raise refused(Fault.DAMAGED, sheet) from None


def write_csv(headings: RawRow, rows: Iterable[RawRow]) -> bytes:
    """With commas, and with a mark in front by which spreadsheet programs know that it is UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows([as_cell(cell or "") for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")
