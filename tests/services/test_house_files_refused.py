"""Files that are no files of houses, or too much of one: refused as a whole, in words, before anything is looked at."""

import io
from collections.abc import Sequence
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest

from safehouse.services.house_files import (
    COLUMNS,
    MOST_BYTES,
    MOST_ROWS,
    HouseFileRefused,
    Sheet,
    read_book,
    write_book,
    write_sheet,
)
from safehouse.services.house_files.columns import MOST_UNPACKED_BYTES
from safehouse.services.house_files.reading import read_houses
from tests.services.house_books import Files, a_house_row, as_files, as_table

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refusal_of(files: Files) -> list[tuple[str | None, int | None, str | None, str]]:
    with pytest.raises(HouseFileRefused) as refusal:
        read_book(files)
    return [
        (problem.sheet and problem.sheet.value, problem.row, problem.column, problem.fault.value)
        for problem in refusal.value.problems
    ]


def csv_of(text: str, encoding: str = "utf-8") -> Files:
    return {Sheet.HOUSES: text.encode(encoding)}


def workbook_of(*sheets: tuple[str, Sequence[Sequence[object]]]) -> Files:
    """As another program would write it."""
    workbook = openpyxl.Workbook()
    for number, (name, rows) in enumerate(sheets):
        worksheet = workbook.active if number == 0 else workbook.create_sheet()
        assert worksheet is not None
        worksheet.title = name
        for row in rows:
            worksheet.append(list(row))
    content = io.BytesIO()
    workbook.save(content)
    return {Sheet.HOUSES: content.getvalue()}


def repacked(files: Files, **parts: bytes) -> Files:
    """The workbook with further parts in its archive."""
    content = io.BytesIO(files[Sheet.HOUSES])
    with ZipFile(content, "a", ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return {Sheet.HOUSES: content.getvalue()}


HEADINGS = COLUMNS[Sheet.HOUSES]
ROW = [a_house_row().get(column, "") for column in HEADINGS]


@pytest.mark.parametrize("is_workbook", [False, True], ids=["csv", "xlsx"])
def test_a_column_that_nobody_knows_is_refused_so_that_no_address_slips_in(*, is_workbook: bool) -> None:
    """Seen to fail with unknown columns passed over."""
    table = ([*HEADINGS, "street"], [[*ROW, "5 Canal Street"]])
    files = {Sheet.HOUSES: write_book({Sheet.HOUSES: table}) if is_workbook else write_sheet(table)}
    assert refusal_of(files) == [("houses", 1, "U", "unknown_column")]


@pytest.mark.parametrize("is_workbook", [False, True], ids=["csv", "xlsx"])
def test_a_cell_beside_the_columns_is_refused(*, is_workbook: bool) -> None:
    table = (HEADINGS, [ROW, [*ROW, "", "5 Canal Street"]])
    files = {Sheet.HOUSES: write_book({Sheet.HOUSES: table}) if is_workbook else write_sheet(table)}
    assert refusal_of(files) == [("houses", 3, "V", "outside_columns")]


def test_a_column_that_is_missing_would_take_something_away() -> None:
    """But for those whose absence says nothing."""
    kept = [column for column in HEADINGS if column not in {"services", "town", "cell", "contacts"}]
    assert refusal_of({Sheet.HOUSES: write_sheet((kept, []))}) == [("houses", 1, "services", "missing_column")]


def test_a_column_that_is_there_twice_is_refused() -> None:
    assert refusal_of({Sheet.HOUSES: write_sheet(([*HEADINGS, "town"], []))}) == [("houses", 1, "town", "twice")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_csv_is_read_as_programs_of_different_countries_write_it(delimiter: str, encoding: str) -> None:
    row = {**a_house_row(), "genders": "woman", "languages": "", "contacts": "112", "town": "Łódź"}
    text = delimiter.join(HEADINGS) + "\r\n" + delimiter.join(row.get(column, "") for column in HEADINGS)
    (house,) = read_houses(read_book(csv_of(text, encoding))[Sheet.HOUSES])
    assert (house.town, house.problems) == ("Łódź", ())


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_other_letters_than_utf8_are_refused(encoding: str) -> None:
    assert [fault for *_place, fault in refusal_of(csv_of("code,töwn", encoding))] == ["not_utf8"]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "no_file"),
        (b"code,\0", "not_a_table"),
        (b'code,"town', "damaged"),
        (b"PK\x03\x04 and then something else", "damaged"),
        (OLE + b"\0" * 600, "old_or_locked"),
        (b"x" * (MOST_BYTES + 1), "too_large"),
    ],
    ids=["empty", "zeros", "open_quote", "broken_archive", "xls_or_password", "fifty_megabytes"],
)
def test_what_is_no_table_is_refused(content: bytes, fault: str) -> None:
    assert {found for *_place, found in refusal_of({Sheet.HOUSES: content})} == {fault}


