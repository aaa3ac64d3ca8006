"""Whatever prices rows are given, the proof that they make holds: no plan is worth more, and the best one is within its reach."""

from dataclasses import dataclass
from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from safehouse.placement.matrix import prepare_network
from safehouse.placement.matrix.network import Floats
from safehouse.placement.solver.bids import bids_of
from safehouse.placement.solver.clock import Clock
from safehouse.placement.solver.columns import prepare_pool
from safehouse.placement.solver.fixing import best_within_reach, beyond_reach
from safehouse.placement.solver.proof import Proof, parts_for, prove
from safehouse.placement.solver.tableau import Tableau, tableau_of
from safehouse.placement.solver.worth import Ladder, ladder_of
from tests.property.crowded import crowded_problem
from tests.property.oracle_plans import best_value

SEEDS = st.integers(min_value=0, max_value=2**32)


@dataclass(frozen=True)
class Case:
    """A small problem as a tableau, and what its best plan is worth as one number."""

    tableau: Tableau
    ladder: Ladder
    best: int


def a_case(random: Random) -> Case | None:
    """None where nobody has a bid."""
    problem = crowded_problem(random, houses=2, requests=5)
    pool = prepare_pool(problem, prepare_network(problem.houses, problem.as_of), Clock(60), None)
    best = best_value(problem)
    assert pool is not None
    assert best is not None
    bids, ladder = bids_of(pool), ladder_of(pool)
    assert bids is not None
    return Case(tableau_of(pool, bids, ladder), ladder, ladder.number(best.levels())) if bids.units else None


def any_prices(random: Random, case: Case) -> Floats:
    """Prices of all sizes, of which some are none at all."""
    sizes = (0.0, 1.0, 300.0, 1_000.0, float(case.tableau.worth.max()))
    drawn = [random.choice(sizes) * random.uniform(-0.2, 1) for _ in case.tableau.limit]
    if random.random() < 0.1:
        drawn[random.randrange(len(drawn))] = float("nan")
    return np.array(drawn)


def proof_of(random: Random, case: Case) -> Proof:
    proof = prove(case.tableau, any_prices(random, case), parts_for(case.ladder.ceiling))
    assert proof is not None
    return proof


@given(seed=SEEDS)
def test_no_plan_is_worth_more_than_any_prices_prove(seed: int) -> None:
    random = Random(seed)
    case = a_case(random)
    if case is not None:
        assert proof_of(random, case).worth >= case.best


@given(seed=SEEDS)
def test_nothing_that_the_best_plan_needs_is_ever_fixed_out(seed: int) -> None:
    """Within the distance from bound to worth there is a plan worth as much; just below it there may be none."""
    random = Random(seed)
    case = a_case(random)
    if case is not None:
        proof = proof_of(random, case)
        reach = proof.bound - case.best * proof.parts
        found = best_within_reach(case.tableau, proof, reach, 60)
        assert found.bids is not None
        assert int(case.tableau.worth[found.bids].sum()) == case.best == found.bound


@given(seed=SEEDS, share=st.floats(min_value=0, max_value=1))
def test_what_is_not_within_reach_is_worth_no_more_than_is_said(seed: int, share: float) -> None:
    random = Random(seed)
    case = a_case(random)
    if case is not None:
        proof = proof_of(random, case)
        reach = int(share * (proof.bound - case.best * proof.parts))
        found = best_within_reach(case.tableau, proof, reach, 60)
        has_best = found.bids is not None and int(case.tableau.worth[found.bids].sum()) == case.best
        assert has_best or beyond_reach(proof, reach) >= case.best
        assert found.bound >= case.best


def test_prices_too_large_to_be_added_up_prove_nothing() -> None:
    case = a_case(Random(1))
    assert case is not None
    assert prove(case.tableau, np.full(len(case.tableau.limit), 1e30), 2**52) is None
