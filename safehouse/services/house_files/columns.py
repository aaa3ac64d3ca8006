"""The form of a file of houses: its sheets with their columns, the answers to choose from, and how large it may be.

Every sheet is a sheet of an XLSX workbook, or a CSV file of its own. What stands in a heading or in a cell is the same in both,
and in every language of the interface, so that a file can be passed on.
"""

from collections.abc import Mapping
from enum import StrEnum

from safehouse.domain.codes import (
    AgeBand,
    Entitlement,
    Exploitation,
    Gender,
    HouseNeed,
    LanguageCover,
    RoomNeed,
)


class Sheet(StrEnum):
    """One table of a file."""

    HOUSES = "houses"
    ROOMS = "rooms"
    PEOPLE = "people"


class YesNo(StrEnum):
    """An answer that nobody gives by leaving a cell empty."""

    YES = "yes"
    NO = "no"


class IntakeWord(StrEnum):
    """When people are taken in, where it is not at certain hours."""

    ALWAYS = "always"
    NEVER = "never"


EXPLANATION = "explanation"
"""A sheet of the template that says what to write; nobody reads it back."""
COLUMNS: Mapping[Sheet, tuple[str, ...]] = {
    Sheet.HOUSES: (
        "code",
        "country",
        "town",
        "cell",
        "slack_km",
        "time_zone",
        "genders",
        "children_accepted",
        "max_boy_age",
        "unaccompanied_minors",
        "children_only",
        "languages",
        "services",
        "security_level",
        "specialisms",
        "requires",
        "max_stay_nights",
        "intake",
        "turnaround_hours",
        "contacts",
    ),
    Sheet.ROOMS: ("house", "room", "shared", "beds", "cots", "features"),
    Sheet.PEOPLE: ("house", "room", "bed", "cot", "gender", "age_band", "expected_end_on"),
}
MAY_BE_MISSING = frozenset({"town", "cell", "contacts"})
"""Without any other column a file would take away what it does not name."""
ANSWERS: Mapping[tuple[Sheet, str], type[StrEnum]] = {
    (Sheet.HOUSES, "genders"): Gender,
    (Sheet.HOUSES, "children_accepted"): YesNo,
    (Sheet.HOUSES, "unaccompanied_minors"): YesNo,
    (Sheet.HOUSES, "children_only"): YesNo,
    (Sheet.HOUSES, "languages"): LanguageCover,
    (Sheet.HOUSES, "services"): HouseNeed,
    (Sheet.HOUSES, "specialisms"): Exploitation,
    (Sheet.HOUSES, "requires"): Entitlement,
    (Sheet.HOUSES, "intake"): IntakeWord,
    (Sheet.ROOMS, "shared"): YesNo,
    (Sheet.ROOMS, "features"): RoomNeed,
    (Sheet.PEOPLE, "gender"): Gender,
    (Sheet.PEOPLE, "age_band"): AgeBand,
}
"""The answers that a column has; in `languages` they say how the house covers each."""
ONE_ANSWER = frozenset({"children_accepted", "unaccompanied_minors", "children_only", "shared", "gender", "age_band"})
"""The columns in which exactly one of the answers stands."""

MOST_ROWS: Mapping[Sheet, int] = {Sheet.HOUSES: 200, Sheet.ROOMS: 2_000, Sheet.PEOPLE: 2_000}
"""On SQLite nobody else writes while a file is taken in or tried: with so many some three seconds."""
MOST_BYTES = 2 * 1024 * 1024
MOST_UNPACKED_BYTES = 8 * 1024 * 1024
"""Of everything in a workbook, which is an archive."""
MOST_CELLS_IN_ROW = 64
LONGEST_CELL = 2_000
