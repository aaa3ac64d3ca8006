"""Evacuations: everybody of a house that is not safe any more is planned together, and moved claim by claim.

Asked for by the national contact, or by whoever says that the house is compromised; computed by a process of its own like a joint
plan. A drill computes the same for houses that are safe, as if each were not, and has no effect: no move, no claim, no message.
`evacuations.computing` solves; it is not exported here, so that no web worker loads a solver.
"""

from safehouse.services.evacuations.asking import ask_for_drill, ask_for_evacuation
from safehouse.services.evacuations.carrying_out import CarriedOut, carry_out_all, carry_out_move
from safehouse.services.evacuations.viewing import find_drill, get_evacuation
from safehouse.services.evacuations.views import DrillLine, DrillView, EvacuationPlan, EvacuationView, MoveLine

__all__ = [
    "CarriedOut",
    "DrillLine",
    "DrillView",
    "EvacuationPlan",
    "EvacuationView",
    "MoveLine",
    "ask_for_drill",
    "ask_for_evacuation",
    "carry_out_all",
    "carry_out_move",
    "find_drill",
    "get_evacuation",
]
