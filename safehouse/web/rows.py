"""Forms with rows that repeat (`people-0-age`, `people-1-age`): which rows there are, one more of them, the empty ones left out."""

from collections.abc import Iterable, Sequence

from werkzeug.datastructures import MultiDict

from safehouse.web.forms import Form

Row = dict[str, str]
"""One row: the typed values by the last part of their names."""


def rows(form: Form, group: str, fields: Sequence[str]) -> tuple[Row, ...]:
    """The rows of a group in the order of their numbers, empty ones included."""
    return tuple(
        {field: form.value(f"{group}-{number}-{field}") for field in fields} for number in _numbers(form, group)
    )


def filled_rows(form: Form, group: str, fields: Sequence[str]) -> tuple[Row, ...]:
    """The rows in which anything was typed."""
    return tuple(row for row in rows(form, group, fields) if any(row.values()))


def with_rows(form: Form, group: str, entries: Iterable[Row]) -> Form:
    """The form with these rows in place of the group's own, numbered from 0, so that a problem's number is its row's."""
    typed = MultiDict([(name, value) for name, value in form.typed.items(multi=True) if not _is_of(name, group)])
    for number, row in enumerate(entries):
        for field, value in row.items():
            if value:
                typed[f"{group}-{number}-{field}"] = value
    return Form(typed, form.problems)


def _numbers(form: Form, group: str) -> tuple[int, ...]:
    numbers = {name.removeprefix(f"{group}-").split("-")[0] for name in form.typed if _is_of(name, group)}
    return tuple(sorted(int(number) for number in numbers if number.isdecimal()))


def _is_of(name: str, group: str) -> bool:
    return name.startswith(f"{group}-")
