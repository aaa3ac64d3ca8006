"""What may be said of a count: all of it within the own country, elsewhere only 10 and more, rounded down to 10s.

Totals and shares are made from what is shown and from nothing else, so they tell nothing that the cells do not. Every cell
counts other events than the cells beside it; only a quarter lies in a year, and of that pair no cell can be worked out:
four quarters are at most 36 more than they show, a year shows 10s, so a year that narrows its quarters to the most they
can be leaves 6 of those 36 to be anywhere.
"""

from collections.abc import Iterable

from safehouse.domain.codes import Hidden

SMALLEST = 10
"""The smallest count that is shown outside the own country, and the step to which counts are rounded down."""
_HUNDRED = 100

Figure = int | Hidden
"""A count that is shown, or what stands in its place."""


def rounded(count: int) -> Figure:
    """The count rounded down to 10s; 0 and 9 look alike."""
    return count // SMALLEST * SMALLEST if count >= SMALLEST else Hidden.FEWER_THAN_10


def total(figures: Iterable[Figure]) -> Figure:
    """The sum of what is shown; NOT_SHOWN when nothing is. Never more than the true sum."""
    shown = [figure for figure in figures if isinstance(figure, int)]
    return sum(shown) if shown else Hidden.NOT_SHOWN


def percentage(part: Figure, whole: Figure) -> Figure:
    """One shown figure as a whole percentage of another; NOT_SHOWN where one of them is not or there is nothing."""
    if isinstance(part, int) and isinstance(whole, int) and whole > 0:
        return part * _HUNDRED // whole
    return Hidden.NOT_SHOWN
