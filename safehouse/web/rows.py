"""Forms with rows that repeat (`people-0-age`, `people-1-age`): which rows there are, one more of them, the empty ones left out.

A row that cannot be read refuses the form: it may be an area to keep away from.
"""

from collections.abc import Sequence

from werkzeug.datastructures import MultiDict

from safehouse.domain.errors import FieldProblem, InvalidInput, Problem
from safehouse.web.forms import Form

MOST_ROWS = 100
_NUMBERS = {str(number): number for number in range(MOST_ROWS)}
"""By how they stand in names, which is one way only: `007` would name a row whose values are looked for under `7`."""
Row = dict[str, str]
"""One row: the typed values by the last part of their names."""


def rows(form: Form, group: str, fields: Sequence[str]) -> tuple[Row, ...]:
    """The rows of a group from 0 to the highest number, empty ones included.

    Raises InvalidInput for the group when a row has a number of `MOST_ROWS` or more, or something else that is no row's number.
    """
    count = max(_numbers(form, group), default=-1) + 1
    return tuple({field: form.value(f"{group}-{number}-{field}") for field in fields} for number in range(count))


def filled_rows(form: Form, group: str, fields: Sequence[str], starting: Row) -> tuple[Row, ...]:
    """The rows in which anything was typed or changed; `starting` are the values of a row that nobody touched."""
    return tuple(
        row
        for row in rows(form, group, fields)
        if any(value and value != starting.get(field) for field, value in row.items())
    )


def with_rows(form: Form, group: str, entries: Sequence[Row], *, at_least: int = 0) -> Form:
    """The form with these rows in place of the group's own, numbered from 0, so that a problem's number is its row's.

    `at_least`: how many rows to show, the last ones empty.
    """
    typed = MultiDict([(name, value) for name, value in form.typed.items(multi=True) if not _is_of(name, group)])
    for number, row in enumerate(entries):
        for field, value in row.items():
            typed[f"{group}-{number}-{field}"] = value
    if at_least > len(entries):
        typed[f"{group}-{at_least - 1}-"] = ""
    return Form(typed, form.problems)


def _numbers(form: Form, group: str) -> tuple[int, ...]:
    numbers = {name.removeprefix(f"{group}-").split("-")[0] for name in form.typed if _is_of(name, group)}
    if not numbers <= _NUMBERS.keys():
        raise InvalidInput([FieldProblem(group, Problem.UNREADABLE_ROW)])
    return tuple(_NUMBERS[number] for number in numbers)


def _is_of(name: str, group: str) -> bool:
    return name.startswith(f"{group}-")
