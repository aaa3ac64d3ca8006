"""The people who are in a house already, as a file says them: its first report, so that nobody is put into their beds."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlmodel import select

from safehouse.domain.codes import Role
from safehouse.domain.errors import FieldProblem, InvalidInput
from safehouse.domain.spans import business_date
from safehouse.models.capacity import CapacityReport
from safehouse.models.houses import House
from safehouse.services.house_files.columns import Sheet
from safehouse.services.house_files.faults import FileProblem
from safehouse.services.house_files.locating import located
from safehouse.services.house_files.reading import HouseRow, PersonRow, RoomRow
from safehouse.services.house_files.work import Work
from safehouse.services.residents import HousePeople, check_people, enter_residents_of


@dataclass(frozen=True, slots=True)
class SettledPeople:
    """How many people were entered, how many were not looked at, and what is wrong."""

    entered: int = 0
    left_out: int = 0
    problems: tuple[FileProblem, ...] = ()


def settle_people(work: Work, house_id: str, rows: Sequence[PersonRow]) -> SettledPeople:
    """Enter the people of a house that has never reported; of any other nobody is looked at, because it has spoken for itself.

    A file does not ask whether somebody there must be kept apart from somebody, so the house is to be called first until it says.
    """
    if not rows:
        return SettledPeople()
    if work.session.exec(select(CapacityReport.id).where(CapacityReport.house_id == house_id)).first() is not None:
        return SettledPeople(left_out=len(rows))
    house, people = work.session.get_one(House, house_id), _people(rows)
    role = None if work.actor is None else Role.NATIONAL_CONTACT
    try:
        enter_residents_of(work.session, work.actor, house, people, role=role, now=work.now, by_telephone=True)
    except InvalidInput as refusal:
        return SettledPeople(problems=_located_people(refusal, rows))
    return SettledPeople(entered=len(rows))


def check_new_people(
    work: Work, house: HouseRow, rooms: Sequence[RoomRow], rows: Sequence[PersonRow]
) -> tuple[FileProblem, ...]:
    """What is wrong with the people of a new house that cannot be registered as its own row stands."""
    try:
        zone = ZoneInfo(house.facts.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        zone = work.context.settings.time_zone
    try:
        check_people(_people(rows), [room.room for room in rooms], today=business_date(work.now, zone))
    except InvalidInput as refusal:
        return _located_people(refusal, rows)
    return ()


def _people(rows: Sequence[PersonRow]) -> HousePeople:
    return HousePeople(tuple(row.person for row in rows), out_of_service=(), needs_call_first=True)


def _located_people(refusal: InvalidInput, rows: Sequence[PersonRow]) -> tuple[FileProblem, ...]:
    return tuple(_located_person(problem, rows) for problem in refusal.problems)


def _located_person(problem: FieldProblem, rows: Sequence[PersonRow]) -> FileProblem:
    """Where a problem stands, as in `residents-0-age_band`."""
    _group, number, part = problem.field.split("-", maxsplit=2)
    row = rows[int(number)]
    column = "cot" if part == "bed" and row.person.bed.is_cot else part
    return located(FieldProblem(column, problem.problem, problem.limits), Sheet.PEOPLE, row.number)
