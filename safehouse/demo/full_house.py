"""A full house of 18 people, each household with areas of its own: what an evacuation is tried with.

It stands in the country with the most houses, far from the towns that its people keep away from, so that nobody lives within an
area of hers; the beds that it needs are taken from the largest houses beside it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from safehouse.demo.asking import ask, settle_in
from safehouse.demo.households import InventedArea, InventedPerson, InventedRequest
from safehouse.demo.houses import GENDERS, HouseKind, InventedHouse
from safehouse.demo.layout import InventedRoom
from safehouse.demo.registering import DemoHouse
from safehouse.demo.towns import Towns
from safehouse.domain.access import Actor
from safehouse.domain.codes import AreaKind, Exploitation, Gender, HouseNeed, LanguageCover, SpeakerLevel, Urgency
from safehouse.services.context import Context

FULL_COUNTRY = "GB"
FULL_BEDS = 18
_TOWN = "Inverness"
_SHARED, _SMALL, _LARGE = 5, 2, 1
TOWNS_TO_AVOID = (
    "London", "Birmingham", "Leicester", "Bristol", "Cardiff", "Southampton", "Norwich", "Plymouth", "Oxford", "Luton",
    "Coventry", "Ipswich", "Brighton",
)  # fmt: skip
_SPOKEN = ("ro", "sq", "vi", "en", "ar")
_LIVED_FOR = timedelta(hours=15)


def with_full_house(houses: Sequence[InventedHouse], towns: Towns) -> tuple[InventedHouse, ...]:
    """The houses with the largest one of the country made ready for these people; numbers of houses and beds stay."""
    own = [index for index, house in enumerate(houses) if house.country == FULL_COUNTRY]
    if not own:
        return tuple(houses)
    chosen, *others = sorted(own, key=lambda index: (-houses[index].beds, index))
    made = list(houses)
    missing = FULL_BEDS - houses[chosen].beds
    large = [index for index in others if max(room.beds for room in houses[index].rooms) > 1]
    for index in large[: max(missing, 0)]:
        made[index] = replace(made[index], rooms=_with_one_bed_less(made[index].rooms))
    made[chosen] = _full(houses[chosen], towns, spare=max(-missing, 0))
    return tuple(made)


def find_full_house(houses: Iterable[DemoHouse]) -> DemoHouse | None:
    """The house that was made ready; None in a network without its country."""
    own = (house for house in houses if house.invented.country == FULL_COUNTRY)
    return next(
        (house for house in own if house.invented.town.name == _TOWN and house.invented.beds >= FULL_BEDS), None
    )


def fill_house(context: Context, desk: Actor, house_code: str, towns: Towns, *, now: datetime) -> int:
    """Let everybody move in half a day ago; how many people live there then."""
    moved_in = 0
    for request in full_house_requests(towns):
        request_id = ask(context, desk, request, now=now - _LIVED_FOR)
        stay_id = settle_in(context, desk, request_id, house_code, arrives_in=request.arrives_in, now=now - _LIVED_FOR)
        if stay_id is not None:
            moved_in += len(request.people)
    return moved_in


def full_house_requests(towns: Towns) -> tuple[InventedRequest, ...]:
    """Ten women, two mothers with a child each, and a mother of three; no two households with the same areas."""
    children = ((),) * (2 * _SHARED) + ((6,), (9,), (3, 8, 11))
    return tuple(_request(towns, number, ages) for number, ages in enumerate(children))


def _request(towns: Towns, number: int, ages: Sequence[int]) -> InventedRequest:
    mother = InventedPerson(Gender.WOMAN, 22 + number)
    kinds = (AreaKind.TRAFFICKER, AreaKind.FAMILY, AreaKind.EXPLOITATION)
    names = (TOWNS_TO_AVOID[number], TOWNS_TO_AVOID[(number + 4) % len(TOWNS_TO_AVOID)])
    return InventedRequest(
        country=FULL_COUNTRY,
        urgency=Urgency.URGENT,
        people=(mother, *(InventedPerson(Gender.WOMAN, age) for age in ages)),
        languages={_SPOKEN[number % len(_SPOKEN)]: SpeakerLevel.FLUENT},
        language_required=False,
        house_needs=frozenset(),
        room_needs=frozenset(),
        keep_away=tuple(
            InventedArea(towns.named(FULL_COUNTRY, name), 20 + 10 * (number % 4), kinds[number % 3]) for name in names
        ),
        min_security=1,
        own_country_only=True,
        entitlements=frozenset(),
        pickup=towns.named(FULL_COUNTRY, _TOWN),
        arrives_in=timedelta(hours=1),
        nights=90,
        exploitation=Exploitation.SEXUAL if number % 2 else Exploitation.DOMESTIC_SERVITUDE,
        may_split=False,
    )


def _full(house: InventedHouse, towns: Towns, *, spare: int) -> InventedHouse:
    """`spare`: beds that the house has beyond those that it needs; they are out of service."""
    return replace(
        house,
        kind=HouseKind.WOMEN,
        town=towns.named(FULL_COUNTRY, _TOWN),
        slack_km=5,
        genders=GENDERS[HouseKind.WOMEN],
        children_accepted=True,
        max_boy_age=None,
        languages=dict.fromkeys(_SPOKEN, LanguageCover.STAFF),
        services=frozenset({HouseNeed.NIGHT_STAFF, HouseNeed.SINGLE_GENDER}),
        security_level=2,
        specialisms=frozenset(),
        requires=frozenset(),
        max_stay_nights=None,
        intake=None,
        turnaround_hours=0,
        reported_ago=timedelta(minutes=50),
        needs_call_first=False,
        rooms=_rooms(spare),
    )


def _rooms(spare: int) -> tuple[InventedRoom, ...]:
    beds = [2] * (_SHARED + _SMALL) + [4] * _LARGE
    rooms = [
        InventedRoom(f"Room {number}", shared=number <= _SHARED, beds=size, cots=0, features=frozenset())
        for number, size in enumerate(beds, 1)
    ]
    if spare:
        label = f"Room {len(rooms) + 1}"
        rooms.append(InventedRoom(label, shared=True, beds=spare, cots=0, features=frozenset(), out_of_service=spare))
    return tuple(rooms)


def _with_one_bed_less(rooms: tuple[InventedRoom, ...]) -> tuple[InventedRoom, ...]:
    """The rooms with a bed taken out of the largest one, one that is free if there is one."""
    largest = max(range(len(rooms)), key=lambda index: (rooms[index].beds, index))
    room = rooms[largest]
    taken = min(room.taken, room.beds - 1 - room.out_of_service)
    fewer = replace(room, beds=room.beds - 1, taken=taken, gender_now=room.gender_now if taken else None)
    return tuple(fewer if index == largest else one for index, one in enumerate(rooms))
