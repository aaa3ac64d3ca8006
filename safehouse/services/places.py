"""Places: the towns of the world with their cells, loaded once into the store, searched in any script, never guessed."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import h3
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from safehouse.domain.errors import FieldProblem, InvalidInput, Problem
from safehouse.domain.places import AREA_RESOLUTION
from safehouse.models.places import Place, PlaceName
from safehouse.services.context import Context
from safehouse.services.db import insert_many
from safehouse.services.folding import fold
from safehouse.services.gazetteer import GazetteerEntry, read_gazetteer
from safehouse.services.house_cells import HouseCell, house_cells

_WAY_TO_WRITE = re.compile(r"(?P<name>.+?)(?:,\s*(?P<country>[A-Z]{2}))?(?:\s*\((?P<population>[\d,]+)\))?")
_ID = re.compile(r"(?:.*#)?(?P<id>[0-9]{1,9})")
_AFTER_EVERY_LETTER = "\U0010ffff"
_ENTRIES_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class PlaceChoice:
    """One town to choose from. `label` tells it from every other town: `find_place` knows it by that."""

    id: int
    name: str
    country: str
    population: int
    label: str


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a typed text says of a town."""

    key: str
    country: str | None
    population: int | None


def load_places(
    context: Context,
    *,
    gazetteer: Callable[[], Iterable[GazetteerEntry]] = read_gazetteer,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Load the towns of the world once; returns how many were loaded, 0 when there are places already.

    All or nothing. `progress` is told how many of how many are done. Runs at set-up, never in a web worker: it takes the
    write lock for seconds and some 500 MB.
    """
    with context.store.transaction() as session:
        if session.exec(select(Place.id).limit(1)).first() is not None:
            return 0
        entries = tuple(gazetteer())
        cells = house_cells((entry.town for entry in entries), least_population=context.settings.cell_population)
        for start in range(0, len(entries), _ENTRIES_AT_ONCE):
            _insert(session, entries[start : start + _ENTRIES_AT_ONCE], cells)
            if progress is not None:
                progress(min(start + _ENTRIES_AT_ONCE, len(entries)), len(entries))
        return len(entries)


def search_places(
    context: Context, *, text: str, country: str | None = None, limit: int = 8
) -> tuple[PlaceChoice, ...]:
    """Towns with a name that begins with the text, whatever its script, case and accents, the biggest first."""
    wanted = _parse(text)
    if not wanted.key:
        return ()
    named = select(PlaceName.place_id).where(
        col(PlaceName.key) >= wanted.key, col(PlaceName.key) < wanted.key + _AFTER_EVERY_LETTER
    )
    matching = _in_country(select(Place).where(col(Place.id).in_(named)), country or wanted.country)
    with context.store.reading() as session:
        found = session.exec(matching.order_by(col(Place.population).desc(), col(Place.id)).limit(limit)).all()
        return tuple(
            PlaceChoice(place.id, place.name, place.country, place.population, _label(session, place))
            for place in found
        )


def find_place(session: Session, text: str) -> Place | Problem:
    """The one town that an id, a label or a name means; else what is wrong.

    A name that several towns have is `AMBIGUOUS_PLACE`, however different they are in size: the wrong town in a keep-away
    area would be a house too close.
    """
    typed = text.strip()
    if not typed:
        return Problem.REQUIRED
    by_id = _ID.fullmatch(typed)
    if by_id is not None:
        return session.get(Place, int(by_id["id"])) or Problem.UNKNOWN_PLACE
    return _the_only(_candidates(session, _parse(typed)))


def resolve_place(session: Session, text: str, *, field: str = "place") -> Place:
    """Like `find_place`, but refused with `InvalidInput` for the field."""
    found = find_place(session, text)
    if isinstance(found, Problem):
        raise InvalidInput([FieldProblem(field, found)])
    return found


def shortest_name(session: Session, place: Place) -> str:
    """The shortest way to write a town by which `find_place` knows it: shown to the desk that named it, and typed again."""
    return _first_unique(session, place, f"{place.name}, {place.country}", *_long_names(place))


def _label(session: Session, place: Place) -> str:
    return _first_unique(session, place, *_long_names(place))


def _long_names(place: Place) -> tuple[str, str]:
    """With the inhabitants; and with the id as well, for the few that share name, country and number of inhabitants."""
    label = f"{place.name}, {place.country} ({place.population:,})"
    return label, f"{label} #{place.id}"


def _first_unique(session: Session, place: Place, *ways_to_write: str) -> str:
    return next(text for text in ways_to_write if find_place(session, text) is place)


def _parse(text: str) -> _Wanted:
    parts = _WAY_TO_WRITE.fullmatch(text.strip())
    if parts is None:
        return _Wanted("", None, None)
    digits = (parts["population"] or "").replace(",", "")
    return _Wanted(fold(parts["name"]), parts["country"], int(digits) if digits else None)


def _candidates(session: Session, wanted: _Wanted) -> Sequence[Place]:
    named = select(PlaceName.place_id).where(col(PlaceName.key) == wanted.key)
    matching = _in_country(select(Place).where(col(Place.id).in_(named)), wanted.country)
    if wanted.population is not None:
        matching = matching.where(col(Place.population) == wanted.population)
    found = session.exec(matching).all()
    # A label carries the town's own name; a neighbour that has it as a second name does not make it ambiguous.
    return [place for place in found if wanted.population is None or fold(place.name) == wanted.key]


def _the_only(candidates: Sequence[Place]) -> Place | Problem:
    if len(candidates) > 1:
        return Problem.AMBIGUOUS_PLACE
    return candidates[0] if candidates else Problem.UNKNOWN_PLACE


def _in_country(statement: SelectOfScalar[Place], country: str | None) -> SelectOfScalar[Place]:
    return statement if country is None else statement.where(col(Place.country) == country)


def _insert(session: Session, entries: Sequence[GazetteerEntry], cells: Mapping[int, HouseCell]) -> None:
    insert_many(session, "place", [_place_row(entry, cells[entry.town.id]) for entry in entries])
    names = sorted((key, entry.town.id) for entry in entries for key in entry.keys)
    insert_many(session, "place_name", names)


def _place_row(entry: GazetteerEntry, house_cell: HouseCell) -> tuple[object, ...]:
    """In the order of the columns of `Place`."""
    town = entry.town
    area_cell = h3.latlng_to_cell(town.latitude, town.longitude, AREA_RESOLUTION)
    return (town.id, entry.name, entry.country, town.population, area_cell, house_cell.cell, house_cell.hides)
