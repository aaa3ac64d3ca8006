"""The figures of one house, one country or the network: codes with amounts, which add up, and which turn into levels.

A section that is empty was not known, which is not the same as 0: every code of a known section is there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from safehouse.domain.codes import (
    BedState,
    Count,
    DeclinedHouse,
    DeclinedSurvivor,
    Freshness,
    Level,
    Profile,
    UnmetReason,
)

Amount = TypeVar("Amount", int, Level)

LEVEL_FROM_5 = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures(Generic[Amount]):
    """Amounts by code: exact numbers within the reader's own scope, levels everywhere else.

    `counts`: houses, beds in service, arrivals and departures, the last two in households. `freshness`: houses. `beds`: beds by
    state; they add up to all beds. `placeable`: households of each profile that could be taken at once. `declined_by_house`,
    `declined_by_survivor`, `unmet`: offers and requests by reason.
    """

    counts: Mapping[Count, Amount]
    freshness: Mapping[Freshness, Amount]
    beds: Mapping[BedState, Amount]
    placeable: Mapping[Profile, Amount]
    declined_by_house: Mapping[DeclinedHouse, Amount]
    declined_by_survivor: Mapping[DeclinedSurvivor, Amount]
    unmet: Mapping[UnmetReason, Amount]


_CODES: Mapping[str, type[StrEnum]] = {
    "counts": Count,
    "freshness": Freshness,
    "beds": BedState,
    "placeable": Profile,
    "declined_by_house": DeclinedHouse,
    "declined_by_survivor": DeclinedSurvivor,
    "unmet": UnmetReason,
}


def total(parts: Iterable[Figures[int]]) -> Figures[int]:
    """The sum of figures, code by code; what is known of no part is not known of the sum."""
    collected = tuple(parts)
    return Figures(**{name: _sum(getattr(part, name) for part in collected) for name in _CODES})


def as_levels(figures: Figures[int]) -> Figures[Level]:
    """The same figures for a reader from elsewhere."""
    levels: dict[str, dict[Any, Level]] = {
        name: {code: level_of(amount) for code, amount in getattr(figures, name).items()} for name in _CODES
    }
    return Figures(**levels)


def level_of(amount: int) -> Level:
    """How an amount is shown outside the reader's own scope."""
    if amount == 0:
        return Level.NONE
    return Level.FROM_1_TO_4 if amount < LEVEL_FROM_5 else Level.FROM_5


def to_document(figures: Figures[int]) -> dict[str, dict[str, int]]:
    """What is stored."""
    return {name: {code.value: amount for code, amount in getattr(figures, name).items()} for name in _CODES}


def from_document(document: Mapping[str, Mapping[str, int]]) -> Figures[int]:
    """What was stored."""
    sections: dict[str, dict[Any, int]] = {
        name: {codes(code): amount for code, amount in document[name].items()} for name, codes in _CODES.items()
    }
    return Figures(**sections)


def _sum(sections: Iterable[Mapping[Any, int]]) -> dict[Any, int]:
    added: dict[Any, int] = {}
    for section in sections:
        for code, amount in section.items():
            added[code] = added.get(code, 0) + amount
    return added
