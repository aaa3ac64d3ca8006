"""From rows of text to houses and rooms: what is no number, code or answer is noted by its column, everything else is judged later."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from safehouse.domain.codes import AgeBand, Entitlement, Exploitation, Gender, HouseNeed, LanguageCover, RoomNeed
from safehouse.domain.errors import Problem
from safehouse.domain.numbers import read_decimal, read_whole
from safehouse.services.contacts import Contact
from safehouse.services.house_files.columns import IntakeWord, Sheet, YesNo
from safehouse.services.house_files.faults import Fault, FileProblem
from safehouse.services.house_files.tables import Row, Table
from safehouse.services.houses import HouseFacts, HouseLanguageDraft, RoomDraft
from safehouse.services.residents import BedRef, ResidentDraft

Code = TypeVar("Code", bound=StrEnum)
Number = TypeVar("Number", int, float)

_NEXT_ENTRY = re.compile(r"[;\n]")
_NEXT_CODE = re.compile(r"[,;\n]")
_WINDOW = re.compile(r"(\d{1,2}:\d{2})\s*[-–]\s*(\d{1,2}:\d{2})")
_LEFT_IN_TEMPLATE = frozenset({"code", "country"})


@dataclass(frozen=True, slots=True)
class HouseRow:
    """One row of the sheet of houses. `contacts` in its facts are None where the cell is empty: those that there are."""

    number: int
    code: str
    country: str
    town: str
    cell: str
    slack_km: float | None
    facts: HouseFacts
    problems: tuple[FileProblem, ...]


@dataclass(frozen=True, slots=True)
class RoomRow:
    """One row of the sheet of rooms."""

    number: int
    house: str
    room: RoomDraft
    problems: tuple[FileProblem, ...]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One row of the sheet of people."""

    number: int
    house: str
    person: ResidentDraft
    problems: tuple[FileProblem, ...]


@dataclass(frozen=True, slots=True)
class Parcel:
    """One house with its rows in the other sheets."""

    house: HouseRow
    rooms: Sequence[RoomRow]
    people: Sequence[PersonRow]

    @property
    def problems(self) -> tuple[FileProblem, ...]:
        """What could not be read in any of them."""
        rows: tuple[HouseRow | RoomRow | PersonRow, ...] = (self.house, *self.rooms, *self.people)
        return tuple(problem for row in rows for problem in row.problems)


def read_houses(table: Table) -> tuple[HouseRow, ...]:
    """The houses of a sheet. A row of the template in which nothing was written but its code is none."""
    written = (row for row in table.rows if {column for column, cell in row.cells.items() if cell} - _LEFT_IN_TEMPLATE)
    return tuple(_read_house(RowReader(Sheet.HOUSES, row)) for row in written)


def read_rooms(table: Table) -> tuple[RoomRow, ...]:
    """The rooms of a sheet."""
    return tuple(_read_room(RowReader(Sheet.ROOMS, row)) for row in table.rows)


def read_people(table: Table) -> tuple[PersonRow, ...]:
    """The people of a sheet."""
    return tuple(_read_person(RowReader(Sheet.PEOPLE, row)) for row in table.rows)


