"""The exact plan for many requests, judged by code that is not the solver before anybody sees it."""

from collections import Counter
from collections.abc import Callable

from safehouse.domain.codes import CONFIDENTIAL_CODES, PlanStatus, RuleCode, Urgency
from safehouse.domain.errors import NotFound, RulesRefuse
from safehouse.placement.checker import judge_plan
from safehouse.placement.explain import excluded_counts, single_relaxations, verdicts
from safehouse.placement.matrix import PreparedNetwork, judge, prepare_network
from safehouse.placement.problem import (
    DEFAULT_POLICY,
    Placement,
    PlacementProblem,
    PlacementRequest,
    Plan,
    PlanValue,
    Policy,
    Unplaced,
)
from safehouse.placement.solver.aims import Step
from safehouse.placement.solver.clock import Clock
from safehouse.placement.solver.columns import Forced, Instance, Pool, prepare_pool
from safehouse.placement.solver.housing import placements
from safehouse.placement.solver.large import best_large_plan
from safehouse.placement.solver.search import Outcome, Report, Standing, best_plan

MANY_COLUMNS = 2_000
"""From so many on, pricing is faster than one integer program over all of them."""


def plan(
    problem: PlacementProblem,
    *,
    time_limit_s: float,
    policy: Policy = DEFAULT_POLICY,
    progress: Report | None = None,
    on_standing: Callable[[Standing], None] | None = None,
    forced: Forced | None = None,
) -> Plan:
    """The best plan: most people of emergency, then urgent, then planned requests, then most points.

    `status` is `optimal` only when the value equals the bound. `forced` is a request and the house that it must have, and the
    bound then holds for such plans. Raises NotFound when one of the two is unknown, RulesRefuse with the codes that may be
    shown when no plan has both, and UnsafePlan instead of returning a plan that the checker refuses.
    """
    report = progress or _say_nothing
    clock = Clock(time_limit_s)
    ordered = problem.in_canonical_order()
    _refuse_unknown(ordered, forced)
    report(Step.JUDGING)
    network = prepare_network(ordered.houses, ordered.as_of, policy)
    pool = prepare_pool(ordered, network, clock, forced)
    if pool is None:
        return _without_plan(ordered, network, clock)
    instance, outcome = _search(pool, clock, report, on_standing or _say_nothing)
    if outcome.is_impossible:
        raise RulesRefuse(_codes_to_show(ordered, network, forced))
    if outcome.chosen is None:
        return _without_plan(ordered, network, clock)
    report(Step.CHECKING)
    found = _plan_of(outcome, ordered, network, placements(instance, network, outcome.chosen), clock)
    judge_plan(ordered, found, policy)
    return found


def _search(
    pool: Pool, clock: Clock, report: Report, on_standing: Callable[[Standing], None]
) -> tuple[Instance, Outcome]:
    if len(pool.ways.request) >= MANY_COLUMNS:
        for step in (Step.EMERGENCY, Step.URGENT, Step.PLANNED, Step.POINTS):
            report(step)
        found = best_large_plan(pool, clock, on_standing)
        if found is not None:
            return found
    instance = pool.instance()
    return instance, best_plan(instance, clock, report)


def _refuse_unknown(problem: PlacementProblem, forced: Forced | None) -> None:
    if forced is None:
        return
    if not any(request.id == forced[0] for request in problem.requests):
        raise NotFound
    if not any(house.id == forced[1] for house in problem.houses):
        raise NotFound


def _plan_of(
    outcome: Outcome,
    problem: PlacementProblem,
    network: PreparedNetwork,
    placed: tuple[Placement, ...],
    clock: Clock,
) -> Plan:
    return Plan(
        status=PlanStatus.OPTIMAL if outcome.value == outcome.bound else PlanStatus.FEASIBLE,
        value=outcome.value,
        upper_bound=outcome.bound,
        wall_ms=clock.wall_ms(),
        placed=placed,
        unplaced=_unplaced(problem, network, placed),
    )


def _without_plan(problem: PlacementProblem, network: PreparedNetwork, clock: Clock) -> Plan:
    """Nothing was computed, so all that is known is that nobody can be placed twice."""
    people = Counter[Urgency]()
    for request in problem.requests:
        people[request.urgency] += len(request.people)
    most_points = sum(network.policy.weights.values()) * len(problem.requests)
    return Plan(
        status=PlanStatus.TIME_LIMIT_WITHOUT_PLAN,
        value=PlanValue(0, 0, 0, 0),
        upper_bound=PlanValue(people[Urgency.EMERGENCY], people[Urgency.URGENT], people[Urgency.PLANNED], most_points),
        wall_ms=clock.wall_ms(),
        placed=(),
        unplaced=_unplaced(problem, network, ()),
    )


def _unplaced(
    problem: PlacementProblem, network: PreparedNetwork, placed: tuple[Placement, ...]
) -> tuple[Unplaced, ...]:
    """Everybody who is not placed, with what the houses say of each on the network as given."""
    has_a_place = {placement.request for placement in placed}
    return tuple(_explained(network, request) for request in problem.requests if request.id not in has_a_place)


def _explained(network: PreparedNetwork, request: PlacementRequest) -> Unplaced:
    judgement = judge(network, request)
    return Unplaced(
        request=request.id,
        excluded=excluded_counts(judgement),
        relaxations=single_relaxations(network, judgement),
        competes_with=(),
    )


def _codes_to_show(problem: PlacementProblem, network: PreparedNetwork, forced: Forced | None) -> tuple[RuleCode, ...]:
    """Why the forced house refuses the request by itself; empty when only the request's relations do."""
    request = next(request for request in problem.requests if forced and request.id == forced[0])
    codes = {verdict.house: verdict.codes for verdict in verdicts(network, judge(network, request))}
    failing = codes.get(forced[1], ()) if forced else ()
    return tuple(code for code in failing if code not in CONFIDENTIAL_CODES)


def _say_nothing(_news: object) -> None:
    """Nobody wants to know."""
