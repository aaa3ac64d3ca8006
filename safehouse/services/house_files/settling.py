"""One house of a file: registered when its code is new, changed where it differs when it is there."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from sqlmodel import select

from safehouse.domain.errors import InvalidInput
from safehouse.models.houses import House
from safehouse.services.house_files.columns import Sheet
from safehouse.services.house_files.faults import Fault, FileProblem
from safehouse.services.house_files.locating import located
from safehouse.services.house_files.people import check_new_people, settle_people
from safehouse.services.house_files.reading import HouseRow, Parcel
from safehouse.services.house_files.results import HouseOutcome, Outcome
from safehouse.services.house_files.rooms import settle_rooms
from safehouse.services.house_files.work import Work
from safehouse.services.houses import ChangedHouse, HouseDraft, HouseFacts, change_house_within, register_house_within


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a house; `outcome` None where it could not even be begun."""

    outcome: HouseOutcome | None
    problems: tuple[FileProblem, ...]


def settle_house(work: Work, parcel: Parcel) -> Settled:
    """Do what the rows say, in the transaction of the work, which is not kept if there are problems."""
    row = parcel.house
    house = work.session.exec(select(House).where(House.code == row.code, House.country == row.country)).first()
    return _register(work, parcel) if house is None else _change(work, house, parcel)


def _register(work: Work, parcel: Parcel) -> Settled:
    row = parcel.house
    draft = HouseDraft(
        **{field.name: getattr(row.facts, field.name) for field in fields(HouseFacts)},
        country=row.country,
        town=row.town,
        slack_km=row.slack_km,
        rooms=tuple(room.room for room in parcel.rooms),
        code=row.code,
        cell=row.cell or None,
    )
    noted = [FileProblem(Sheet.HOUSES, row.number, "cell", Fault.TOWN_OR_CELL)] if row.town and row.cell else []
    try:
        house = register_house_within(work.context, work.session, work.actor, draft=draft, now=work.now)
    except InvalidInput as refusal:
        numbers = [room.number for room in parcel.rooms]
        wrong = [located(problem, Sheet.HOUSES, row.number, numbers) for problem in refusal.problems]
        return Settled(None, (*noted, *wrong, *check_new_people(work, row, parcel.rooms, parcel.people)))
    people = settle_people(work, house.house_id, parcel.people)
    outcome = HouseOutcome(
        row=row.number,
        code=row.code,
        outcome=Outcome.REGISTERED,
        hides=house.hides,
        is_hidden=house.hides >= work.context.settings.cell_population,
        people=people.entered,
        people_left_out=people.left_out,
    )
    return Settled(outcome, (*noted, *people.problems))


def _change(work: Work, house: House, parcel: Parcel) -> Settled:
    row = parcel.house
    changed, wrong = _change_facts(work, house, row)
    # Its rooms and people are looked at all the same, so that everything wrong is said at once.
    rooms = settle_rooms(work, house.id, parcel.rooms, house_row=row.number)
    people = settle_people(work, house.id, parcel.people)
    problems = (*_moved(house, row), *wrong, *rooms.problems, *people.problems)
    if changed is None:
        return Settled(None, problems)
    is_changed = changed.fields or rooms.done or people.entered
    outcome = HouseOutcome(
        row=row.number,
        code=row.code,
        outcome=Outcome.CHANGED if is_changed else Outcome.UNCHANGED,
        fields=changed.fields,
        places=rooms.done,
        misplaced=changed.misplaced,
        people=people.entered,
        people_left_out=people.left_out,
    )
    return Settled(outcome, problems)


def _change_facts(work: Work, house: House, row: HouseRow) -> tuple[ChangedHouse | None, tuple[FileProblem, ...]]:
    """What was changed, or what is wrong."""
    try:
        changed = change_house_within(
            work.context, work.session, work.actor, house_id=house.id, facts=row.facts, now=work.now
        )
    except InvalidInput as refusal:
        return None, tuple(located(problem, Sheet.HOUSES, row.number) for problem in refusal.problems)
    return changed, ()


def _moved(house: House, row: HouseRow) -> Iterator[FileProblem]:
    """A town is not looked at: it is not known any more which one it was."""
    if row.cell and row.cell != house.cell:
        yield FileProblem(Sheet.HOUSES, row.number, "cell", Fault.PLACE_IS_FIXED)
    if row.slack_km is not None and row.slack_km != house.slack_km:
        yield FileProblem(Sheet.HOUSES, row.number, "slack_km", Fault.PLACE_IS_FIXED)
