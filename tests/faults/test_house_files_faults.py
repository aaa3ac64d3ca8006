"""Faults of houses from a file; each makes the named test fail."""

from collections.abc import Callable
from pathlib import Path

from tests.faults.planting import AnyFunction, Fault, always, assert_all_found

FILES = "safehouse.services.house_files"
BACK_AND_FORTH = "tests/property/test_house_files.py"
EXPORT = "tests/services/test_house_files_export.py"
IMPORT = "tests/services/test_house_files.py"
REFUSED = "tests/services/test_house_files_refused.py"
ROOMS = "tests/services/test_house_files_rooms.py"


def _as_it_is(_: AnyFunction) -> Callable[[str], str]:
    return str


FAULTS = (
    Fault(
        "a column that nobody knows is passed over",
        f"{FILES}.tables._wrong_headings",
        always(()),
        f"{REFUSED}::test_a_column_that_nobody_knows_is_refused_so_that_no_address_slips_in[csv]",
    ),
    Fault(
        "a cell beside the columns is passed over",
        f"{FILES}.tables._wrong_cells",
        always(()),
        f"{REFUSED}::test_a_cell_beside_the_columns_is_refused[xlsx]",
    ),
    Fault(
        "an archive is unpacked whatever it swells to",
        f"{FILES}.workbooks._refuse_unsafe_archive",
        always(None),
        f"{REFUSED}::test_an_archive_that_swells_is_refused_before_it_is_unpacked",
    ),
    Fault(
        "another place of a house is passed over in silence",
        f"{FILES}.settling._moved",
        always(()),
        f"{IMPORT}::test_no_file_moves_a_house[sqlite-cell-841f9bbffffffff]",
    ),
    Fault(
        "rooms of no house are passed over",
        f"{FILES}.importing._problems_of_homeless",
        always(()),
        f"{IMPORT}::test_a_code_twice_and_rooms_of_no_house_are_named[sqlite]",
    ),
    Fault(
        "cells are written as they are",
        f"{FILES}.cells.as_cell",
        _as_it_is,
        f"{BACK_AND_FORTH}::test_no_program_takes_a_cell_for_a_formula",
    ),
)


def test_every_fault_of_houses_from_a_file_is_found(tmp_path: Path) -> None:
    assert_all_found(__name__, tmp_path)
