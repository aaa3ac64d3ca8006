"""A plan without a search: a start for the solver, and the use of what is left where its time ran out."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from safehouse.domain.codes import Gender, Urgency
from safehouse.placement.solver.columns import Column, Instance

Chosen = frozenset[int]
"""The numbers of the columns that a plan takes."""


class Ledger:
    """What of the rooms is still to be had while requests are placed one after another."""

    def __init__(self, instance: Instance) -> None:
        self._classes = instance.classes
        self._rooms = [len(room_class.rooms) if room_class.is_empty else 0 for room_class in instance.classes]
        self._beds: defaultdict[tuple[int, Gender], int] = defaultdict(int)
        self._guests: defaultdict[int, set[int]] = defaultdict(set)
        self._apart: defaultdict[int, set[int]] = defaultdict(set)
        for one, other in instance.relations.apart:
            self._apart[one].add(other)
            self._apart[other].add(one)
        for column in instance.columns:
            number = column.classes[0]
            if column.sharing is not None and not self._classes[number].is_empty:
                self._beds[number, column.sharing] = len(self._classes[number].rooms) * self._classes[number].free_beds

    def fits(self, column: Column) -> bool:
        """Whether the column can be taken beside what has been taken."""
        if not self._apart[column.request].isdisjoint(self._guests[column.house]):
            return False
        if column.sharing is not None:
            number = column.classes[0]
            return self._beds[number, column.sharing] > 0 or self._rooms[number] > 0
        return all(self._rooms[number] >= rooms for number, rooms in Counter(column.classes).items())

    def take(self, column: Column) -> None:
        self._guests[column.house].add(column.request)
        if column.sharing is None:
            for number in column.classes:
                self._rooms[number] -= 1
            return
        key = (column.classes[0], column.sharing)
        if self._beds[key] == 0:
            self._rooms[key[0]] -= 1
            self._beds[key] += self._classes[key[0]].free_beds
        self._beds[key] -= 1

    def give_back(self, column: Column) -> None:
        self._guests[column.house].remove(column.request)
        if column.sharing is None:
            for number in column.classes:
                self._rooms[number] += 1
            return
        key = (column.classes[0], column.sharing)
        self._beds[key] += 1
        room_class = self._classes[key[0]]
        if room_class.is_empty and self._beds[key] == room_class.free_beds:
            self._rooms[key[0]] += 1
            self._beds[key] = 0


def fill_up(instance: Instance, chosen: Chosen) -> Chosen:
    """The plan with every unit added that still fits, the most people of the highest urgency first."""
    ledger = Ledger(instance)
    for variable in sorted(chosen):
        ledger.take(instance.columns[variable])
    placed = {instance.columns[variable].request for variable in chosen}
    waiting = (unit for unit in instance.relations.units if placed.isdisjoint(unit))
    added: set[int] = set()
    for unit in sorted(waiting, key=lambda unit: _priority(instance, unit)):
        added.update(_place(instance, ledger, unit))
    return chosen | added


def _priority(instance: Instance, unit: tuple[int, ...]) -> tuple[bool, tuple[int, ...], tuple[int, ...]]:
    people = Counter[Urgency]()
    for member in unit:
        people[instance.requests[member].urgency] += len(instance.requests[member].people)
    return instance.forced not in unit, tuple(-people[urgency] for urgency in Urgency), unit


def _place(instance: Instance, ledger: Ledger, unit: tuple[int, ...]) -> Iterable[int]:
    """Put a unit into the house where it has most points, or nowhere."""
    best = [
        Counter({column.house: column.points for column in sorted(instance.columns_of(member), key=_points)})
        for member in unit
    ]
    houses = sum(best, Counter[int]())
    for house in sorted(best[0], key=lambda house: (-houses[house], house)):
        variables = _place_in(instance, ledger, unit, house)
        if variables:
            return variables
    return ()


def _points(column: Column) -> int:
    return column.points


def _place_in(instance: Instance, ledger: Ledger, unit: tuple[int, ...], house: int) -> list[int]:
    taken: list[int] = []
    for member in unit:
        start, end = instance.spans[member]
        in_house = (variable for variable in range(start, end) if instance.columns[variable].house == house)
        best_first = sorted(in_house, key=lambda variable: (-instance.columns[variable].points, variable))
        variable = next((variable for variable in best_first if ledger.fits(instance.columns[variable])), None)
        if variable is None:
            for given_back in reversed(taken):
                ledger.give_back(instance.columns[given_back])
            return []
        ledger.take(instance.columns[variable])
        taken.append(variable)
    return taken
