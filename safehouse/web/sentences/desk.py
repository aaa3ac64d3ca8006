"""One request of the desk in a line of words."""

from safehouse.services.requests import DeskLine
from safehouse.web.sentences.households import household_size
from safehouse.web.sentences.requests import passed_on_sentence
from safehouse.web.texts import gettext as _
from safehouse.web.words import word

__all__ = ["household_size", "line_words", "passed_on_sentence"]


def line_words(line: DeskLine) -> str:
    """What is enough to choose a request by: its code, how urgent it is, its household and what it waits for."""
    household = household_size(line.adults, line.children)
    waits_for = _("waits for: %(whom)s", whom=word(line.waits_for))
    late = [_("overdue")] if line.is_late else []
    return " · ".join((line.case_code, word(line.urgency), household, waits_for, *late))
