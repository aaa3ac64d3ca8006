"""What is suggested in other countries: the best houses under an alias, and of the others a level for each code.

Counts leak, so exact ones stay in their country; and equal points are ordered by the alias, because the order of ids would be
the same for every request and tell which alias is which house.
"""

from collections.abc import Iterator
from itertools import islice

from safehouse.domain.codes import Note
from safehouse.models.suggestions import Suggestion
from safehouse.placement.problem import House
from safehouse.placement.problem import Suggestion as Ranked
from safehouse.services.aliases import house_alias
from safehouse.services.sealing import Vault
from safehouse.services.suggestions.looking import Look
from safehouse.services.suggestions.notes import StoredNote
from safehouse.services.suggestions.rooms import stored_room
from safehouse.services.summaries.figures import level_of

MOST_ABROAD = 5
"""So many houses abroad are suggested at once."""
LEAST_HOUSES_COUNTED = 3
"""Of fewer houses nothing is counted: a level would speak of one of them."""


def suggestions_abroad(vault: Vault, seen: Look, list_id: str) -> Iterator[Suggestion]:
    """The rows of the best houses abroad, most points first, with ranks of their own."""
    aliases = {
        house_id: house_alias(vault, request_id=seen.request.id, house_id=house_id) for house_id in seen.houses_abroad
    }
    best_first = sorted(seen.answer_abroad.suggestions, key=lambda one: (-one.points.total, aliases[one.house]))
    for position, suggestion in enumerate(islice(best_first, MOST_ABROAD), start=1):
        yield Suggestion(
            list_id=list_id,
            request_id=seen.request.id,
            house_id=suggestion.house,
            rank=position,
            rooms=[stored_room(use) for use in suggestion.rooms],
            points={criterion.value: points for criterion, points in suggestion.points.by_criterion().items()},
            total=suggestion.points.total,
            band=suggestion.band,
            notes=list(_notes(seen, suggestion)),
        )


def excluded_abroad(seen: Look) -> dict[str, str] | None:
    """About how many houses abroad each code excludes; None where there are too few houses to say it."""
    if len(seen.houses_abroad) < LEAST_HOUSES_COUNTED:
        return None
    return {code.value: level_of(houses).value for code, houses in seen.answer_abroad.excluded.items()}


def _notes(seen: Look, suggestion: Ranked) -> Iterator[StoredNote]:
    if seen.request.keep_away:
        yield {"note": Note.KEEP_AWAY_CLEARED.value, "areas": len(seen.request.keep_away)}
    beds = _free_beds(seen.houses_abroad[suggestion.house])
    yield {"note": Note.FREE_BEDS_ABROAD.value, "level": level_of(beds).value}
    rejected = seen.rejected_abroad.get(suggestion.house)
    if rejected is not None:
        yield {"note": Note.REJECTED_ABROAD_BEFORE.value, "reason": rejected.value}


def _free_beds(house: House) -> int:
    return sum(len(room.free_beds) for room in house.rooms)
