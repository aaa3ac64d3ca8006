"""An empty file to fill in: its houses have their codes already, because a code that a person thinks up says something."""

from collections.abc import Mapping

from sqlmodel import select

from safehouse.domain.access import Actor
from safehouse.domain.ids import new_house_code
from safehouse.models.houses import House
from safehouse.services.context import Context
from safehouse.services.house_files.columns import COLUMNS, MOST_ROWS, Sheet
from safehouse.services.house_files.files import SheetRows
from safehouse.services.houses.acting import refuse_other_country

HOUSES_IN_TEMPLATE = MOST_ROWS[Sheet.HOUSES]
_NOT_ASKED = frozenset({"cell"})


def make_template(context: Context, actor: Actor | None, *, country: str) -> Mapping[Sheet, SheetRows]:
    """The sheets for new houses of one country, with codes that nobody has yet. Raises NotFound for another's country."""
    refuse_other_country(actor, country)
    with context.store.reading() as session:
        used = set(session.exec(select(House.code).where(House.country == country)))
    codes: set[str] = set()
    while len(codes) < HOUSES_IN_TEMPLATE:
        codes |= {new_house_code(country)} - used
    started = [{"code": code, "country": country} for code in sorted(codes)]
    return {sheet: _table(sheet, started if sheet is Sheet.HOUSES else []) for sheet in Sheet}


def _table(sheet: Sheet, rows: list[dict[str, str]]) -> SheetRows:
    headings = [column for column in COLUMNS[sheet] if column not in _NOT_ASKED]
    return headings, [[row.get(heading, "") for heading in headings] for row in rows]
