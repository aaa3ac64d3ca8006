"""The tables of a file before anybody knows what they mean: headings and rows of text."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from safehouse.domain.errors import Problem
from safehouse.services.house_files.cells import as_text
from safehouse.services.house_files.columns import (
    COLUMNS,
    LONGEST_CELL,
    MAY_BE_MISSING,
    MOST_CELLS_IN_ROW,
    MOST_ROWS,
    Sheet,
)
from safehouse.services.house_files.faults import Fault, FileProblem, HouseFileRefused, refused

RawCell = str | None
"""The text of a cell; None where there is a formula or its error, which are never read."""
RawRow = Sequence[RawCell]
"""The cells of one row, as far as they go."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row with something in it: its number as a spreadsheet counts, and its cells by heading."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet, without its empty rows."""

    sheet: Sheet
    rows: tuple[Row, ...]


Book = Mapping[Sheet, Table]
"""The sheets of a file. Those that it does not have are missing."""


def read_table(sheet: Sheet, raw: Iterable[RawRow]) -> Table:
    """The table of a sheet, without its empty rows.

    Raises HouseFileRefused for headings that are not those of the sheet, for a cell outside them, and for too much.
    """
    rows = enumerate(_bounded(sheet, raw), start=1)
    _number, first = next(rows, (1, ()))
    headings = tuple(as_text(cell or "").casefold() for cell in first)
    problems = list(_wrong_headings(sheet, headings))
    if problems:
        raise HouseFileRefused(problems)
    return Table(sheet, tuple(_rows(sheet, headings, rows)))


def column_letter(number: int) -> str:
    """What a spreadsheet calls the column at this place, from 0: A to Z, then AA."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _bounded(sheet: Sheet, raw: Iterable[RawRow]) -> Iterator[RawRow]:
    most = MOST_ROWS[sheet]
    for number, cells in enumerate(raw):
        if number > most:
            raise refused(Fault.TOO_MANY_ROWS, sheet, max=most)
        if len(cells) > MOST_CELLS_IN_ROW:
            raise refused(Fault.TOO_MANY_CELLS, sheet, max=MOST_CELLS_IN_ROW)
        yield cells


def _wrong_headings(sheet: Sheet, headings: Sequence[str]) -> Iterator[FileProblem]:
    known = COLUMNS[sheet]
    for number, heading in enumerate(headings):
        if heading and heading not in known:
            yield FileProblem(sheet, 1, column_letter(number), Fault.UNKNOWN_COLUMN)
    for heading, times in Counter(filter(None, headings)).items():
        if heading in known and times > 1:
            yield FileProblem(sheet, 1, heading, Fault.TWICE)
    for column in known:
        if column not in headings and column not in MAY_BE_MISSING:
            yield FileProblem(sheet, 1, column, Fault.MISSING_COLUMN)


def _rows(sheet: Sheet, headings: Sequence[str], rows: Iterable[tuple[int, RawRow]]) -> Iterator[Row]:
    problems: list[FileProblem] = []
    for number, raw in rows:
        problems.extend(_wrong_cells(sheet, headings, number, raw))
        cells = {heading: as_text(cell or "") for heading, cell in zip_longest(headings, raw, fillvalue="") if heading}
        if any(cells.values()):
            yield Row(number, cells)
    if problems:
        raise HouseFileRefused(problems)


def _wrong_cells(sheet: Sheet, headings: Sequence[str], number: int, raw: RawRow) -> Iterator[FileProblem]:
    for place, cell in enumerate(raw):
        heading = headings[place] if place < len(headings) else ""
        column = heading or column_letter(place)
        if cell is None:
            yield FileProblem(sheet, number, column, Fault.FORMULA)
        elif not heading and cell.strip():
            yield FileProblem(sheet, number, column, Fault.OUTSIDE_COLUMNS)
        elif len(cell) > LONGEST_CELL:
            yield FileProblem(sheet, number, column, Problem.TOO_LONG, limits={"max": LONGEST_CELL})
