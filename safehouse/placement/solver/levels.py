"""The best plan level by level: people of emergency, urgent and planned requests, then points, each fixed before the next."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from safehouse.domain.codes import Urgency
from safehouse.placement.problem import PlanValue
from safehouse.placement.solver.clock import Clock
from safehouse.placement.solver.columns import Instance
from safehouse.placement.solver.engine import Best, Engine
from safehouse.placement.solver.greedy import Chosen, fill_up
from safehouse.placement.solver.rows import program_of, values_of


class Step(StrEnum):
    """What a plan is busy with, in this order."""

    JUDGING = "judging"
    EMERGENCY = "emergency"
    URGENT = "urgent"
    PLANNED = "planned"
    POINTS = "points"
    CHECKING = "checking"


Report = Callable[[Step], None]
"""Told each step when it begins."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The columns of a plan, what it is worth, and a bound that no plan exceeds.

    `chosen` None: what was forced is impossible, or the time ended before it was found to be possible.
    """

    chosen: Chosen | None
    value: PlanValue
    bound: PlanValue
    is_impossible: bool


@dataclass(frozen=True, slots=True)
class _Level:
    """One aim: what each column is worth to it, and the most that all requests together could be worth."""

    step: Step
    weights: tuple[int, ...]
    ceiling: int

    def worth(self, chosen: Chosen) -> int:
        return sum(self.weights[variable] for variable in chosen)


def best_plan(instance: Instance, clock: Clock, report: Report) -> Outcome:
    """The lexicographically best plan, or the best found in time; its bound is honest for the levels not reached."""
    search = _Search(instance, clock)
    levels = tuple(_levels(instance))
    bounds = [level.ceiling for level in levels]
    for number, level in enumerate(levels):
        report(level.step)
        bounds[number] = search.improve(level)
        if search.chosen is None or bounds[number] > level.worth(search.chosen):
            break
        search.keep(level)
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

    def improve(self, level: _Level) -> int:
        """Make the plan the best one for this level and return the bound: the plan's own worth when it is proven."""
        worth = -1 if self.chosen is None else level.worth(self.chosen)
        if worth == level.ceiling or self.is_impossible or self._clock.is_over():
            return level.ceiling
        best = self._solve(level)
        self.is_impossible = best.is_impossible
        if best.chosen is not None and level.worth(best.chosen) > worth:
            self.chosen = best.chosen
            worth = level.worth(best.chosen)
        # The solver's bound is a sum of floats: where it ends below a plan that exists, that plan is the bound.
        return level.ceiling if best.bound is None else max(worth, min(level.ceiling, best.bound))

    def keep(self, level: _Level) -> None:
        """Hold what the plan is worth to this level while later levels are improved."""
        if self.chosen is not None:
            self._kept.append((level.weights, level.worth(self.chosen)))
            if self._engine is not None:
                self._engine.keep(*self._kept[-1])

    def _solve(self, level: _Level) -> Best:
        if self._engine is None:
            self._engine = Engine(program_of(self._instance), len(self._instance.columns))
            for weights, least in self._kept:
                self._engine.keep(weights, least)
        start = None if self.chosen is None else values_of(self._instance, self.chosen)
        return self._engine.maximise(level.weights, start, self._clock.left_s())


def _has_who_is_forced(instance: Instance, chosen: Chosen) -> bool:
    placed = {instance.columns[variable].request for variable in chosen}
    return instance.forced is None or instance.forced in placed


def _levels(instance: Instance) -> Iterator[_Level]:
    for urgency in Urgency:
        weights = tuple(instance.people(column, urgency) for column in instance.columns)
        yield _Level(Step(urgency.value), weights, _ceiling(instance, weights))
    points = tuple(column.points for column in instance.columns)
    yield _Level(Step.POINTS, points, _ceiling(instance, points))


def _ceiling(instance: Instance, weights: Sequence[int]) -> int:
    return sum(max(weights[start:end], default=0) for start, end in instance.spans)
