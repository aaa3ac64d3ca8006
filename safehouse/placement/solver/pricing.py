"""Prices of all rows from a linear program over few bids: those that are worth most, and the ones that the prices call for.

After each round one pass over all bids says which would gain at the prices found, and proves a bound for all of them.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from safehouse.placement.matrix.network import Floats
from safehouse.placement.matrix.rooms import Bools, Ints
from safehouse.placement.solver.clock import Clock
from safehouse.placement.solver.engine import ROUNDING, Pricing
from safehouse.placement.solver.proof import Proof, parts_for, prove
from safehouse.placement.solver.sparse import Sparse, sparse_of
from safehouse.placement.solver.tableau import Tableau

FIRST = 12
"""So many bids of each unit are there from the start."""
MORE = 8
"""At most so many bids of each unit come with each round."""
CLOSE_POINTS = 5
"""When the bound is so close to what the linear program is worth, the rest is for the integer program."""
SCALE = 1e4
"""Points are written down in this unit: the solver then tells one from none in worths of fourteen digits."""
SHARE_OF_TIME = 0.5
"""Of the time that is left. A plan needs the rest."""


class Prices:
    """The linear program with the bids that are in it, the best proof so far, and the plan that it may have stumbled upon."""

    def __init__(self, tableau: Tableau, ceiling: int) -> None:
        """`ceiling`: no plan is worth more."""
        is_in = best_bids(tableau)
        self._tableau = tableau
        self._parts = parts_for(ceiling)
        self._is_in = is_in
        self._order = [np.flatnonzero(is_in), np.arange(len(is_in), tableau.variables)]
        self._program = Pricing(
            _program(tableau, np.append(is_in, np.ones(tableau.variables - len(is_in), dtype=np.bool_)))
        )
        # Without any price everybody has the best of her bids: true, and a beginning where the solver finds no prices.
        self.proof = prove(tableau, np.zeros(len(tableau.limit)), self._parts)
        self.plan: Ints | None = None

    def find(self, clock: Clock, on_bound: Callable[[int], None]) -> None:
        """Round after round, in some of the time that is left. `on_bound` is told each bound, in points."""
        until_s = (1 - SHARE_OF_TIME) * clock.left_s()
        is_done = False
        while not is_done and (left_s := clock.left_s() - until_s) > 0:
            is_done = self._go(left_s)
            if self.proof is not None:
                on_bound(self.proof.worth)

    def _go(self, limit_s: float) -> bool:
        """One round; whether it was the last one."""
        found = self._program.solve(limit_s)
        proof = None if found is None else prove(self._tableau, found.prices * SCALE, self._parts)
        if found is None or proof is None:
            return True
        if self.proof is None or proof.bound < self.proof.bound:
            self.proof = proof
        gap_points = proof.bound / self._parts - found.worth * SCALE
        new = _called_for(self._tableau, proof, found.prices * SCALE, self._is_in)
        if gap_points <= CLOSE_POINTS or len(new) == 0:
            self.plan = _as_plan(self._tableau, np.concatenate(self._order), found.values)
            return True
        self._let_in(new)
        return False

    def _let_in(self, bids: Ints) -> None:
        self._is_in[bids] = True
        self._order.append(bids)
        kept = np.zeros(self._tableau.variables, dtype=np.bool_)
        kept[bids] = True
        self._program.add(_program(self._tableau, kept))


def _as_plan(tableau: Tableau, order: Ints, values: Floats) -> Ints | None:
    """The bids of a solution that happens to be whole, judged in whole numbers; None of any other. Openings are rounded up."""
    solution = np.zeros(tableau.variables)
    solution[order] = values
    bids = solution[: len(tableau.worth)]
    if np.abs(bids - np.rint(bids)).max() > ROUNDING:
        return None
    whole = np.ceil(solution - ROUNDING).astype(np.int64)
    return np.flatnonzero(whole[: len(tableau.worth)]) if tableau.is_plan(whole) else None


def _program(tableau: Tableau, kept: Bools) -> Sparse:
    """Some variables (v), with worths in the solver's own unit."""
    worth = np.zeros(tableau.variables, dtype=np.int64)
    worth[: len(tableau.worth)] = tableau.worth
    tight = np.zeros(len(tableau.limit), dtype=np.bool_)
    if tableau.forced is not None:
        tight[tableau.forced] = True
    program = sparse_of(tableau, kept, worth=worth, tight=tight)
    return replace(program, worth=program.worth / SCALE)


def best_bids(tableau: Tableau) -> Bools:
    """The bids of each unit that are worth most (b)."""
    return _first_of_each(tableau.bids.unit, np.lexsort((-tableau.worth, tableau.bids.unit)), FIRST)


def _called_for(tableau: Tableau, proof: Proof, duals: Floats, is_in: Bools) -> Ints:
    """Bids that gain at these prices, in points, most first, at most so many of each unit."""
    bids = tableau.bids
    own = np.rint(np.nan_to_num(duals[: bids.units]) * proof.parts).astype(np.int64)
    gains = proof.prices[bids.unit] - proof.losses[: len(bids.unit)] - own[bids.unit]
    gaining = np.flatnonzero((gains > 0) & ~is_in)
    order = gaining[np.lexsort((-gains[gaining], bids.unit[gaining]))]
    return np.flatnonzero(_first_of_each(bids.unit, order, MORE))


def _first_of_each(unit: Ints, order: Ints, count: int) -> Bools:
    """Which bids (b) are among the first of their unit, in an order that holds each unit's bids together."""
    firsts = np.flatnonzero(np.diff(unit[order], prepend=-1))
    rank = np.arange(len(order)) - np.repeat(firsts, np.diff(firsts, append=len(order)))
    chosen = np.zeros(len(unit), dtype=np.bool_)
    chosen[order[rank < count]] = True
    return chosen
