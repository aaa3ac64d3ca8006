"""A plan without a search: a start for the solver, and the use of what is left where its time ran out."""

from collections import Counter, defaultdict

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


def _place(instance: Instance, ledger: Ledger, unit: tuple[int, ...]) -> list[int]:
    """Put a unit into the house where it has most points, or nowhere."""
    columns = instance.columns
    members = [instance.by_house(member) for member in unit]

    def points(house: int) -> int:
        return sum(max(columns[variable].points for variable in by_house[house]) for by_house in members)

    for house in sorted(members[0], key=lambda house: (-points(house), house)):
        taken = _take_all(instance, ledger, [by_house[house] for by_house in members])
        if taken:
            return taken
    return []


def _take_all(instance: Instance, ledger: Ledger, choices: list[list[int]]) -> list[int]:
    """One of each list of columns, the one with most points that still fits, or nothing at all."""
    columns = instance.columns
    taken: list[int] = []
    for variables in choices:
        best_first = sorted(variables, key=lambda variable: (-columns[variable].points, variable))
        variable = next((variable for variable in best_first if ledger.fits(columns[variable])), None)
        if variable is None:
            for given_back in reversed(taken):
                ledger.give_back(columns[given_back])
            return []
        ledger.take(columns[variable])
        taken.append(variable)
    return taken
