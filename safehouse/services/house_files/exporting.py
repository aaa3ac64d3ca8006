"""Houses back as sheets: with cell and slack in place of the town, without contacts, in the form that is taken in again."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from safehouse.domain.access import Action, Actor
from safehouse.domain.codes import Role, RoomNeed
from safehouse.domain.errors import NotFound
from safehouse.models.houses import Bed, Cot, House, Room
from safehouse.services.context import Context
from safehouse.services.house_files.columns import COLUMNS, Sheet
from safehouse.services.house_files.files import SheetRows
from safehouse.services.house_files.writing import Cells, house_cells, room_cells
from safehouse.services.houses import RoomDraft
from safehouse.services.houses.acting import record_change
from safehouse.services.houses.facts import read_facts
from safehouse.services.houses.room_rows import places_in, rooms_of

_NOT_GIVEN_BACK = frozenset({"town"})


def export_houses(context: Context, actor: Actor | None, *, now: datetime) -> Mapping[Sheet, SheetRows]:
    """The houses of the countries whose national contact the actor is, by code, and their rooms; each house is on record.

    `actor` None is the operator at the server's command line: the houses of every country. Raises NotFound.
    """
    if actor is not None and not actor.countries_as(Role.NATIONAL_CONTACT):
        raise NotFound
    scoped = select(House).order_by(col(House.code))
    if actor is not None:
        scoped = scoped.where(col(House.country).in_(actor.countries_as(Role.NATIONAL_CONTACT)))
    with context.store.transaction() as session:
        houses = session.exec(scoped).all()
        sheets = {
            Sheet.HOUSES: [_house(session, house) for house in houses],
            Sheet.ROOMS: [cells for house in houses for cells in _rooms(session, house)],
        }
        for house in houses:
            record_change(session, actor, house, Action.EXPORTED_HOUSE, now=now)
    return {sheet: _table(sheet, rows) for sheet, rows in sheets.items()}


def _house(session: Session, house: House) -> Cells:
    return house_cells(house.code, house.country, house.cell, house.slack_km, read_facts(session, house))


def _rooms(session: Session, house: House) -> Sequence[Cells]:
    return [room_cells(house.code, _room(session, room)) for room in rooms_of(session, house.id)]


def _room(session: Session, room: Room) -> RoomDraft:
    return RoomDraft(
        label=room.label,
        shared=room.shared,
        features=frozenset(map(RoomNeed, room.features)),
        beds=len(places_in(session, Bed, room.id)),
        cots=len(places_in(session, Cot, room.id)),
    )


def _table(sheet: Sheet, rows: Sequence[Cells]) -> SheetRows:
    headings = [column for column in COLUMNS[sheet] if column not in _NOT_GIVEN_BACK]
    return headings, [[row[heading] for heading in headings] for row in rows]
