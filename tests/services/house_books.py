"""Files of houses for tests: rows as somebody would fill them in, and their bytes in each form."""

from collections.abc import Iterable, Mapping, Sequence

from safehouse.services.house_files import COLUMNS, Sheet, write_book, write_sheet

Cells = Mapping[str, str]


def a_house_row(code: str, **changes: str) -> Cells:
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


def a_room_row(house: str, room: str = "Blue", **changes: str) -> Cells:
    """A shared room of two beds."""
    return {"house": house, "room": room, "shared": "yes", "beds": "2", "cots": "0"} | changes


def as_files(
    houses: Iterable[Cells], rooms: Iterable[Cells] = (), people: Iterable[Cells] = (), *, is_workbook: bool = False
) -> Mapping[Sheet, bytes]:
    """The bytes of the sheets: one workbook, or a CSV file for each."""
    sheets = {sheet: _table(sheet, rows) for sheet, rows in zip(Sheet, (houses, rooms, people), strict=True)}
    if is_workbook:
        return {Sheet.HOUSES: write_book(sheets)}
    return {sheet: write_sheet(table) for sheet, table in sheets.items()}


def _table(sheet: Sheet, rows: Iterable[Cells]) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    columns = COLUMNS[sheet]
    return columns, [[row.get(column, "") for column in columns] for row in rows]
