"""Who sleeps in an invented house already: people whom the service knows only from the capacity report."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from safehouse.demo.layout import InventedRoom
from safehouse.demo.seeds import population
from safehouse.domain.codes import Gender


def move_in(
    rooms: Sequence[InventedRoom],
    genders: Sequence[Gender],
    takes_children: bool,  # noqa: FBT001  # Five positional values of one house.
    occupancy: float,
    random: Random,
) -> tuple[InventedRoom, ...]:
    """The rooms with people in a share of the beds that is `occupancy` on average, and some beds out of service."""
    share_out = population()["houses"]["out_of_service"]
    return tuple(
        _occupied(_damaged(room, share_out, random), genders, takes_children, occupancy, random) for room in rooms
    )


def _damaged(room: InventedRoom, share: float, random: Random) -> InventedRoom:
    return replace(room, out_of_service=sum(random.random() < share for _ in range(room.beds)))


def _occupied(
    room: InventedRoom,
    genders: Sequence[Gender],
    takes_children: bool,  # noqa: FBT001
    occupancy: float,
    random: Random,
) -> InventedRoom:
    """A shared room bed by bed, a room of one's own as a whole."""
    if room.shared:
        taken = sum(random.random() < occupancy for _ in range(room.free))
    else:
        taken = random.randint(max(1, room.free - 1), room.free) if room.free and random.random() < occupancy else 0
    if not taken:
        return room
    has_minors = takes_children and not room.shared and taken > 1
    return replace(room, taken=taken, gender_now=random.choice(genders), has_minors=has_minors)
