"""The best plan, one aim after another, each held while the next is improved, for as long as there is time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from safehouse.placement.problem import PlanValue
from safehouse.placement.solver.aims import Aim, Step, aims_of, levels_of
from safehouse.placement.solver.clock import Clock
from safehouse.placement.solver.columns import Instance
from safehouse.placement.solver.engine import Best, Engine
from safehouse.placement.solver.greedy import Chosen, fill_up
from safehouse.placement.solver.rows import program_of, values_of

Report = Callable[[Step], None]
"""Told each step when it begins."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known while a plan is searched for: the value of the best one so far, None before there is one, and the bound."""

    value: PlanValue | None
    bound: PlanValue


@dataclass(frozen=True, slots=True)
class Outcome:
    """The columns of a plan, what it is worth, and a bound that no plan exceeds.

    `chosen` None: what was forced is impossible, or the time ended before it was found to be possible.
    """

    chosen: Chosen | None
    value: PlanValue
    bound: PlanValue
    is_impossible: bool


def best_plan(instance: Instance, clock: Clock, report: Report) -> Outcome:
    """The lexicographically best plan, or the best found in time; its bound is honest for the levels not reached."""
    search = _Search(instance, clock)
    levels = levels_of(instance)
    bounds = [level.ceiling for level in levels]
    reached = 0
    for aim in aims_of(levels):
        for level in aim.levels:
            report(level.step)
        bound = search.improve(aim)
        bounds[reached : reached + len(aim.levels)] = aim.digits(bound)
        reached += len(aim.levels)
        if search.chosen is None or bound > aim.worth(search.chosen):
            break
        search.keep(aim)
    chosen = None if search.chosen is None else fill_up(instance, search.chosen)
    value = PlanValue(*(level.worth(chosen or frozenset()) for level in levels))
    return Outcome(chosen, value, PlanValue(*bounds), search.is_impossible)


class _Search:
    """The best plan so far, and the engine, which is loaded only when there is something to improve."""

    def __init__(self, instance: Instance, clock: Clock) -> None:
        self._instance = instance
        self._clock = clock
        self._engine: Engine | None = None
        self._kept: list[tuple[Sequence[int], int]] = []
        start = fill_up(instance, frozenset())
        self.chosen = start if _has_who_is_forced(instance, start) else None
        self.is_impossible = instance.forced is not None and not instance.columns_of(instance.forced)

    def improve(self, aim: Aim) -> int:
        """Make the plan the best one for this aim and return the bound: the plan's own worth when it is proven."""
        worth = -1 if self.chosen is None else aim.worth(self.chosen)
        if worth == aim.ceiling or self.is_impossible or self._clock.is_over():
            return aim.ceiling
        best = self._solve(aim)
        self.is_impossible = best.is_impossible
        if best.chosen is not None and aim.worth(best.chosen) > worth:
            self.chosen = best.chosen
            worth = aim.worth(best.chosen)
        # The solver's bound is a sum of floats: where it ends below a plan that exists, that plan is the bound.
        return aim.ceiling if best.bound is None else max(worth, min(aim.ceiling, best.bound))

    def keep(self, aim: Aim) -> None:
        """Hold what the plan is worth to this aim while later ones are improved."""
        if self.chosen is not None:
            self._kept.append((aim.weights, aim.worth(self.chosen)))
            if self._engine is not None:
                self._engine.keep(*self._kept[-1])

    def _solve(self, aim: Aim) -> Best:
        if self._engine is None:
            self._engine = Engine(program_of(self._instance), len(self._instance.columns))
            for weights, least in self._kept:
                self._engine.keep(weights, least)
        start = None if self.chosen is None else values_of(self._instance, self.chosen)
        return self._engine.maximise(aim.weights, start, self._clock.left_s())


def _has_who_is_forced(instance: Instance, chosen: Chosen) -> bool:
    placed = {instance.columns[variable].request for variable in chosen}
    return instance.forced is None or instance.forced in placed
