"""From what was typed to values: numbers, moments and codes that are none are noted, everything else is the service's to refuse."""

from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from safehouse.domain.errors import FieldProblem, InvalidInput, Problem
from safehouse.domain.numbers import read_decimal, read_whole
from safehouse.web.forms import Form
from safehouse.web.moments import person_zone

Code = TypeVar("Code", bound=StrEnum)
Number = TypeVar("Number", int, float)


class Reader:
    """Reads the values of one form, and keeps what is no value at all in `problems`."""

    def __init__(self, form: Form) -> None:
        self.problems: list[FieldProblem] = []
        self.form = form

    def ticked(self, name: str, codes: type[Code], *others: type[StrEnum]) -> frozenset[Code]:
        """The ticked members of a list; what is in none of the lists that share the name is named, never dropped."""
        kinds: tuple[type[StrEnum], ...] = (codes, *others)
        known = {code.value for kind in kinds for code in kind}
        if not known.issuperset(self.form.values(name)):
            self.note(name, Problem.UNKNOWN_CODE)
        return frozenset(code for code in codes if self.form.has(name, code))

    def text(self, name: str) -> str:
        """What was typed, noted where that is nothing."""
        typed = self.form.value(name)
        if not typed:
            self.note(name, Problem.REQUIRED)
        return typed

    def code(self, name: str, codes: type[Code], *, optional: bool = False) -> Code | None:
        """The chosen code, or None."""
        text = self.form.value(name)
        if text in {code.value for code in codes}:
            return codes(text)
        if text or not optional:
            self.note(name, Problem.UNKNOWN_CODE if text else Problem.REQUIRED)
        return None

    def one_of(self, name: str, values: tuple[str, ...]) -> int:
        """The chosen one of a few numbers, or 0."""
        text = self.form.value(name)
        if text in values:
            return int(text)
        self.note(name, Problem.UNKNOWN_CODE if text else Problem.REQUIRED)
        return 0

    def whole(self, name: str, *, optional: bool = False) -> int | None:
        """The whole number, or None."""
        return self._found(name, read_whole(self.form.value(name)), optional=optional)

    def decimal(self, name: str) -> float | None:
        """The number with its decimals, or None."""
        return self._found(name, read_decimal(self.form.value(name)), optional=False)

    def moment(self, name: str) -> datetime | None:
        """The moment that a person means in the own time zone, or None."""
        try:
            return self.form.moment(name, person_zone())
        except InvalidInput as refusal:
            self.problems.extend(refusal.problems)
            return None

    def day(self, name: str) -> date | None:
        """The day, or None when none was typed."""
        text = self.form.value(name)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.note(name, Problem.NOT_A_DAY)
            return None

    def parts(self, name: str) -> tuple[str, ...]:
        """What stands between commas."""
        return tuple(part.strip() for part in self.form.value(name).split(",") if part.strip())

    def note(self, name: str, problem: Problem) -> None:
        """Keep what is wrong with a field."""
        self.problems.append(FieldProblem(name, problem))

    def _found(self, name: str, found: Number | Problem, *, optional: bool) -> Number | None:
        if not isinstance(found, Problem):
            return found
        if found is not Problem.REQUIRED or not optional:
            self.note(name, found)
        return None
