"""Houses from a file and back to one: CSV and XLSX, everything or nothing, and never an address."""

from safehouse.services.house_files.columns import (
    ANSWERS,
    COLUMNS,
    EXPLANATION,
    MAY_BE_MISSING,
    MOST_BYTES,
    MOST_ROWS,
    Sheet,
)
from safehouse.services.house_files.exporting import export_houses
from safehouse.services.house_files.faults import Fault, FileProblem, HouseFileRefused
from safehouse.services.house_files.files import SheetRows, read_book, write_book, write_sheet
from safehouse.services.house_files.importing import import_houses
from safehouse.services.house_files.results import HouseOutcome, ImportResult, Outcome
from safehouse.services.house_files.template import make_template

__all__ = [
    "ANSWERS",
    "COLUMNS",
    "EXPLANATION",
    "MAY_BE_MISSING",
    "MOST_BYTES",
    "MOST_ROWS",
    "Fault",
    "FileProblem",
    "HouseFileRefused",
    "HouseOutcome",
    "ImportResult",
    "Outcome",
    "Sheet",
    "SheetRows",
    "export_houses",
    "import_houses",
    "make_template",
    "read_book",
    "write_book",
    "write_sheet",
]
