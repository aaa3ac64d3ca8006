"""The best plan where there are too many columns for one integer program: prices, a proof, and a small program for the rest."""

from collections.abc import Callable

import numpy as np

from safehouse.placement.matrix.rooms import Ints
from safehouse.placement.solver.bids import Bids, bids_of
from safehouse.placement.solver.clock import Clock
from safehouse.placement.solver.columns import Instance, Pool
from safehouse.placement.solver.fixing import best_within_reach, beyond_reach, is_exact, within_reach
from safehouse.placement.solver.greedy import fill_up
from safehouse.placement.solver.pricing import Prices, best_bids
from safehouse.placement.solver.proof import Proof
from safehouse.placement.solver.search import Outcome, Standing, best_plan
from safehouse.placement.solver.tableau import Tableau, tableau_of
from safehouse.placement.solver.worth import Ladder, ladder_of, worths_of

FIRST_REACH_POINTS = 25
"""How much less than the bound a plan may be worth that is looked for first."""
FINISHING = 0.5
"""Whoever has no place is judged once more for the reasons, which takes so much of the time in which everybody was judged."""
WIDER = 4
"""So many times wider the reach becomes when there was no plan within it."""


def best_large_plan(
    pool: Pool, clock: Clock, on_standing: Callable[[Standing], None]
) -> tuple[Instance, Outcome] | None:
    """The best plan, or the best found in time, and its columns; None where one integer program has to do.

    That is where a group has too many ways to write them out, or where worths have too many digits.
    """
    clock = clock.earlier(FINISHING * clock.wall_ms() / 1000)
    ladder, bids = ladder_of(pool), bids_of(pool)
    if bids is None or bids.units == 0 or not ladder.fits():
        return None
    if pool.forced is not None and bids.unit_of_request[pool.forced] < 0:
        # Whoever is to be placed has no place even where nobody else is.
        impossible = Outcome(None, ladder.value(0), ladder.value(ladder.ceiling), is_impossible=True)
        return pool.instance(np.zeros(0, dtype=np.int64)), impossible
    search = LargeSearch(pool, tableau_of(pool, bids, ladder), ladder, clock, on_standing)
    search.go()
    return search.outcome()


class LargeSearch:
    """The best plan so far, as numbers of columns, its worth, and a bound."""

    def __init__(
        self, pool: Pool, tableau: Tableau, ladder: Ladder, clock: Clock, on_standing: Callable[[Standing], None]
    ) -> None:
        self._pool = pool
        self._tableau = tableau
        self._ladder = ladder
        self._clock = clock
        self._on_standing = on_standing
        self._worths = worths_of(pool, ladder)
        self._columns: Ints | None = None
        self._worth = -1
        self._bound = ladder.ceiling

    def go(self) -> None:
        """Search until the plan is proven or the time is over."""
        prices = Prices(self._tableau, self._ladder.ceiling)
        prices.find(self._clock, self._learn_bound)
        if prices.plan is not None:
            self._learn(self._bids.columns_of(prices.plan), self._bound)
        if prices.proof is not None:
            self._settle(prices.proof)

    def _settle(self, proof: Proof) -> None:
        reach, looked = FIRST_REACH_POINTS * proof.parts, -1
        while looked < reach and self._worth < self._bound and not self._clock.is_over():
            self._look_within(proof, reach)
            looked = reach
            reach = reach * WIDER if self._columns is None else proof.bound - self._worth * proof.parts

    def outcome(self) -> tuple[Instance, Outcome]:
        """The columns of the plan, and what is known of it."""
        columns = self._columns
        if columns is None or self._worth < self._bound:
            columns = self._filled_up(columns)
        worth = 0 if columns is None else int(self._worths[columns].sum())
        instance = self._pool.instance(np.zeros(0, dtype=np.int64) if columns is None else columns)
        chosen = None if columns is None else frozenset(range(len(columns)))
        value, bound = self._ladder.value(worth), self._ladder.value(max(worth, self._bound))
        return instance, Outcome(chosen, value, bound, is_impossible=False)

    def _look_within(self, proof: Proof, reach: int) -> None:
        if is_exact(self._tableau, proof, reach):
            found = best_within_reach(self._tableau, proof, reach, self._clock.left_s())
            columns = None if found.bids is None else self._bids.columns_of(found.bids)
            self._learn(columns, found.bound)
        else:
            self._look_level_by_level(proof, reach)

    def _look_level_by_level(self, proof: Proof, reach: int) -> None:
        """Where numbers are too large for one program, the same bids one level after another."""
        kept = np.flatnonzero(within_reach(proof, reach)[: len(self._bids.unit)])
        numbers = np.unique(self._bids.columns_of(kept))
        outcome = best_plan(self._pool.instance(numbers), self._clock, lambda _: None)
        columns = None if outcome.chosen is None else numbers[sorted(outcome.chosen)]
        within = -1 if outcome.is_impossible else self._ladder.number(outcome.bound.levels())
        self._learn(columns, max(within, beyond_reach(proof, reach)))

    def _learn(self, columns: Ints | None, bound: int) -> None:
        worth = -1 if columns is None else int(self._worths[columns].sum())
        if worth > self._worth:
            self._columns, self._worth = columns, worth
        self._learn_bound(bound)

    def _learn_bound(self, bound: int) -> None:
        self._bound = max(self._worth, min(self._bound, bound))
        value = None if self._columns is None else self._ladder.value(self._worth)
        self._on_standing(Standing(value, self._ladder.value(self._bound)))

    def _filled_up(self, columns: Ints | None) -> Ints | None:
        """The plan, and everybody who still fits by one of her best bids. None: whoever is forced has no place by them."""
        likely = self._bids.columns_of(np.flatnonzero(best_bids(self._tableau)))
        taken = np.zeros(0, dtype=np.int64) if columns is None else columns
        numbers = np.union1d(likely, taken)
        instance = self._pool.instance(numbers)
        chosen = fill_up(instance, frozenset(np.searchsorted(numbers, taken).tolist()))
        filled = numbers[sorted(chosen)]
        is_placed = self._pool.forced is None or self._pool.forced in self._pool.ways.request[filled].tolist()
        return filled if is_placed else None

    @property
    def _bids(self) -> Bids:
        return self._tableau.bids