class RowReader:
    """Reads one row and keeps what is no value at all in `problems`.

    What stands in for a value that is none is never kept: a row with a problem changes nothing.
    """

    def __init__(self, sheet: Sheet, row: Row) -> None:
        self._sheet = sheet
        self._row = row
        self._problems: list[FileProblem] = []

    @property
    def number(self) -> int:
        """The number of the row."""
        return self._row.number

    @property
    def problems(self) -> tuple[FileProblem, ...]:
        """What has been found until now."""
        return tuple(self._problems)

    def text(self, column: str) -> str:
        """What stands there; nothing where the file does not have the column."""
        return self._row.cells.get(column, "")

    def required(self, column: str) -> str:
        """The same, noted when it is empty."""
        text = self.text(column)
        if not text:
            self.note(column, Problem.REQUIRED)
        return text

    def whole(self, column: str, *, optional: bool = False) -> int | None:
        """The whole number, or None."""
        return self._found(column, read_whole(self.text(column)), optional=optional)

    def decimal(self, column: str, *, optional: bool = False) -> float | None:
        """The number with its decimals, or None."""
        return self._found(column, read_decimal(self.text(column)), optional=optional)

    def codes(self, column: str, codes: type[Code]) -> frozenset[Code]:
        """All members of a list that are named, with any of the usual marks between them."""
        found = [self._code(column, codes, entry, text) for entry, text in _entries(_NEXT_CODE, self.text(column))]
        return frozenset(code for code in found if code is not None)

    def code(self, column: str, codes: type[Code], *, optional: bool = False) -> Code | None:
        """The one member of a list that stands there, or None."""
        text = self.text(column) if optional else self.required(column)
        return self._code(column, codes, None, text) if text else None

    def is_yes(self, column: str) -> bool:
        """Whether the answer is yes; what is neither yes nor no is noted."""
        return self.code(column, YesNo) is YesNo.YES

    def languages(self, column: str) -> tuple[HouseLanguageDraft, ...]:
        """Languages with how the house covers each, as in `ro: staff; Dutch: phone_interpreter`."""
        found = []
        for entry, text in _entries(_NEXT_ENTRY, self.text(column)):
            language, colon, said = text.rpartition(":")
            cover = self._code(column, LanguageCover, entry, said) if colon else None
            if not colon:
                self.note(column, Problem.REQUIRED, entry)
            found.append(HouseLanguageDraft(language.strip(), cover or LanguageCover.STAFF))
        return tuple(found)

    def intake(self, column: str) -> tuple[tuple[str, str], ...] | None:
        """Hours such as `08:00-12:00, 14:00-22:00`, or one of the words for all of them and for none."""
        text = _folded(self.required(column))
        if text == IntakeWord.ALWAYS:
            return None
        if text == IntakeWord.NEVER:
            return ()
        windows = []
        for entry, part in _entries(_NEXT_CODE, self.text(column)):
            window = _WINDOW.fullmatch(part)
            if window is None:
                self.note(column, Problem.NOT_A_TIME, entry)
            else:
                windows.append((window[1].zfill(5), window[2].zfill(5)))
        return tuple(windows)

    def contacts(self, column: str) -> tuple[Contact, ...] | None:
        """Telephone numbers, each perhaps with a comma and a mail address; None where nothing stands."""
        entries = [text for _entry, text in _entries(_NEXT_ENTRY, self.text(column))]
        parted = [text.partition(",") for text in entries]
        return tuple(Contact(telephone.strip(), mail.strip()) for telephone, _comma, mail in parted) or None

    def day(self, column: str) -> date | None:
        """A day such as `2026-12-31`; None where nothing stands."""
        text = self.text(column)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.note(column, Fault.NOT_A_DATE)
            return None

    def place(self, room: str, bed: str, cot: str) -> BedRef:
        """The bed or the cot of a room, whichever of the columns is filled in."""
        if self.text(bed) and self.text(cot):
            self.note(cot, Problem.CONTRADICTS)
        if not self.text(bed) and not self.text(cot):
            self.note(bed, Problem.REQUIRED)
        return BedRef(self.required(room), self.text(bed) or self.text(cot), is_cot=not self.text(bed))

    def note(self, column: str, fault: Fault | Problem, entry: int | None = None) -> None:
        """Keep what is wrong with a column."""
        self._problems.append(FileProblem(self._sheet, self.number, column, fault, entry))

    def _found(self, column: str, found: Number | Problem, *, optional: bool) -> Number | None:
        if not isinstance(found, Problem):
            return found
        if found is not Problem.REQUIRED or not optional:
            self.note(column, found)
        return None

    def _code(self, column: str, codes: type[Code], entry: int | None, text: str) -> Code | None:
        by_word = {_folded(code.value): code for code in codes}
        if _folded(text) not in by_word:
            self.note(column, Problem.UNKNOWN_CODE, entry)
        return by_word.get(_folded(text))


def _read_house(reader: RowReader) -> HouseRow:
    facts = HouseFacts(
        time_zone=reader.required("time_zone"),
        genders=reader.codes("genders", Gender),
        children_accepted=reader.is_yes("children_accepted"),
        max_boy_age=reader.whole("max_boy_age", optional=True),
        unaccompanied_minors=reader.is_yes("unaccompanied_minors"),
        children_only=reader.is_yes("children_only"),
        languages=reader.languages("languages"),
        services=reader.codes("services", HouseNeed),
        security_level=reader.whole("security_level") or 0,
        specialisms=reader.codes("specialisms", Exploitation),
        requires=reader.codes("requires", Entitlement),
        max_stay_nights=reader.whole("max_stay_nights", optional=True),
        intake=reader.intake("intake"),
        turnaround_hours=reader.whole("turnaround_hours") or 0,
        contacts=reader.contacts("contacts"),
    )
    return HouseRow(
        number=reader.number,
        code=reader.required("code").upper(),
        country=reader.required("country").upper(),
        town=reader.text("town"),
        cell=reader.text("cell").lower(),
        slack_km=reader.decimal("slack_km", optional=True),
        facts=facts,
        problems=reader.problems,
    )


def _read_room(reader: RowReader) -> RoomRow:
    room = RoomDraft(
        label=reader.required("room"),
        shared=reader.is_yes("shared"),
        features=reader.codes("features", RoomNeed),
        beds=reader.whole("beds") or 0,
        cots=reader.whole("cots") or 0,
    )
    return RoomRow(reader.number, reader.required("house").upper(), room, reader.problems)


def _read_person(reader: RowReader) -> PersonRow:
    person = ResidentDraft(
        bed=reader.place("room", "bed", "cot"),
        gender=reader.code("gender", Gender, optional=True),
        age_band=reader.code("age_band", AgeBand) or AgeBand.ADULT,
        expected_end_on=reader.day("expected_end_on"),
    )
    return PersonRow(reader.number, reader.required("house").upper(), person, reader.problems)


def _entries(between: re.Pattern[str], text: str) -> Sequence[tuple[int, str]]:
    """What stands between the marks, numbered from 1."""
    parts: Iterable[str] = (part.strip() for part in between.split(text))
    return tuple(enumerate(filter(None, parts), start=1))


def _folded(text: str) -> str:
    """A word of a list as people write it: in any case, with blanks for underscores."""
    return "_".join(text.casefold().split())
