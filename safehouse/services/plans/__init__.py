"""The joint plan for everybody who waits in a country: asked for by a coordinator, computed by a process of its own, then read.

Pages ask and read. `plans.computing.compute_plan` solves; it is not exported here, so that no web worker loads a solver.
"""

from safehouse.services.plans.asking import ask_for_plan
from safehouse.services.plans.viewing import find_plan, find_plan_for_request
from safehouse.services.plans.views import (
    Choice,
    CountryPlan,
    Displaced,
    Household,
    PlanLine,
    PlanView,
    RequestInPlan,
    RoomLine,
)

__all__ = [
    "Choice",
    "CountryPlan",
    "Displaced",
    "Household",
    "PlanLine",
    "PlanView",
    "RequestInPlan",
    "RoomLine",
    "ask_for_plan",
    "find_plan",
    "find_plan_for_request",
]
