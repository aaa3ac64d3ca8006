"""What a hand-picked house costs the others: the plan once more, with that one choice made."""

from collections.abc import Mapping
from dataclasses import dataclass

from safehouse.domain.codes import PlanStatus, Urgency
from safehouse.placement.problem import DEFAULT_POLICY, PlacementProblem, Plan, Policy
from safehouse.placement.solver.planning import plan


@dataclass(frozen=True, slots=True)
class ChoiceCost:
    """The plan with the choice against the plan without it.

    `displaced`: ids of requests that lose their place, sorted. `people_lost` per urgency and `points_lost` are negative where
    the others gain. Lost people weigh first, so lost points alone say little where somebody is displaced.
    """

    displaced: tuple[str, ...]
    people_lost: Mapping[Urgency, int]
    points_lost: int


def plan_with_choice(
    problem: PlacementProblem,
    base: Plan,
    request_id: str,
    house_id: str,
    *,
    time_limit_s: float,
    policy: Policy = DEFAULT_POLICY,
) -> ChoiceCost | None:
    """What it costs against the base plan when the request has this house; None when time ran out before that was proven.

    Raises NotFound for an unknown request or house, and RulesRefuse when no plan has this choice, by itself or because of those
    the request belongs with.
    """
    chosen = plan(problem, time_limit_s=time_limit_s, policy=policy, forced=(request_id, house_id))
    if chosen.status is not PlanStatus.OPTIMAL:
        return None
    placed = {placement.request for placement in base.placed}
    return ChoiceCost(
        displaced=tuple(one.request for one in chosen.unplaced if one.request in placed),
        people_lost={
            Urgency.EMERGENCY: base.value.emergency - chosen.value.emergency,
            Urgency.URGENT: base.value.urgent - chosen.value.urgent,
            Urgency.PLANNED: base.value.planned - chosen.value.planned,
        },
        points_lost=base.value.points - chosen.value.points,
    )
