"""What is wrong with a form, collected field by field, so that a person learns of everything at once."""

from collections.abc import Collection
from typing import TypeVar

import pycountry

from safehouse.domain.errors import FieldProblem, InvalidInput, Problem
from safehouse.domain.spans import is_time_zone

Number = TypeVar("Number", int, float)


class FieldChecks:
    """Collects problems in the order in which they are found. Never keeps a value: it may be an area or a need."""

    def __init__(self) -> None:
        self._problems: list[FieldProblem] = []

    def add(self, field: str, problem: Problem, **limits: int | str) -> None:
        """Note what is wrong with a field, and the limits to name in the sentence."""
        self._problems.append(FieldProblem(field, problem, limits))

    def number(self, field: str, value: Number | None, low: int, high: int) -> Number | int:
        """A number from `low` to `high`, both included; handed back, or `low` when there is a problem with it."""
        if value is None:
            self.add(field, Problem.REQUIRED)
        elif low <= value <= high:
            return value
        else:
            self.add(field, Problem.OUT_OF_RANGE, min=low, max=high)
        return low

    def optional_number(self, field: str, value: float | None, low: int, high: int) -> None:
        """The same, or nothing."""
        if value is not None:
            self.number(field, value, low, high)

    def text(self, field: str, value: str, longest: int) -> None:
        """A text that says something, is not too long and can be stored, which a NUL cannot."""
        if not value.strip():
            self.add(field, Problem.REQUIRED)
        elif "\0" in value:
            self.add(field, Problem.UNKNOWN_CODE)
        elif len(value) > longest:
            self.add(field, Problem.TOO_LONG, max=longest)

    def some(self, field: str, values: Collection[object], most: int) -> None:
        """At least one and at most so many."""
        if not values:
            self.add(field, Problem.REQUIRED)
        self.not_too_many(field, values, most)

    def not_too_many(self, field: str, values: Collection[object], most: int) -> None:
        """At most so many, perhaps none."""
        if len(values) > most:
            self.add(field, Problem.TOO_MANY, max=most)

    def country(self, field: str, code: str) -> None:
        """A country by its ISO 3166-1 alpha-2 code."""
        if pycountry.countries.get(alpha_2=code) is None or not code.isupper():
            self.add(field, Problem.UNKNOWN_CODE)

    def time_zone(self, field: str, name: str) -> None:
        """An IANA time zone."""
        if not is_time_zone(name):
            self.add(field, Problem.UNKNOWN_CODE)

    def refuse_if_any(self) -> None:
        """Raise InvalidInput with everything that was found."""
        if self._problems:
            raise InvalidInput(self._problems)
