"""What was typed into a form and what is wrong with it, so that a refused form comes back as it was sent."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Self, TypeVar
from zoneinfo import ZoneInfo

from flask import request
from werkzeug.datastructures import MultiDict

from safehouse.domain.errors import FieldProblem, InvalidInput, Problem
from safehouse.web.errors import problem_sentence

Code = TypeVar("Code", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Form:
    """One form on its way in or back: the typed values by field name, and the problems by field name.

    The names are those of the form's inputs (`people-0-age`), which are also those in `InvalidInput`.
    """

    typed: MultiDict[str, str] = field(default_factory=MultiDict)
    problems: tuple[FieldProblem, ...] = ()

    @classmethod
    def sent(cls) -> Self:
        """What this web request sent."""
        return cls(MultiDict(request.form))

    @classmethod
    def filled(cls, **values: str | Sequence[str]) -> Self:
        """A form that is shown for the first time, with these starting values."""
        return cls(
            MultiDict({name: value if isinstance(value, str) else list(value) for name, value in values.items()})
        )

    def refused(self, problems: Sequence[FieldProblem]) -> Self:
        """The same values with what is wrong with them. Answer it with status 422."""
        return type(self)(self.typed, tuple(problems))

    def value(self, name: str, default: str = "") -> str:
        """What was typed, without the blanks around it."""
        return self.typed.get(name, default).strip()

    def values(self, name: str) -> tuple[str, ...]:
        """All that was ticked under one name."""
        return tuple(self.typed.getlist(name))

    def has(self, name: str, value: str) -> bool:
        """Whether this value was chosen or ticked."""
        return value in self.typed.getlist(name)

    def code(self, name: str, codes: type[Code]) -> Code:
        """The code that was chosen. Raises InvalidInput when none was, or none that exists."""
        text = self.value(name)
        if text not in {code.value for code in codes}:
            raise InvalidInput([FieldProblem(name, Problem.UNKNOWN_CODE if text else Problem.REQUIRED)])
        return codes(text)

    def moment(self, name: str, zone: ZoneInfo) -> datetime:
        """The moment that was typed as one of this time zone, in UTC.

        Of an hour that comes twice `NAME-fold` says which one: `0` before the clocks go back, `1` after. Raises InvalidInput when it
        is no moment, for an hour that the change of the clocks leaves out, and for one that comes twice of which that is not said.
        """
        text = self.value(name)
        try:
            typed = datetime.fromisoformat(text).replace(tzinfo=zone)
            first, second = (typed.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
        except (ValueError, OverflowError):
            raise InvalidInput([FieldProblem(name, Problem.NOT_A_TIME if text else Problem.REQUIRED)]) from None
        if first.astimezone(zone).replace(tzinfo=None) != typed.replace(tzinfo=None):
            raise InvalidInput([FieldProblem(name, Problem.NO_SUCH_TIME)])
        if first != second and self.value(f"{name}-fold") not in {"0", "1"}:
            raise InvalidInput([FieldProblem(name, Problem.COMES_TWICE)])
        return second if self.value(f"{name}-fold") == "1" else first

    def asks_which(self, name: str) -> bool:
        """Whether a moment was typed that comes twice, so that the field asks which of the two is meant."""
        return bool(self.value(f"{name}-fold")) or FieldProblem(name, Problem.COMES_TWICE) in self.problems

    def optional_moment(self, name: str, zone: ZoneInfo) -> datetime | None:
        """The same, or None when nothing was typed."""
        return self.moment(name, zone) if self.value(name) else None

    def problem(self, name: str) -> str | None:
        """The sentence about a field, None when nothing is wrong with it."""
        return next((problem_sentence(problem) for problem in self.problems if problem.field == name), None)

    @property
    def summary(self) -> tuple[tuple[str, str], ...]:
        """Each wrong field with its sentence, in the order of the form."""
        return tuple((problem.field, problem_sentence(problem)) for problem in self.problems)
