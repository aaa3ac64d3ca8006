"""The languages of the interface: what a person can choose, and what a native speaker has not read yet."""

from enum import StrEnum


class InterfaceLocale(StrEnum):
    """A language in which every text of every page exists. Dates, numbers and names follow it too."""

    ENGLISH = "en"
    DUTCH = "nl"
    ROMANIAN = "ro"


SOURCE_LOCALE = InterfaceLocale.ENGLISH
"""The language in which the texts stand in the code."""
NOT_REVIEWED = frozenset({InterfaceLocale.ROMANIAN})
"""Complete, but not yet reviewed by a native speaker; whoever chooses one is told so."""
