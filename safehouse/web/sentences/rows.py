"""What the fields in the rows of a form are called: the words of the row, with its number as a person counts."""

from collections.abc import Mapping

from safehouse.domain.errors import Problem
from safehouse.domain.numbers import read_whole
from safehouse.web.texts import gettext as _

RowWords = Mapping[tuple[str, str], str]
"""What stands in the rows of a form, by the name of the rows and the name in the row, with `%(number)s` for which row it is."""


def row_label(field: str, words: RowWords) -> str:
    """The words for a field such as `people-0-age`; the form itself for one that has none."""
    group, _dash, rest = field.partition("-")
    number, _dash, part = rest.partition("-")
    position = read_whole(number)
    return words.get((group, part), _("Form")) % {"number": "" if isinstance(position, Problem) else position + 1}
