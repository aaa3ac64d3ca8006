"""Faults in bids, prices, proof and fixing: what is wrongly left out or wrongly proven makes the named test fail."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from safehouse.placement.matrix.network import Floats
from safehouse.placement.matrix.rooms import Bools, Ints
from safehouse.placement.solver.bids import Bids
from safehouse.placement.solver.columns import Pool
from safehouse.placement.solver.proof import Proof
from safehouse.placement.solver.tableau import Tableau, Terms
from tests.faults.planting import AnyFunction, Fault, always, assert_all_found

SOLVER = "safehouse.placement.solver"
LARGE = "tests/property/test_plan_large.py"
SCARCE = f"{LARGE}::test_where_beds_are_scarce_no_plan_is_worth_more"
BOUND = "tests/property/test_plan_proof.py::test_no_plan_is_worth_more_than_any_prices_prove"
FIXED_OUT = "tests/property/test_plan_proof.py::test_nothing_that_the_best_plan_needs_is_ever_fixed_out"
RELATED = f"{LARGE}::test_at_every_occupancy_and_with_many_relations_a_whole_program_finds_the_same"


def _nothing_is_apart(_: AnyFunction) -> AnyFunction:
    nothing = np.zeros(0, dtype=np.int64)
    return lambda *_args: (nothing, nothing, nothing)


def _one_gender_for_all(honest: AnyFunction) -> AnyFunction:
    def members(pool: Pool, bids: Bids, keys: object) -> Terms:
        ways = replace(pool.ways, sharing=np.minimum(pool.ways.sharing, 0))
        terms: Terms = honest(replace(pool, ways=ways), bids, keys)
        return terms

    return members


def _the_second_room_is_free(honest: AnyFunction) -> AnyFunction:
    def members(pool: Pool, bids: Bids, keys: object) -> Terms:
        ways = replace(pool.ways, high=np.full_like(pool.ways.high, -1))
        terms: Terms = honest(replace(pool, ways=ways), bids, keys)
        return terms

    return members


def _rooms_have_a_bed_more(honest: AnyFunction) -> AnyFunction:
    def openings(bids: Bids, keys: object, opened: Ints, beds: Ints) -> Terms:
        terms: Terms = honest(bids, keys, opened, beds + 1)
        return terms

    return openings


def _a_group_pays_for_its_first(honest: AnyFunction) -> AnyFunction:
    def members(pool: Pool, bids: Bids, keys: object) -> Terms:
        firsts = replace(bids, columns=bids.columns[bids.start[:-1]], start=np.arange(len(bids.unit) + 1))
        terms: Terms = honest(pool, firsts, keys)
        return terms

    return members


def _the_bound_is_a_point_too_low(honest: AnyFunction) -> AnyFunction:
    def prove(tableau: Tableau, duals: Floats, parts: int) -> Proof | None:
        proof: Proof | None = honest(tableau, duals, parts)
        return None if proof is None else replace(proof, bound=proof.bound - parts)

    return prove


def _units_gain_nothing(honest: AnyFunction) -> AnyFunction:
    return lambda tableau, losses: honest(tableau, losses) // 2


def _only_what_loses_nothing(_: AnyFunction) -> AnyFunction:
    def within(proof: Proof, _reach: int) -> Bools:
        kept: Bools = proof.losses <= 0
        return kept

    return within


def _every_row_with_a_price_is_full(_: AnyFunction) -> AnyFunction:
    def full(_tableau: Tableau, proof: Proof, _reach: int) -> Bools:
        priced: Bools = proof.prices > 0
        return priced

    return full


def _each_room_class_has_one_more(honest: AnyFunction) -> AnyFunction:
    def tableau_of(pool: Pool, bids: Bids, ladder: object) -> Tableau:
        tableau: Tableau = honest(pool, bids, ladder)
        more = np.where(np.arange(len(tableau.limit)) >= bids.units, 1, 0)
        return replace(tableau, limit=tableau.limit + more)

    return tableau_of


FAULTS = (
    Fault("nobody is kept apart", f"{SOLVER}.tableau._apart", _nothing_is_apart, RELATED),
    Fault("the gender of a shared room does not matter", f"{SOLVER}.tableau._members", _one_gender_for_all, SCARCE),
    Fault("a second room costs nothing", f"{SOLVER}.tableau._members", _the_second_room_is_free, SCARCE),
    Fault("an opened room has a bed more", f"{SOLVER}.tableau._openings", _rooms_have_a_bed_more, SCARCE),
    Fault("a group takes the rooms of one", f"{SOLVER}.tableau._members", _a_group_pays_for_its_first, RELATED),
    Fault("there is a room more of everything", f"{SOLVER}.large.tableau_of", _each_room_class_has_one_more, SCARCE),
    Fault("groups fit wherever each of them does", f"{SOLVER}.bids._fit_together", always(answer=False), RELATED),
    Fault("groups stay without a place", f"{SOLVER}.bids._joint_ways", always(()), RELATED),
    Fault("no level outweighs the next", f"{SOLVER}.worth.Ladder.step", always(1), SCARCE),
    Fault("the bound is a point too low", f"{SOLVER}.proof.prove", _the_bound_is_a_point_too_low, BOUND),
    Fault("the prices of units are too low", f"{SOLVER}.proof._best_of_each_unit", _units_gain_nothing, SCARCE),
    Fault("openings gain", f"{SOLVER}.proof._price_rooms_by_their_beds", always(None), BOUND),
    Fault("bids that lose little are fixed out", f"{SOLVER}.fixing.within_reach", _only_what_loses_nothing, FIXED_OUT),
    Fault(
        "what is out of reach is taken for worthless",
        f"{SOLVER}.fixing.beyond_reach",
        always(-1),
        "tests/property/test_plan_proof.py::test_what_is_not_within_reach_is_worth_no_more_than_is_said",
    ),
    Fault("rows with any price are full", f"{SOLVER}.fixing._full_rows", _every_row_with_a_price_is_full, FIXED_OUT),
)


def test_every_fault_in_prices_proof_and_fixing_is_found(tmp_path: Path) -> None:
    assert_all_found(__name__, tmp_path)
