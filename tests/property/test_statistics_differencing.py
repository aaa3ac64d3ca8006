"""Nothing that is not shown can be worked out from what is: every table that looks alike is tried, not argued about."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from safehouse.domain.codes import Hidden
from safehouse.services.statistics.rounding import SMALLEST, Figure, percentage, rounded, total

LARGEST = 30
"""Counts above this begin the pattern of 10s anew."""
COUNTS = st.integers(0, 1000)
FIGURES = st.one_of(st.integers(0, 1000).map(rounded), st.sampled_from([Hidden.NOT_SHOWN, Hidden.NOT_KNOWN]))

Published = tuple[object, ...]


def table(counts: Sequence[int]) -> Published:
    """One table as it is shown: its cells, and its total."""
    cells = tuple(map(rounded, counts))
    return (*cells, total(cells))


def quarters_and_year(counts: Sequence[int]) -> Published:
    """One cell in each quarter of a year, and in the year."""
    return (*map(rounded, counts), rounded(sum(counts)))


def averages_of_quarters_and_year(counts: Sequence[int]) -> Published:
    """Beds on an average night of each quarter, and of the year."""
    return (*map(rounded, counts), rounded(sum(counts) // len(counts)))


def beds(counts: Sequence[int]) -> Published:
    """Beds in service and the part of them that is occupied, with the percentage."""
    free, occupied = counts
    in_service = rounded(free + occupied)
    return (in_service, rounded(occupied), percentage(rounded(occupied), in_service))


def possible(publish: object, counts: Iterable[Sequence[int]]) -> dict[Published, tuple[set[int], ...]]:
    """For each thing that can be published, the counts that each cell may have."""
    assert callable(publish)
    found: dict[Published, tuple[set[int], ...]] = {}
    for one in counts:
        cells = found.setdefault(publish(one), tuple(set() for _ in one))
        for cell, count in zip(cells, one, strict=True):
            cell.add(count)
    return found


@pytest.mark.parametrize(
    ("publish", "cells", "least"),
    [
        (table, 1, 10),
        (table, 2, 10),
        (table, 3, 10),
        (quarters_and_year, 1, 10),
        (quarters_and_year, 2, 9),
        (quarters_and_year, 3, 8),
        (averages_of_quarters_and_year, 3, 8),
        (beds, 2, 5),
    ],
)
def test_no_cell_is_determined_by_what_is_published(publish: object, cells: int, least: int) -> None:
    """Seen to fail with a total that is rounded from the true sum, and with a percentage of true figures.

    `least`: how many counts stay possible for every cell, whatever is published.
    """
    for published, counts in possible(publish, product(range(LARGEST), repeat=cells)).items():
        assert min(map(len, counts)) >= least, published


def test_no_cell_of_four_quarters_is_determined_by_their_year() -> None:
    counts = product(range(2 * SMALLEST), repeat=4)
    assert all(min(map(len, cells)) >= 7 for cells in possible(quarters_and_year, counts).values())


def test_months_as_well_would_let_a_year_give_away_every_month() -> None:
    """Why rounded figures are of quarters and years alone: with three lengths, one possibility may be left."""
    months: defaultdict[int, set[tuple[int, ...]]] = defaultdict(set)
    for counts in product(range(SMALLEST), repeat=3):
        months[sum(counts)].add(counts)
    shown = [rounded(quarter) for quarter in (27, 27, 27, 9)]
    alike = [
        quarters
        for quarters in product(*([q for q in months if rounded(q) == figure] for figure in shown))
        if rounded(sum(quarters)) == rounded(90)
    ]
    assert alike == [(27, 27, 27, 9)]
    assert months[27] == {(9, 9, 9)}


@given(count=COUNTS)
@example(count=9)
@example(count=10)
def test_a_rounded_count_is_a_multiple_of_ten_that_is_not_more_than_the_count(count: int) -> None:
    figure = rounded(count)
    if count < SMALLEST:
        assert figure is Hidden.FEWER_THAN_10
    else:
        assert isinstance(figure, int)
        assert figure % SMALLEST == 0
        assert 0 <= count - figure < SMALLEST


@given(figures=st.lists(FIGURES, max_size=12))
@example(figures=[Hidden.FEWER_THAN_10])
def test_a_total_says_nothing_that_the_figures_do_not(figures: list[Figure]) -> None:
    shown = [figure for figure in figures if isinstance(figure, int)]
    assert total(figures) == (sum(shown) if shown else Hidden.NOT_SHOWN)


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (10, 40, 25),
        (0, 10, 0),
        (10, 30, 33),
        (Hidden.FEWER_THAN_10, 40, Hidden.NOT_SHOWN),
        (10, Hidden.FEWER_THAN_10, Hidden.NOT_SHOWN),
        (0, 0, Hidden.NOT_SHOWN),
    ],
)
def test_a_percentage_is_made_of_two_figures_that_are_shown(part: Figure, whole: Figure, expected: Figure) -> None:
    assert percentage(part, whole) == expected
