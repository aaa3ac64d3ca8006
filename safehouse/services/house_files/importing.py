"""Taking in a file of houses: everything or nothing, and the same file again changes nothing.

A trial does the whole deed and forgets it, so that what it says is what will happen. A house is known by its code; one that is there
keeps its cell, whatever town the file names.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from safehouse.domain.access import Actor
from safehouse.domain.codes import Role
from safehouse.domain.errors import NotFound
from safehouse.services.context import Context
from safehouse.services.house_files.columns import COLUMNS, Sheet
from safehouse.services.house_files.faults import Fault, FileProblem, refused
from safehouse.services.house_files.reading import Parcel, PersonRow, RoomRow, read_houses, read_people, read_rooms
from safehouse.services.house_files.results import HouseOutcome, ImportResult
from safehouse.services.house_files.settling import settle_house
from safehouse.services.house_files.tables import Book
from safehouse.services.house_files.work import Work

OfHouse = TypeVar("OfHouse", RoomRow, PersonRow)


def import_houses(context: Context, actor: Actor | None, *, book: Book, is_trial: bool, now: datetime) -> ImportResult:
    """Register the houses that are new and change those that differ; nothing at all when anything is wrong, or in a trial.

    `actor` None is the operator at the server's command line, who takes in houses of every country of the network; anybody else
    those of the countries whose national contact they are. Raises NotFound for an actor who is none, and HouseFileRefused for a
    file without a house in it; everything else that is wrong stands in the result.
    """
    if actor is not None and not actor.countries_as(Role.NATIONAL_CONTACT):
        raise NotFound
    if Sheet.HOUSES not in book:
        raise refused(Fault.MISSING_SHEET, Sheet.HOUSES)
    with context.store.transaction() as session:
        taking_in = _TakingIn(Work(context, session, actor, now))
        taking_in.take_in(book)
        is_kept = not is_trial and not taking_in.problems
        if not is_kept:
            session.rollback()
    return ImportResult(
        houses=tuple(sorted(taking_in.outcomes, key=lambda outcome: outcome.row)),
        problems=tuple(sorted(taking_in.problems, key=_in_reading_order)),
        is_kept=is_kept,
    )


class _TakingIn:
    """One file within one transaction: every row, also after one that is wrong, so that everything is told at once."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self.outcomes: list[HouseOutcome] = []
        self.problems: list[FileProblem] = []

    def take_in(self, book: Book) -> None:
        houses = read_houses(book[Sheet.HOUSES])
        if not houses:
            raise refused(Fault.EMPTY, Sheet.HOUSES)
        rooms = _by_house(read_rooms(book[Sheet.ROOMS]) if Sheet.ROOMS in book else ())
        people = _by_house(read_people(book[Sheet.PEOPLE]) if Sheet.PEOPLE in book else ())
        times = Counter(row.code for row in houses)
        # In the order of their codes, so that two files at the same time do not wait for each other crosswise.
        for row in sorted(houses, key=lambda row: row.code):
            parcel = Parcel(row, rooms.pop(row.code, []), people.pop(row.code, []))
            self.problems.extend(parcel.problems)
            if row.code and times[row.code] > 1:
                self.problems.append(FileProblem(Sheet.HOUSES, row.number, "code", Fault.TWICE))
            elif row.country:
                self._take_in_house(parcel)
        self.problems.extend(_problems_of_homeless(Sheet.ROOMS, rooms))
        self.problems.extend(_problems_of_homeless(Sheet.PEOPLE, people))

    def _take_in_house(self, parcel: Parcel) -> None:
        if not self._may_take_in(parcel.house.country):
            self.problems.append(FileProblem(Sheet.HOUSES, parcel.house.number, "country", Fault.OTHER_COUNTRY))
            return
        settled = settle_house(self._work, parcel)
        # What stands in for a cell that could not be read is no second mistake.
        noted = {(problem.sheet, problem.row, problem.column) for problem in parcel.problems}
        self.problems.extend(
            problem for problem in settled.problems if (problem.sheet, problem.row, problem.column) not in noted
        )
        if settled.outcome is not None:
            self.outcomes.append(settled.outcome)

    def _may_take_in(self, country: str) -> bool:
        network, actor = self._work.context.settings.countries, self._work.actor
        if actor is None:
            return not network or country in network
        return country in actor.countries_as(Role.NATIONAL_CONTACT)


def _by_house(rows: Iterable[OfHouse]) -> dict[str, list[OfHouse]]:
    found: defaultdict[str, list[OfHouse]] = defaultdict(list)
    for row in rows:
        found[row.house].append(row)
    return found


def _problems_of_homeless(sheet: Sheet, rows: Mapping[str, Sequence[OfHouse]]) -> Iterator[FileProblem]:
    """Of rows whose house is not in the file."""
    for row in (row for rows_of_house in rows.values() for row in rows_of_house):
        yield from row.problems
        if row.house:
            yield FileProblem(sheet, row.number, "house", Fault.UNKNOWN_HOUSE)


def _in_reading_order(problem: FileProblem) -> tuple[int, int, int]:
    sheet = problem.sheet or Sheet.HOUSES
    column = COLUMNS[sheet].index(problem.column) if problem.column in COLUMNS[sheet] else 0
    return tuple(Sheet).index(sheet), problem.row or 0, column