def test_an_archive_that_swells_is_refused_before_it_is_unpacked() -> None:
    """Seen to fail without the sum of the sizes."""
    files = repacked(as_files([a_house_row()], is_workbook=True), bomb=b"\0" * (MOST_UNPACKED_BYTES + 1))
    assert len(files[Sheet.HOUSES]) < 100_000
    assert refusal_of(files) == [(None, None, None, "too_large")]


def test_a_workbook_with_macros_is_refused() -> None:
    files = repacked(as_files([a_house_row()], is_workbook=True), **{"xl/vbaProject.bin": b"macro"})
    assert refusal_of(files) == [(None, None, None, "has_macros")]


def test_an_archive_of_something_else_and_entities_in_it_are_refused() -> None:
    """Seen to fail without defusedxml."""
    content = io.BytesIO()
    with ZipFile(content, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    assert refusal_of({Sheet.HOUSES: content.getvalue()}) == [(None, None, None, "damaged")]
    workbook = io.BytesIO(as_files([a_house_row()], is_workbook=True)[Sheet.HOUSES])
    swollen = io.BytesIO()
    with ZipFile(workbook) as old, ZipFile(swollen, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/workbook.xml":
                part = part.replace(b"?>", b'?><!DOCTYPE w [<!ENTITY a "a">]>', 1)
            new.writestr(name, part)
    assert refusal_of({Sheet.HOUSES: swollen.getvalue()}) == [(None, None, None, "damaged")]


def test_a_formula_is_never_read() -> None:
    """Seen to fail with the value that the file says the formula had."""
    row = ["=1+1" if column == "slack_km" else cell for column, cell in zip(HEADINGS, ROW, strict=True)]
    assert refusal_of(workbook_of(("houses", [HEADINGS, row]))) == [("houses", 2, "slack_km", "formula")]


def test_numbers_truths_and_days_of_a_workbook_are_read_as_they_look() -> None:
    said: dict[str, object] = {"slack_km": 6.5, "security_level": 2.0, "turnaround_hours": 4, "children_accepted": True}
    row = [said.get(column, cell) for column, cell in zip(HEADINGS, ROW, strict=True)]
    (house,) = read_houses(read_book(workbook_of(("Houses ", [HEADINGS, row])))[Sheet.HOUSES])
    assert (house.slack_km, house.facts.security_level, house.facts.turnaround_hours) == (6.5, 2, 4)
    assert (house.facts.children_accepted, house.problems) == (True, ())


def test_a_sheet_with_another_name_is_refused_and_the_explanation_is_not_read() -> None:
    sheets: list[tuple[str, Sequence[Sequence[object]]]] = [
        ("houses", [HEADINGS, ROW]),
        ("explanation", [["whatever"]]),
    ]
    assert list(read_book(workbook_of(*sheets))) == [Sheet.HOUSES]
    assert refusal_of(workbook_of(*sheets, ("addresses", []))) == [(None, None, None, "unknown_sheet")]


@pytest.mark.parametrize("is_workbook", [False, True], ids=["csv", "xlsx"])
def test_too_many_rows_are_refused(*, is_workbook: bool) -> None:
    rows = [{"house": "NL-22AA"}] * 10_000
    files = as_files([], rooms=rows, is_workbook=is_workbook)
    assert refusal_of(files) == [("rooms", None, None, "too_many_rows")]
    assert MOST_ROWS[Sheet.ROOMS] < len(rows)


def test_a_cell_far_to_the_right_is_refused_and_not_counted_to() -> None:
    workbook = openpyxl.Workbook()
    worksheet = workbook.active
    assert worksheet is not None
    worksheet.title = "houses"
    worksheet["XFD1"] = "far"
    content = io.BytesIO()
    workbook.save(content)
    assert refusal_of({Sheet.HOUSES: content.getvalue()}) == [("houses", None, None, "too_many_cells")]


def test_a_cell_that_is_a_book_is_refused() -> None:
    files = {Sheet.HOUSES: write_sheet(as_table(Sheet.HOUSES, [a_house_row(languages="a" * 2_001)]))}
    assert refusal_of(files) == [("houses", 2, "languages", "too_long")]


def test_a_workbook_has_all_its_sheets_in_it() -> None:
    files = {**as_files([a_house_row()], is_workbook=True), Sheet.ROOMS: b"house"}
    assert refusal_of(files) == [("rooms", None, None, "sheet_of_its_own")]
