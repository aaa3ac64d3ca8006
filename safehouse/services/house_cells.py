"""House cells: which coarse H3 cell stands for a town, so that a house there hides among enough people.

From the finest resolution to the coarsest, only towns without a cell yet are counted, each in its own cell: H3 parents do not
contain their children, so a parent of a finer cell is never asked for. Counting towns that are covered already would leave
one town in ten hiding among fewer people than promised.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import h3

from safehouse.domain.places import HOUSE_RESOLUTIONS


@dataclass(frozen=True, slots=True)
class Town:
    """A town as the gazetteer knows it: coordinates in degrees, and the number of people who live there."""

    id: int
    latitude: float
    longitude: float
    population: int


@dataclass(frozen=True, slots=True)
class HouseCell:
    """The cell of a town's houses and the number of people of all the towns that got it at the same step."""

    cell: str
    hides: int


def house_cells(towns: Iterable[Town], *, least_population: int) -> dict[int, HouseCell]:
    """The house cell of every town by its id.

    `hides` is at least `least_population`, except for what is left at the coarsest resolution.
    """
    found: dict[int, HouseCell] = {}
    left = list(towns)
    for resolution in HOUSE_RESOLUTIONS:
        by_cell = _by_cell(left, resolution)
        needed = 0 if resolution == HOUSE_RESOLUTIONS[-1] else least_population
        found |= _covered(by_cell, needed)
        left = [town for town in left if town.id not in found]
    return found


def _by_cell(towns: Iterable[Town], resolution: int) -> Mapping[str, Sequence[Town]]:
    by_cell: defaultdict[str, list[Town]] = defaultdict(list)
    for town in towns:
        by_cell[h3.latlng_to_cell(town.latitude, town.longitude, resolution)].append(town)
    return by_cell


def _covered(by_cell: Mapping[str, Sequence[Town]], needed: int) -> dict[int, HouseCell]:
    hidden = {cell: sum(town.population for town in towns) for cell, towns in by_cell.items()}
    return {
        town.id: HouseCell(cell, hidden[cell])
        for cell, towns in by_cell.items()
        if hidden[cell] >= needed
        for town in towns
    }
