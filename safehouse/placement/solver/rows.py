"""The plan as an integer program in whole numbers: variables, and rows that say what a plan may not do.

Variables are numbered: first one per column (0 or 1), then one per *opening*, the number of empty shared rooms of a class that
are opened for one gender.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from safehouse.domain.codes import Gender
from safehouse.placement.solver.columns import Instance
from safehouse.placement.solver.relations import cliques

Term = tuple[int, int]
"""The number of a variable and its whole coefficient."""


@dataclass(frozen=True, slots=True)
class Row:
    """The sum of the terms is at most the limit, or equal to it."""

    terms: tuple[Term, ...]
    limit: int
    is_equation: bool = False


@dataclass(frozen=True, slots=True)
class Program:
    """`largest`: the largest value of each variable, the smallest is 0."""

    largest: tuple[int, ...]
    rows: tuple[Row, ...]


Openings = dict[tuple[int, Gender], int]
"""The number of the variable for a room class that is empty and shared, and a gender."""


def program_of(instance: Instance) -> Program:
    """The integer program whose solutions are exactly the plans."""
    openings = _openings(instance)
    rows = (
        *one_place_per_request(instance),
        *who_is_forced_has_a_place(instance),
        *units_share_a_house(instance),
        *rooms_are_enough(instance, openings),
        *beds_are_enough(instance, openings),
        *apart_means_never_in_one_house(instance),
    )
    rooms = (len(instance.classes[number].rooms) for number, _ in openings)
    return Program(largest=(*(1 for _ in instance.columns), *rooms), rows=rows)


def values_of(instance: Instance, chosen: frozenset[int]) -> tuple[int, ...]:
    """The value of every variable when these columns are taken and no more rooms are opened than they need."""
    opened = (
        ceil(len(chosen.intersection(variables)) / instance.classes[number].free_beds)
        for (number, _), variables in _sharing(instance).items()
        if instance.classes[number].is_empty
    )
    return (*(int(variable in chosen) for variable in range(len(instance.columns))), *opened)


def one_place_per_request(instance: Instance) -> Iterator[Row]:
    """A request has one place at most."""
    for start, end in instance.spans:
        if end - start > 1:
            yield Row(tuple((variable, 1) for variable in range(start, end)), 1)


def who_is_forced_has_a_place(instance: Instance) -> Iterator[Row]:
    """The one request that a choice is about has a place, whatever it costs the others."""
    if instance.forced is not None:
        start, end = instance.spans[instance.forced]
        yield Row(tuple((variable, -1) for variable in range(start, end)), -1)


def units_share_a_house(instance: Instance) -> Iterator[Row]:
    """In each house, a member of a unit has a place exactly when the first member has."""
    for leader, *others in instance.relations.units:
        in_house = instance.by_house(leader) if others else {}
        for other in others:
            for house, variables in instance.by_house(other).items():
                minus = tuple((variable, -1) for variable in in_house[house])
                yield Row((*((variable, 1) for variable in variables), *minus), 0, is_equation=True)


def rooms_are_enough(instance: Instance, openings: Openings) -> Iterator[Row]:
    """The empty rooms of a class are taken by a household of their own or opened for one gender, each once."""
    taken: defaultdict[int, defaultdict[int, int]] = defaultdict(lambda: defaultdict(int))
    for variable, column in enumerate(instance.columns):
        if column.sharing is None:
            for number in column.classes:
                taken[number][variable] += 1
    for (number, _), variable in openings.items():
        taken[number][variable] = 1
    for number, terms in taken.items():
        yield Row(tuple(terms.items()), len(instance.classes[number].rooms))


def beds_are_enough(instance: Instance, openings: Openings) -> Iterator[Row]:
    """Whoever shares a room has a bed in one that is opened for her gender, or in one where that gender already sleeps."""
    for (number, gender), variables in _sharing(instance).items():
        room_class = instance.classes[number]
        terms = tuple((variable, 1) for variable in variables)
        if room_class.is_empty:
            yield Row((*terms, (openings[number, gender], -room_class.free_beds)), 0)
        else:
            yield Row(terms, len(room_class.rooms) * room_class.free_beds)


def apart_means_never_in_one_house(instance: Instance) -> Iterator[Row]:
    """Of a group within which everybody is to be kept apart, one request at most is in each house."""
    for clique in cliques(instance.relations.apart):
        in_house: defaultdict[int, list[int]] = defaultdict(list)
        present: defaultdict[int, int] = defaultdict(int)
        for request in clique:
            for house, variables in instance.by_house(request).items():
                in_house[house] += variables
                present[house] += 1
        for house, variables in in_house.items():
            if present[house] > 1:
                yield Row(tuple((variable, 1) for variable in variables), 1)


def _openings(instance: Instance) -> Openings:
    shared = (key for key in _sharing(instance) if instance.classes[key[0]].is_empty)
    return {key: len(instance.columns) + number for number, key in enumerate(shared)}


def _sharing(instance: Instance) -> dict[tuple[int, Gender], list[int]]:
    """The columns that take one bed of a shared room, by room class and gender."""
    sharing: defaultdict[tuple[int, Gender], list[int]] = defaultdict(list)
    for variable, column in enumerate(instance.columns):
        if column.sharing is not None:
            sharing[column.classes[0], column.sharing].append(variable)
    return sharing
