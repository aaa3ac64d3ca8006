"""The exact plan for many requests at once, as one integer program over every permitted choice.

`columns` lists the choices, `rows` says what a plan may not do, `engine` solves (the only importer of OR-Tools), `search` goes
through the `aims` from the people of emergency requests down to points, `housing` gives rooms and beds, `planning` has the
plan judged by the checker, and `choice` says what a hand-picked house costs. Forbidden pairs are absent from all of them.
"""

from safehouse.placement.solver.aims import Step
from safehouse.placement.solver.choice import ChoiceCost, plan_with_choice
from safehouse.placement.solver.planning import plan

__all__ = ["ChoiceCost", "Step", "plan", "plan_with_choice"]
