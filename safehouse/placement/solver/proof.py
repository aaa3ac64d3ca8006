"""The dual bound in whole numbers: whatever prices rows are given, no plan is worth more than they say.

Prices may come from anywhere, a solver's floats included; they are rounded and clipped so that nobody has to be trusted. By
weak duality a plan is worth the bound, less the loss of each variable that it uses, less the price of what it leaves of each
row. So where a plan worth L is known, no better plan uses a variable that loses more than bound - L, nor leaves anything of a
row with such a price.
"""

from dataclasses import dataclass

import numpy as np

from safehouse.placement.matrix.network import Floats
from safehouse.placement.matrix.rooms import Ints
from safehouse.placement.solver.tableau import Tableau
from safehouse.placement.solver.worth import MOST_BITS

FINEST = 64
"""Prices are whole numbers of this part of a point, or of a coarser one where numbers are large."""


@dataclass(frozen=True, slots=True, eq=False)
class Proof:
    """Prices of rows (r), the loss of each variable (v), and the bound, all in parts: `parts` of them are one point.

    No price and no loss is negative, but the price of a unit that must have a place may be.
    """

    parts: int
    prices: Ints
    losses: Ints
    bound: int

    @property
    def worth(self) -> int:
        """No plan is worth more."""
        return self.bound // self.parts


def parts_for(ceiling: int) -> int:
    """How many parts of a point there are when nothing is worth more than the ceiling, so that sums of prices fit."""
    spare_bits = max(0, MOST_BITS - ceiling.bit_length())
    return min(FINEST, 1 << spare_bits)


def prove(tableau: Tableau, duals: Floats, parts: int) -> Proof | None:
    """The proof that these prices (r), in points, make; None when they are too large to be added up."""
    most = int(tableau.worth.max())
    units = tableau.bids.units
    rounded: Floats = np.rint(np.clip(np.nan_to_num(duals), 0, most) * parts)
    rounded[:units] = 0
    _price_rooms_by_their_beds(tableau, rounded)
    # A bid never uses more of a row than there is, so its own sum is at most twice this one: beds, and rooms.
    if float(rounded @ tableau.limit) + float(most) * units * parts >= 2.0 ** (MOST_BITS + 1):
        return None
    prices = rounded.astype(np.int64)
    _price_rooms_by_their_beds(tableau, prices)
    losses = tableau.sums(prices)
    losses[: len(tableau.worth)] -= tableau.worth * parts
    prices[:units] = _best_of_each_unit(tableau, losses)
    losses[: len(tableau.worth)] += prices[tableau.bids.unit]
    return Proof(parts=parts, prices=prices, losses=losses, bound=int(prices @ tableau.limit))


def _price_rooms_by_their_beds(tableau: Tableau, prices: Ints | Floats) -> None:
    """Raise the price of rooms to that of the beds in them, so that no opening gains."""
    openings = tableau.openings
    np.maximum.at(prices, openings.room_row, prices[openings.bed_row] * openings.beds)


def _best_of_each_unit(tableau: Tableau, losses: Ints) -> Ints:
    """The price of each unit: what its best bid gains, and 0 where none gains, as it may stay without a place."""
    bids = tableau.bids
    best = -np.minimum.reduceat(losses[: len(bids.unit)], np.searchsorted(bids.unit, np.arange(bids.units)))
    clipped = np.maximum(best, 0)
    if tableau.forced is not None:
        clipped[tableau.forced] = best[tableau.forced]
    return clipped
