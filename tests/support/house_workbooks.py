"""A workbook of houses as a volunteer fills it in: the template of the service, with what is known of three houses."""

from collections.abc import Sequence
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

Cells = dict[str, str | int]

_EVERYWHERE: Cells = {
    "slack_km": 6,
    "time_zone": "Europe/Amsterdam",
    "genders": "woman",
    "children_accepted": "yes",
    "unaccompanied_minors": "no",
    "children_only": "no",
    "languages": "Romanian: staff; Dutch: staff",
    "security_level": 2,
    "intake": "always",
    "turnaround_hours": 4,
    "contacts": "+31 6 00000000",
}
HOUSES: Sequence[Cells] = (
    _EVERYWHERE | {"town": "Groningen, NL"},
    _EVERYWHERE | {"town": "Zwolle, NL", "genders": "man"},
    _EVERYWHERE | {"town": "Rotterdam, NL"},
)
"""For women far from Rotterdam, for men, and where the trafficker has people."""
ROOMS: Sequence[Cells] = (
    {"room": "Blauw", "shared": "no", "beds": 1, "cots": 0},
    {"room": "Groen", "shared": "yes", "beds": 2, "cots": 0},
)
"""Of every house."""


def fill_in(template: Path, path: Path, houses: Sequence[Cells] = HOUSES, rooms: Sequence[Cells] = ROOMS) -> list[str]:
    """Write the template with these houses, each with these rooms, to `path`; gives the codes that the template has for them."""
    book = load_workbook(template)
    sheet = book["houses"]
    codes = [str(sheet.cell(number, 1).value) for number in range(2, 2 + len(houses))]
    _write(sheet, houses)
    _write(book["rooms"], [{"house": code, **room} for code in codes for room in rooms])
    book.save(path)
    return codes


def _write(sheet: Worksheet, rows: Sequence[Cells]) -> None:
    columns = {cell.value: column for column, cell in enumerate(sheet[1], start=1)}
    for number, row in enumerate(rows, start=2):
        for heading, text in row.items():
            sheet.cell(number, columns[heading], text)
