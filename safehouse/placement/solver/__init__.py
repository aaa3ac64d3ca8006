"""The exact plan for many requests at once.

`columns` lists the permitted choices as arrays, `engine` solves (the only importer of OR-Tools). Where choices are few, `rows` says
what a plan may not do and `search` goes through the `aims` from the people of emergency requests down to points. Where they are
many, `large` puts together `bids` (groups as one), the `tableau` of everything, `pricing`, the `proof` in whole numbers and `fixing`,
which leaves a small program. `housing` gives rooms and beds, `planning` has the plan judged by the checker, and `choice` says
what a hand-picked house costs. Forbidden pairs are absent from all of them.
"""

from safehouse.placement.solver.aims import Step
from safehouse.placement.solver.choice import ChoiceCost, plan_with_choice
from safehouse.placement.solver.planning import plan
from safehouse.placement.solver.search import Standing

__all__ = ["ChoiceCost", "Standing", "Step", "plan", "plan_with_choice"]
