"""Which requests belong together and which must not share a house: as indexes into the problem's requests.

Keep-apart: one request names the other, or a `keep_apart_tags` of one meets `tags` of the other. Keep-together: one names the
other, transitively. Names of requests that are not in the problem say nothing here.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from safehouse.placement.problem import PlacementRequest

Pair = tuple[int, int]
"""Two requests, the smaller index first."""


@dataclass(frozen=True, slots=True)
class Relations:
    """`units`: every request once, in groups that share a house or have no place; `apart`: pairs that never share one.

    A unit in which two are to be kept apart therefore never has a place.
    """

    units: tuple[tuple[int, ...], ...]
    apart: frozenset[Pair]


def relations_of(requests: Sequence[PlacementRequest]) -> Relations:
    """The relations among these requests."""
    return Relations(units=tuple(_units(requests)), apart=frozenset(_apart_pairs(requests)))


def cliques(pairs: Iterable[Pair]) -> tuple[tuple[int, ...], ...]:
    """Groups within which everybody is to be kept apart from everybody, so that each pair is in at least one group.

    One row per group and house is fewer rows than one per pair, and a tighter one.
    """
    neighbours = _neighbours(pairs)
    covered: set[Pair] = set()
    found: list[tuple[int, ...]] = []
    for pair in sorted(pairs):
        if pair in covered:
            continue
        clique = _grown(pair, neighbours)
        found.append(clique)
        covered.update((one, other) for one in clique for other in clique if one < other)
    return tuple(found)


def _grown(pair: Pair, neighbours: Mapping[int, set[int]]) -> tuple[int, ...]:
    clique = list(pair)
    for candidate in sorted(neighbours[pair[0]]):
        if neighbours[candidate].issuperset(clique):
            clique.append(candidate)
    return tuple(sorted(clique))


def _neighbours(pairs: Iterable[Pair]) -> dict[int, set[int]]:
    neighbours: defaultdict[int, set[int]] = defaultdict(set)
    for one, other in pairs:
        neighbours[one].add(other)
        neighbours[other].add(one)
    return neighbours


def _apart_pairs(requests: Sequence[PlacementRequest]) -> Iterator[Pair]:
    index_of = {request.id: index for index, request in enumerate(requests)}
    bringing: defaultdict[str, list[int]] = defaultdict(list)
    for index, request in enumerate(requests):
        for tag in request.tags:
            bringing[tag].append(index)
    for index, request in enumerate(requests):
        named = [index_of[name] for name in request.keep_apart if name in index_of]
        for other in (*named, *(other for tag in request.keep_apart_tags for other in bringing[tag])):
            if other != index:
                yield min(index, other), max(index, other)


def _units(requests: Sequence[PlacementRequest]) -> Iterator[tuple[int, ...]]:
    index_of = {request.id: index for index, request in enumerate(requests)}
    together = _neighbours(
        (index, index_of[name])
        for index, request in enumerate(requests)
        for name in request.keep_together
        if name in index_of
    )
    seen: set[int] = set()
    for index in range(len(requests)):
        if index not in seen:
            unit = _reached_from(index, together)
            seen.update(unit)
            yield unit


def _reached_from(start: int, together: Mapping[int, set[int]]) -> tuple[int, ...]:
    reached = {start}
    waiting = [start]
    while waiting:
        for other in together.get(waiting.pop(), ()):
            if other not in reached:
                reached.add(other)
                waiting.append(other)
    return tuple(sorted(reached))
