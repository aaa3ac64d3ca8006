"""Suggestions: the ranked houses of the own country for one request, why not the others, and a level for each country abroad.

They are made on a POST and stored as they were shown; looking at them again changes nothing.
"""

from safehouse.services.suggestions.making import CONFIDENTIAL, suggest_houses
from safehouse.services.suggestions.viewing import (
    AbroadLine,
    NoteLine,
    OtherHouse,
    PlanMark,
    SuggestionLine,
    SuggestionsView,
    find_suggestions,
)

__all__ = [
    "CONFIDENTIAL",
    "AbroadLine",
    "NoteLine",
    "OtherHouse",
    "PlanMark",
    "SuggestionLine",
    "SuggestionsView",
    "find_suggestions",
    "suggest_houses",
]
