"""What a column is worth to all levels at once: one whole number with a digit per level, points last.

Such a number may have fourteen digits. It is only ever added up and compared as a whole number of 64 bits; no float holds it
where a single point matters.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from safehouse.domain.codes import Urgency
from safehouse.placement.matrix.rooms import Ints
from safehouse.placement.problem import PlanValue
from safehouse.placement.solver.columns import Pool

MOST_BITS = 60
"""Sums of worths stay below two to the power of this, and so within a signed number of 64 bits with two bits to spare."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """The most that all requests together could be worth to each level, emergency first, points last.

    The base of each digit is one more than the ceiling of its level, so that no level outweighs the one before it.
    """

    ceilings: tuple[int, int, int, int]

    @property
    def ceiling(self) -> int:
        """The most that anything is worth."""
        return self.number(self.ceilings)

    def number(self, levels: Sequence[int]) -> int:
        """The levels as one number, the first level first."""
        number = 0
        for level, ceiling in zip(levels, self.ceilings, strict=True):
            number = number * (ceiling + 1) + level
        return number

    def value(self, number: int) -> PlanValue:
        """What a number is worth to each level."""
        digits: list[int] = []
        for ceiling in reversed(self.ceilings):
            number, digit = divmod(number, ceiling + 1)
            digits.append(digit)
        return PlanValue(*reversed(digits))

    def step(self, level: int) -> int:
        """What one more of a level (0 to 3) is worth."""
        return self.number([int(number == level) for number in range(len(self.ceilings))])

    def fits(self) -> bool:
        """Whether sums of worths are whole numbers of 64 bits."""
        return self.ceiling.bit_length() < MOST_BITS


def ladder_of(pool: Pool) -> Ladder:
    """The ladder of a problem."""
    most_points = np.zeros(len(pool.requests), dtype=np.int64)
    np.maximum.at(most_points, pool.ways.request, pool.ways.points)
    has_ways = np.zeros(len(pool.requests), dtype=np.bool_)
    has_ways[pool.ways.request] = True
    emergency, urgent, planned = (int(people[has_ways].sum()) for people in _people(pool))
    return Ladder((emergency, urgent, planned, int(most_points.sum())))


def worths_of(pool: Pool, ladder: Ladder) -> Ints:
    """What each column is worth (n)."""
    of_request = np.zeros(len(pool.requests), dtype=np.int64)
    for level, people in enumerate(_people(pool)):
        of_request += ladder.step(level) * people
    worths: Ints = of_request[pool.ways.request] + pool.ways.points
    return worths


def _people(pool: Pool) -> tuple[Ints, ...]:
    """Per urgency, how many people of it each request has."""
    return tuple(
        np.array([len(one.people) if one.urgency is urgency else 0 for one in pool.requests], dtype=np.int64)
        for urgency in Urgency
    )
