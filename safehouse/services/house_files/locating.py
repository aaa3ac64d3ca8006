"""From a field of a draft to where it stands in a file."""

from collections.abc import Mapping, Sequence

from safehouse.domain.errors import FieldProblem, Problem
from safehouse.services.house_files.columns import COLUMNS, Sheet
from safehouse.services.house_files.faults import Fault, FileProblem

_COLUMN_OF = {"label": "room"}
"""Fields that are called otherwise in a file."""
_FAULT_OF: Mapping[tuple[str, Problem], Fault] = {
    ("code", Problem.UNKNOWN_CODE): Fault.CODE_FORM,
    ("code", Problem.REQUIRED): Fault.NO_ROOMS,
}
"""What a file says more plainly than a form: a code of the wrong form, and a house without a row of rooms."""


def located(problem: FieldProblem, sheet: Sheet, row: int, rooms: Sequence[int] = ()) -> FileProblem:
    """Where a problem stands: `languages-1-cover` is the second entry of `languages`, `rooms-0-beds` the first of these rows.

    What is no column, as too many rooms are, is said of the first one, which names the house.
    """
    group, _dash, rest = problem.field.partition("-")
    number, _dash, part = rest.partition("-")
    if group == "rooms" and number.isdecimal():
        return located(FieldProblem(part, problem.problem, problem.limits), Sheet.ROOMS, rooms[int(number)])
    named = _COLUMN_OF.get(group, group)
    column = named if named in COLUMNS[sheet] else COLUMNS[sheet][0]
    entry = int(number) + 1 if number.isdecimal() else None
    fault = _FAULT_OF.get((column, problem.problem), problem.problem)
    return FileProblem(sheet, row, column, fault, entry, problem.limits)
