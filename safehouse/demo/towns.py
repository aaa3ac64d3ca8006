"""Real towns to put invented houses and pick-ups in, by country, a large town more often than a small one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
from random import Random

import h3
from sqlalchemy import select

from safehouse.domain.places import AREA_RESOLUTION
from safehouse.models.places import Place
from safehouse.services.context import Context
from safehouse.services.gazetteer import GazetteerEntry, read_gazetteer
from safehouse.services.house_cells import HouseCell, house_cells


@dataclass(frozen=True, slots=True)
class DemoTown:
    """One town: its gazetteer id and country, and the two cells that stand for it."""

    id: int
    name: str
    country: str
    population: int
    area_cell: str
    house_cell: str


@dataclass(frozen=True)
class Towns:
    """The towns of the countries asked for, each country's by population."""

    by_country: Mapping[str, Sequence[DemoTown]]

    @cached_property
    def _weights(self) -> Mapping[str, Sequence[int]]:
        return {
            country: tuple(accumulate(town.population for town in towns)) for country, towns in self.by_country.items()
        }

    def draw(self, country: str, random: Random) -> DemoTown:
        """A town of the country, in proportion to its inhabitants."""
        return random.choices(self.by_country[country], cum_weights=self._weights[country])[0]

    def named(self, country: str, name: str) -> DemoTown:
        """The largest town of that name in the country."""
        return next(town for town in self.by_country[country] if town.name == name)


def stored_towns(context: Context, countries: frozenset[str]) -> Towns:
    """The towns of these countries from the store, where they were loaded with their cells."""
    with context.store.reading() as session:
        table = Place.metadata.tables["place"].columns
        columns = [table[name] for name in ("id", "name", "country", "population", "area_cell", "house_cell")]
        rows = session.execute(select(*columns).where(table["country"].in_(countries)))
        return _by_country(DemoTown(*row) for row in rows)


@lru_cache(maxsize=1)
def read_towns(countries: frozenset[str], *, cell_population: int) -> Towns:
    """The towns of these countries. Takes some seconds and some 300 MB for a moment, so whoever invents again gets the same."""
    entries = tuple(read_gazetteer())
    cells = house_cells((entry.town for entry in entries), least_population=cell_population)
    return _by_country(_town(entry, cells[entry.town.id]) for entry in entries if entry.country in countries)


def _by_country(towns: Iterable[DemoTown]) -> Towns:
    by_country: defaultdict[str, list[DemoTown]] = defaultdict(list)
    for town in sorted(towns, key=lambda town: (-town.population, town.id)):
        by_country[town.country].append(town)
    return Towns(dict(by_country))


def _town(entry: GazetteerEntry, cell: HouseCell) -> DemoTown:
    town = entry.town
    return DemoTown(
        id=town.id,
        name=entry.name,
        country=entry.country,
        population=town.population,
        area_cell=h3.latlng_to_cell(town.latitude, town.longitude, AREA_RESOLUTION),
        house_cell=cell.cell,
    )
