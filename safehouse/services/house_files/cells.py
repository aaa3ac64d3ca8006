"""Cells of a file of houses: no program that opens the file takes one for a formula, and all of them come back as they were."""

import re

_LIKE_A_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_ESCAPE = "'"


def as_cell(text: str) -> str:
    """The text as it is written: an apostrophe in front of what a spreadsheet would work out, as OWASP advises."""
    return _ESCAPE + text if _LIKE_A_FORMULA.match(text) else text


def as_text(cell: str) -> str:
    """What a cell says: without blanks around it, and without that apostrophe."""
    text = cell.strip()
    return text[1:] if text.startswith(_ESCAPE) and _LIKE_A_FORMULA.match(text) else text
