"""The nightly summary: computed once per business date, stored exactly, and shown to each reader in the own scope."""

from safehouse.services.summaries.figures import Figures, level_of
from safehouse.services.summaries.making import make_summary
from safehouse.services.summaries.nights import due_at, run_due_nights
from safehouse.services.summaries.viewing import (
    CountryFigures,
    CountryLevels,
    HouseFigures,
    SummaryLine,
    SummaryView,
    find_summary,
    list_summaries,
)

__all__ = [
    "CountryFigures",
    "CountryLevels",
    "Figures",
    "HouseFigures",
    "SummaryLine",
    "SummaryView",
    "due_at",
    "find_summary",
    "level_of",
    "list_summaries",
    "make_summary",
    "run_due_nights",
]
