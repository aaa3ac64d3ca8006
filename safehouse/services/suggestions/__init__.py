"""Suggestions: the ranked houses for one request and why not the others; of those abroad an alias and levels.

They are made on a POST and stored as they were shown; looking at them again changes nothing.
"""

from safehouse.services.suggestions.making import suggest_houses
from safehouse.services.suggestions.viewing import (
    AbroadLine,
    NoteLine,
    OtherHouse,
    PlanMark,
    SuggestionAbroad,
    SuggestionLine,
    SuggestionsView,
    find_suggestions,
)

__all__ = [
    "AbroadLine",
    "NoteLine",
    "OtherHouse",
    "PlanMark",
    "SuggestionAbroad",
    "SuggestionLine",
    "SuggestionsView",
    "find_suggestions",
    "suggest_houses",
]
