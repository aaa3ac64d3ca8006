"""One request judged against every house: failing codes as bit masks, points per criterion, and the room options."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from safehouse.domain.codes import WAIVABLE_CODES, Criterion, RuleCode
from safehouse.placement.matrix import points, refusals
from safehouse.placement.matrix.network import Floats, PreparedNetwork, between_km, gap_km
from safehouse.placement.matrix.options import OptionRows, RoomOption, option_rows, rooms_of_option
from safehouse.placement.matrix.rooms import Ints
from safehouse.placement.problem import RULE_ORDER, PlacementRequest, Points

Masks = NDArray[np.uint32]

CODE_BIT: Mapping[RuleCode, int] = {code: 1 << number for number, code in enumerate(RULE_ORDER)}


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """What the engine says about one request and every house (n), in the order of the network's houses.

    `codes`: bit i stands for RULE_ORDER[i]; all failing codes, those that are waived taken out, so 0 means eligible. `points`:
    whole points of every criterion but `room_fit`, which depends on the option. `journey_km`: None without a pick-up place.
    """

    request: PlacementRequest
    codes: Masks
    points: Mapping[Criterion, Ints]
    journey_km: Floats | None
    options: OptionRows


def judge(network: PreparedNetwork, request: PlacementRequest) -> Judgement:
    """Judge the request against every house of the network."""
    gaps_km = tuple(gap_km(network, area.cell) for area in request.keep_away)
    journey_km = None if request.pickup is None else between_km(network, request.pickup)[network.cells.of_house]
    options = option_rows(network.rooms, request, network.policy)
    return Judgement(
        request=request,
        codes=_codes(network, request, gaps_km, options),
        points=points.points_per_house(network, request, gaps_km, journey_km),
        journey_km=journey_km,
        options=options,
    )


def room_options(network: PreparedNetwork, judgement: Judgement, house_index: int) -> tuple[RoomOption, ...]:
    """All room options of the judged request in one house, by room ids; also where a rule refuses the house."""
    start, end = np.searchsorted(judgement.options.house, (house_index, house_index + 1)).tolist()
    return tuple(option_at(network, judgement, row) for row in range(start, end))


def option_at(network: PreparedNetwork, judgement: Judgement, row: int) -> RoomOption:
    """One row of the judgement's options as values."""
    house = network.houses[int(judgement.options.house[row])]
    return rooms_of_option(house, network.rooms, judgement.options, row)


def points_of(judgement: Judgement, house_index: int, option: RoomOption) -> Points:
    """The points of one house with one of its room options."""
    of_house = {criterion.value: int(points[house_index]) for criterion, points in judgement.points.items()}
    return Points(**of_house, room_fit=option.room_fit)


@lru_cache(maxsize=4096)
def codes_in(mask: int) -> tuple[RuleCode, ...]:
    """The codes of a mask, in table order."""
    return tuple(code for code, bit in CODE_BIT.items() if mask & bit)


def _codes(
    network: PreparedNetwork, request: PlacementRequest, gaps_km: tuple[Floats, ...], options: OptionRows
) -> Masks:
    masks = np.zeros(len(network.houses), dtype=np.uint32)
    for code, refused in refusals.refusals(network, request, gaps_km, options).items():
        if code in WAIVABLE_CODES and code in request.waived:
            continue
        masks |= np.where(refused, np.uint32(CODE_BIT[code]), np.uint32(0))
    return masks
