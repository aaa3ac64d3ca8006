"""Invented sizes and rooms: how a country's beds are shared among its houses, and a house's beds among its rooms."""

from collections.abc import Collection
from dataclasses import dataclass
from math import log
from random import Random

from safehouse.demo.seeds import population
from safehouse.domain.codes import Gender, RoomNeed

_FEATURE_SHARES = {RoomNeed.STEP_FREE: 0.12, RoomNeed.GROUND_FLOOR: 0.25, RoomNeed.PRIVATE_BATHROOM: 0.3}
_AWKWARD_LABELS = (
    "Zimmer “Süd” & Balkon",
    "غرفة ٣",
    'The "blue" room',
    "<b>2</b>",
    "Łóżkowy pokój nad kuchnią, trzecie drzwi",
    "חדר 4",
    "Δωμάτιο 1",
)
_AWKWARD_SHARE = 0.06
LEAST_FAMILY_BEDS = 2


@dataclass(frozen=True, slots=True)
class InventedRoom:
    """One room. `taken` beds hold people not known to the service, of `gender_now`; `out_of_service` beds nobody can use.

    `leaves_tonight`: those people are there on the first evening and gone by the last report.
    """

    label: str
    shared: bool
    beds: int
    cots: int
    features: frozenset[RoomNeed]
    taken: int = 0
    gender_now: Gender | None = None
    has_minors: bool = False
    out_of_service: int = 0
    leaves_tonight: bool = False

    @property
    def free(self) -> int:
        """Beds in service that nobody sleeps in."""
        return self.beds - self.taken - self.out_of_service


def share_beds(houses: int, beds: int, random: Random) -> tuple[int, ...]:
    """`beds` shared among `houses` with lognormal sizes, by largest remainder; no house gets fewer than the least size.

    Raises ValueError when there are too few or too many beds for that many houses.
    """
    size = population()["houses"]["size"]
    least, most = size["min"], max(size["max"], -(-beds // houses))
    if beds < least * houses:
        message = f"{houses} houses need at least {least * houses} beds"
        raise ValueError(message)
    drawn = [random.lognormvariate(log(size["median"]), size["sigma"]) for _ in range(houses)]
    sizes = [min(most, max(least, round(beds * one / sum(drawn)))) for one in drawn]
    while sum(sizes) != beds:
        step = 1 if sum(sizes) < beds else -1
        movable = [index for index, one in enumerate(sizes) if least <= one + step <= most]
        sizes[random.choice(movable)] += step
    return tuple(sizes)


def lay_out(beds: int, *, has_families: bool, random: Random) -> tuple[InventedRoom, ...]:
    """Rooms with `beds` beds in all: family rooms with a cot first, then shared and single rooms."""
    rooms: list[InventedRoom] = []
    left = beds
    wants_family_room = has_families or random.random() < population()["houses"]["house_with_family_room"]
    while left > 0:
        is_family_room = wants_family_room and left >= LEAST_FAMILY_BEDS and (has_families or not rooms)
        size = _size(left, is_family_room=is_family_room, random=random)
        used = {room.label for room in rooms}
        rooms.append(_room(len(rooms) + 1, size, used, is_family_room=is_family_room, random=random))
        left -= size
    return tuple(rooms)


def _size(left: int, *, is_family_room: bool, random: Random) -> int:
    sizes, weights = ((2, 3, 4), (0.4, 0.4, 0.2)) if is_family_room else ((1, 2, 3, 4), (0.35, 0.45, 0.12, 0.08))
    return min(left, random.choices(sizes, weights)[0])


def _room(number: int, beds: int, used: Collection[str], *, is_family_room: bool, random: Random) -> InventedRoom:
    usual = f"Room {number}"
    label = random.choice(_AWKWARD_LABELS) if random.random() < _AWKWARD_SHARE else usual
    return InventedRoom(
        label=usual if label in used else label,
        shared=not is_family_room and beds > 1,
        beds=beds,
        cots=population()["houses"]["cots_per_family_room"] if is_family_room else 0,
        features=frozenset(feature for feature, share in _FEATURE_SHARES.items() if random.random() < share),
    )
