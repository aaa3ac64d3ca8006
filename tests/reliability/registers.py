"""Whether what people were told of one bed can have happened one after the other: a checker of histories, one register per bed.

A register is free, or somebody's: held until a deadline or reserved. An operation took effect at one moment between its beginning and
its end; one without an answer at any moment after its beginning, or never. The search is that of Wing and Gong with the memory of
Lowe: "Testing for linearizability", Concurrency and Computation 29(4), 2017. It knows nothing of rows, rules or locks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf


class Kind(StrEnum):
    """What can be done with a bed."""

    HOLD = "hold"
    CONFIRM = "confirm"
    RELEASE = "release"


class Outcome(StrEnum):
    """What was answered. A refusal is that of a hold: the bed was somebody's."""

    OK = "ok"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of `who`, in seconds of one clock; without an answer it has no end."""

    kind: Kind
    who: str
    started: float
    ended: float
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Taken:
    """Whose the bed is. `passes_from`, `passes_by`: a hold ends between these; a reservation never does."""

    who: str
    passes_from: float = inf
    passes_by: float = inf

    @property
    def is_reserved(self) -> bool:
        return self.passes_from == inf


Register = Taken | None


@dataclass(frozen=True, slots=True)
class _Point:
    """How far the search has come: the known operations before `base` and those of `ahead` have happened, of the others `used`."""

    base: int
    ahead: frozenset[int]
    used: frozenset[int]
    register: Register


def can_have_happened(operations: Sequence[Operation], *, hold_seconds: float) -> bool:
    """Whether there is an order of the operations in which each answer is right, beginning with a free bed."""
    in_order = sorted(operations, key=lambda operation: operation.started)
    known = [one for one in in_order if one.outcome is not Outcome.UNKNOWN]
    unknown = [one for one in in_order if one.outcome is Outcome.UNKNOWN]
    open_points, seen = [_Point(0, frozenset(), frozenset(), None)], set[_Point]()
    while open_points:
        point = open_points.pop()
        if point.base == len(known):
            return True
        if point not in seen:
            seen.add(point)
            open_points.extend(_next_points(point, known, unknown, hold_seconds))
    return False


def _next_points(
    point: _Point, known: Sequence[Operation], unknown: Sequence[Operation], hold_seconds: float
) -> Iterator[_Point]:
    candidates, first_end = _candidates(point, known)
    for number, operation in enumerate(unknown):
        if number not in point.used and operation.started <= first_end and _is_right(point.register, operation):
            register = _after(point.register, operation, hold_seconds)
            yield _Point(point.base, point.ahead, point.used | {number}, register)
    for number in reversed(candidates):
        operation = known[number]
        if operation.started <= first_end and _is_right(point.register, operation):
            yield _advanced(point, number, _after(point.register, operation, hold_seconds))


def _candidates(point: _Point, known: Sequence[Operation]) -> tuple[list[int], float]:
    """The known operations that may come next: those that began before any other that is left has ended."""
    found, first_end = [], inf
    for number in range(point.base, len(known)):
        if known[number].started > first_end:
            break
        if number not in point.ahead:
            found.append(number)
            first_end = min(first_end, known[number].ended)
    return found, first_end


def _advanced(point: _Point, number: int, register: Register) -> _Point:
    base, ahead = point.base, set(point.ahead | {number})
    while base in ahead:
        ahead.remove(base)
        base += 1
    return _Point(base, frozenset(ahead), point.used, register)


def _is_right(register: Register, operation: Operation) -> bool:
    """Whether the operation can have its answer, or for want of one its effect, now."""
    if operation.kind is Kind.HOLD and operation.outcome is Outcome.REFUSED:
        return register is not None and operation.started < register.passes_by
    if operation.kind is Kind.HOLD:
        return register is None or operation.ended >= register.passes_from
    if register is None or register.who != operation.who or operation.started >= register.passes_by:
        return False
    return operation.kind is Kind.RELEASE or not register.is_reserved


def _after(register: Register, operation: Operation, hold_seconds: float) -> Register:
    if operation.outcome is Outcome.REFUSED:
        return register
    if operation.kind is Kind.HOLD:
        return Taken(operation.who, operation.started + hold_seconds, operation.ended + hold_seconds)
    return Taken(operation.who) if operation.kind is Kind.CONFIRM else None
