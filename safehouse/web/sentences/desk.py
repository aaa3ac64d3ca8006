"""One request of the desk in a line of words."""

from safehouse.services.requests import DeskLine
from safehouse.web.sentences.requests import passed_on_sentence
from safehouse.web.texts import gettext as _
from safehouse.web.texts import ngettext
from safehouse.web.words import word

__all__ = ["household", "line_words", "passed_on_sentence"]


def household(line: DeskLine) -> str:
    """How many adults and children: `1 adult, 2 children`."""
    counts = (
        (line.adults, ngettext("%(num)s adult", "%(num)s adults", line.adults)),
        (line.children, ngettext("%(num)s child", "%(num)s children", line.children)),
    )
    return ", ".join(words for count, words in counts if count)


def line_words(line: DeskLine) -> str:
    """What is enough to choose a request by: its code, how urgent it is, its household and what it waits for."""
    waits_for = _("waits for: %(whom)s", whom=word(line.waits_for))
    late = [_("overdue")] if line.is_late else []
    return " · ".join((line.case_code, word(line.urgency), household(line), waits_for, *late))
