"""The best plan among the bids that a proof does not exclude, in whole numbers.

A plan that uses something with a loss above a reach is worth less than the bound minus that reach. So the program needs only
what loses less, and rows whose price is above the reach are full. What full rows are worth is the same for all plans: taken
out of the objective, it leaves numbers so small that the solver's floats tell a single point apart, however many levels
there are.
"""

from dataclasses import dataclass

import numpy as np

from safehouse.placement.matrix.rooms import Bools, Ints
from safehouse.placement.solver.aims import EXACT
from safehouse.placement.solver.engine import solve_whole
from safehouse.placement.solver.proof import Proof
from safehouse.placement.solver.sparse import sparse_of
from safehouse.placement.solver.tableau import Tableau


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The bids of the best plan within reach, None when there is none; no plan at all is worth more than `bound`."""

    bids: Ints | None
    bound: int


def within_reach(proof: Proof, reach: int) -> Bools:
    """The variables (v) that a plan may use which loses no more than the reach, in parts of a point."""
    kept: Bools = proof.losses <= reach
    return kept


def beyond_reach(proof: Proof, reach: int) -> int:
    """The most that a plan could be worth which is not within reach."""
    return (proof.bound - reach - 1) // proof.parts


def is_exact(tableau: Tableau, proof: Proof, reach: int) -> bool:
    """Whether the numbers of the program within this reach are small enough for the solver's floats."""
    loose = np.where(_full_rows(tableau, proof, reach), 0, proof.prices)
    return int(loose @ tableau.limit) + reach <= EXACT


def best_within_reach(tableau: Tableau, proof: Proof, reach: int, limit_s: float) -> Found:
    """The best plan within reach, or the best found in time."""
    kept = within_reach(proof, reach)
    full = _full_rows(tableau, proof, reach)
    beyond = beyond_reach(proof, reach)
    if _cannot_be_full(tableau, kept, full):
        return Found(None, beyond)
    prices = np.where(full, proof.prices, 0)
    worth = -tableau.sums(prices)
    worth[: len(tableau.worth)] += tableau.worth * proof.parts
    whole = solve_whole(sparse_of(tableau, kept, worth=worth, tight=full), limit_s)
    if whole.is_impossible:
        return Found(None, beyond)
    fixed = int(prices @ tableau.limit)
    within = proof.worth if whole.bound is None else min(proof.worth, (whole.bound + fixed) // proof.parts)
    bids = None
    if whole.values is not None:
        taken = np.flatnonzero(kept)[whole.values > 0]
        bids = taken[taken < len(tableau.worth)]
    return Found(bids, max(within, beyond))


def _full_rows(tableau: Tableau, proof: Proof, reach: int) -> Bools:
    full: Bools = proof.prices > reach
    if tableau.forced is not None:
        full[tableau.forced] = True
    return full


def _cannot_be_full(tableau: Tableau, kept: Bools, full: Bools) -> bool:
    """Whether some full row has nothing left that could fill it."""
    variable = np.repeat(np.arange(tableau.variables), np.diff(tableau.start))
    fillable = np.zeros(len(tableau.limit), dtype=np.bool_)
    fillable[tableau.row[kept[variable]]] = True
    return bool(np.any(full & ~fillable & (tableau.limit > 0)))
