"""How the rooms of a suggestion are stored."""

from typing import Any

from safehouse.placement.problem import RoomUse


def stored_room(use: RoomUse) -> dict[str, Any]:
    """One room with its beds and cots, by their ids."""
    return {
        "room": use.room,
        "beds": list(use.beds),
        "cots": use.cots,
        "blocked_beds": list(use.blocked_beds),
    }
