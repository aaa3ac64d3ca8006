"""What a plan aims at: people of emergency, urgent and planned requests, then points; each comes before all that follow.

One aim after another is maximised and held. Where numbers stay small enough for the solver's floats, several levels become
one aim: a number with a digit per level, which is both faster and proven at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from safehouse.domain.codes import Urgency
from safehouse.placement.solver.columns import Instance
from safehouse.placement.solver.greedy import Chosen

EXACT = 10**9
"""An aim is never worth more than this: the solver's floats then tell a single point apart, with six digits to spare."""


class Step(StrEnum):
    """What a plan is busy with, in this order."""

    JUDGING = "judging"
    EMERGENCY = "emergency"
    URGENT = "urgent"
    PLANNED = "planned"
    POINTS = "points"
    CHECKING = "checking"


@dataclass(frozen=True, slots=True)
class Level:
    """What each column is worth to one level, and the most that all requests together could be worth."""

    step: Step
    weights: tuple[int, ...]
    ceiling: int

    def worth(self, chosen: Chosen) -> int:
        return sum(self.weights[variable] for variable in chosen)


@dataclass(frozen=True, slots=True)
class Aim:
    """One or several levels in one number: the base of each digit is one more than the ceiling of its level."""

    levels: tuple[Level, ...]
    weights: tuple[int, ...]
    ceiling: int

    def worth(self, chosen: Chosen) -> int:
        return sum(self.weights[variable] for variable in chosen)

    def digits(self, worth: int) -> tuple[int, ...]:
        """What a number is worth to each level, the first level first."""
        digits: list[int] = []
        for level in reversed(self.levels):
            worth, digit = divmod(worth, level.ceiling + 1)
            digits.append(digit)
        return tuple(reversed(digits))


def levels_of(instance: Instance) -> tuple[Level, ...]:
    """The four levels, the first one first."""
    people = (
        (Step(urgency.value), tuple(instance.people(column, urgency) for column in instance.columns))
        for urgency in Urgency
    )
    points = (Step.POINTS, tuple(column.points for column in instance.columns))
    return tuple(Level(step, weights, _ceiling(instance, weights)) for step, weights in (*people, points))


def aims_of(levels: Sequence[Level]) -> tuple[Aim, ...]:
    """The levels as few aims, in their order; the last levels are merged first, because points alone take longest."""
    aims: list[Aim] = []
    for level in reversed(levels):
        if aims and (level.ceiling + 1) * (aims[0].ceiling + 1) <= EXACT:
            aims[0] = _before(level, aims[0])
        else:
            aims.insert(0, Aim((level,), level.weights, level.ceiling))
    return tuple(aims)


def _before(level: Level, aim: Aim) -> Aim:
    base = aim.ceiling + 1
    return Aim(
        levels=(level, *aim.levels),
        weights=tuple(high * base + low for high, low in zip(level.weights, aim.weights, strict=True)),
        ceiling=level.ceiling * base + aim.ceiling,
    )


def _ceiling(instance: Instance, weights: Sequence[int]) -> int:
    return sum(max(weights[start:end], default=0) for start, end in instance.spans)
