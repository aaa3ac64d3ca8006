"""What it costs the others to give a request another house than the plan does: the plan once more, with that choice made."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import monotonic

from safehouse.domain.errors import RulesRefuse
from safehouse.placement.matrix import PreparedNetwork, prepare_network
from safehouse.placement.problem import PlacementProblem, Plan, Policy
from safehouse.placement.ranking import rank
from safehouse.placement.solver import ChoiceCost, plan_with_choice

CHOICES_PER_REQUEST = 3
"""The houses that a coordinator is most likely to take instead."""
ONE_CHOICE_S = 3.0
"""A choice whose cost takes longer to prove is left out: the page then says nothing about it."""


@dataclass(frozen=True, slots=True)
class CostedChoice:
    """One request put into another house than the plan's, and what that costs."""

    request_id: str
    house_id: str
    cost: ChoiceCost


def cost_choices(
    problem: PlacementProblem, base: Plan, *, time_limit_s: float, policy: Policy, progress: Callable[[int, int], None]
) -> tuple[CostedChoice, ...]:
    """The cost of the likeliest other choices, the best house of every request before the second best of any.

    Stops when the time is over; `progress` is told how many of how many are done.
    """
    network = prepare_network(problem.houses, problem.as_of, policy)
    choices = tuple(_in_turn(network, problem, base))
    ends_at = monotonic() + time_limit_s
    costed = []
    for done, (request_id, house_id) in enumerate(choices):
        left_s = ends_at - monotonic()
        if left_s <= 0:
            break
        progress(done, len(choices))
        cost = _cost(problem, base, request_id, house_id, time_limit_s=min(left_s, ONE_CHOICE_S), policy=policy)
        if cost is not None:
            costed.append(CostedChoice(request_id, house_id, cost))
    return tuple(costed)


def _in_turn(network: PreparedNetwork, problem: PlacementProblem, base: Plan) -> Iterator[tuple[str, str]]:
    planned = {placement.request: placement.house for placement in base.placed}
    others = {
        request.id: [
            suggestion.house
            for suggestion in rank(network, request, CHOICES_PER_REQUEST + 1).suggestions
            if suggestion.house != planned.get(request.id)
        ]
        for request in problem.requests
    }
    for turn in range(CHOICES_PER_REQUEST):
        yield from ((request_id, houses[turn]) for request_id, houses in others.items() if turn < len(houses))


def _cost(
    problem: PlacementProblem, base: Plan, request_id: str, house_id: str, *, time_limit_s: float, policy: Policy
) -> ChoiceCost | None:
    try:
        return plan_with_choice(problem, base, request_id, house_id, time_limit_s=time_limit_s, policy=policy)
    except RulesRefuse:
        # Eligible alone, yet no plan has it: those it belongs with have no place there. Nothing to say about it.
        return None
