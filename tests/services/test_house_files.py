"""Houses from a file: every wrong row by row and column, everything or nothing, and the same file again changes nothing."""

import pytest
from sqlmodel import Session, func, select

from safehouse.domain.codes import HouseStatus
from safehouse.models.houses import Bed, House
from safehouse.services.context import Context
from safehouse.services.house_files import ImportResult, Outcome, Sheet, import_houses, read_book
from tests.rows import CountryDesk
from tests.services.house_books import a_house_row, a_room_row, as_files
from tests.support.stores import NOW

CODES = [f"NL-{first}{second}AA" for first in "23456789" for second in "23456"]


def take_in(context: Context, desk: CountryDesk, files: dict[Sheet, bytes], *, is_trial: bool = False) -> ImportResult:
    return import_houses(context, desk.national_contact, book=read_book(files), is_trial=is_trial, now=NOW)


def places(result: ImportResult) -> list[tuple[str, int, str, str]]:
    return [(p.sheet.value, p.row, p.column, p.fault.value) for p in result.problems]


@pytest.mark.parametrize("is_workbook", [False, True])
def test_a_file(context: Context, desk: CountryDesk, is_workbook: bool) -> None:
    files = as_files([a_house_row(c) for c in CODES[:3]], [a_room_row(c) for c in CODES[:3]], is_workbook=is_workbook)
    first = take_in(context, desk, files)
    assert first.problems == ()
    print(first)
    again = take_in(context, desk, files)
    assert [h.outcome for h in again.houses] == [Outcome.UNCHANGED] * 3
