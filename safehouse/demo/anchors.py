"""What the demo promises whatever its seed: Dutch houses that can take a mother with her son, and requests that tell a story.

Far from Rotterdam and Antwerp, three houses in the north and east have a free family room tonight. The first alone has a
room for four and answers to deaf people, so the family of four that needs it competes for that room with a mother who
would fit elsewhere: first come, first served leaves the family without a place, the joint plan does not.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from safehouse.demo.households import InventedArea, InventedPerson, InventedRequest
from safehouse.demo.houses import GENDERS, HouseKind, InventedHouse
from safehouse.demo.layout import InventedRoom
from safehouse.demo.towns import Towns
from safehouse.domain.codes import (
    AreaKind,
    Exploitation,
    Gender,
    HouseNeed,
    HouseStatus,
    LanguageCover,
    RoomNeed,
    SpeakerLevel,
    Urgency,
)

ANCHOR_COUNTRY = "NL"
_ANCHOR_TOWNS = ("Groningen", "Leeuwarden", "Enschede")
_ANCHOR_ROMANIAN = (LanguageCover.STAFF, LanguageCover.PHONE_INTERPRETER, LanguageCover.PHONE_INTERPRETER)
_ANCHOR_FREE_BEDS = (4, 2, 2)
_PROMISED_NEEDS = frozenset({HouseNeed.DEAF_ACCESS, HouseNeed.DETOX})
"""Kept away from every other house of the anchor country, so that the stories hold."""


def anchored(houses: Sequence[InventedHouse], towns: Towns) -> tuple[InventedHouse, ...]:
    """The houses with the first ones of the anchor country made to keep the promises; numbers of houses and beds stay."""
    own = [index for index, house in enumerate(houses) if house.country == ANCHOR_COUNTRY]
    largest = sorted(own, key=lambda index: (-houses[index].beds, index))
    chosen = {index: number for number, index in enumerate(largest[: len(_ANCHOR_TOWNS)])}
    return tuple(
        _anchor(house, chosen[index], towns) if index in chosen else _without_promises(house)
        for index, house in enumerate(houses)
    )


def with_exceptions(houses: Sequence[InventedHouse]) -> tuple[InventedHouse, ...]:
    """The houses with the last two outside the anchor country that do not simply take part: one compromised, one paused."""
    foreign = [number for number, house in enumerate(houses) if house.country != ANCHOR_COUNTRY]
    statuses = dict(zip(foreign[-2:], (HouseStatus.COMPROMISED, HouseStatus.PAUSED), strict=True))
    return tuple(replace(house, status=statuses.get(number, house.status)) for number, house in enumerate(houses))


def story_requests(towns: Towns) -> tuple[InventedRequest, ...]:
    """The mother who is served first, the family of four that needs the same room, and a man who fits nowhere."""
    return (
        _request(
            towns,
            pickup="Assen",
            people=(InventedPerson(Gender.WOMAN, 27), InventedPerson(Gender.WOMAN, 6)),
            languages={"ro": SpeakerLevel.FLUENT},
            exploitation=Exploitation.SEXUAL,
        ),
        _request(
            towns,
            pickup="Zwolle",
            people=(
                InventedPerson(Gender.WOMAN, 34),
                InventedPerson(Gender.WOMAN, 15),
                InventedPerson(Gender.MAN, 11),
                InventedPerson(Gender.WOMAN, 8),
            ),
            languages={"ro": SpeakerLevel.FLUENT},
            house_needs=frozenset({HouseNeed.DEAF_ACCESS}),
            exploitation=Exploitation.LABOUR,
        ),
        _request(
            towns,
            pickup="Utrecht",
            people=(InventedPerson(Gender.WOMAN, 41),),
            languages={"vi": SpeakerLevel.FLUENT},
            house_needs=frozenset({HouseNeed.DETOX}),
            exploitation=Exploitation.FORCED_CRIMINALITY,
        ),
    )


def _request(
    towns: Towns,
    *,
    pickup: str,
    people: tuple[InventedPerson, ...],
    languages: dict[str, SpeakerLevel],
    exploitation: Exploitation,
    house_needs: frozenset[HouseNeed] = frozenset(),
) -> InventedRequest:
    return InventedRequest(
        country=ANCHOR_COUNTRY,
        urgency=Urgency.URGENT,
        people=people,
        languages=languages,
        language_required=False,
        house_needs=house_needs,
        room_needs=frozenset(),
        keep_away=(InventedArea(towns.named(ANCHOR_COUNTRY, "Rotterdam"), 40, AreaKind.NETWORK),),
        min_security=1,
        own_country_only=True,
        entitlements=frozenset(),
        pickup=towns.named(ANCHOR_COUNTRY, pickup),
        arrives_in=timedelta(hours=3),
        nights=60,
        exploitation=exploitation,
        may_split=False,
    )


def _without_promises(house: InventedHouse) -> InventedHouse:
    if house.country != ANCHOR_COUNTRY:
        return house
    return replace(house, services=house.services - _PROMISED_NEEDS, rooms=tuple(map(_taken, house.rooms)))


def _taken(room: InventedRoom) -> InventedRoom:
    """A room that a family could have for itself tonight is taken, so that the story's room is the only one."""
    if room.shared or room.free < 2 or room.taken:  # noqa: PLR2004  # One bed is no family room.
        return room
    return replace(room, taken=room.free, gender_now=Gender.WOMAN, has_minors=True)


def _anchor(house: InventedHouse, number: int, towns: Towns) -> InventedHouse:
    services = {HouseNeed.NIGHT_STAFF, HouseNeed.PREGNANCY, HouseNeed.NEWBORN, HouseNeed.SINGLE_GENDER}
    return replace(
        house,
        kind=HouseKind.WOMEN,
        town=towns.named(ANCHOR_COUNTRY, _ANCHOR_TOWNS[number]),
        slack_km=5,
        genders=GENDERS[HouseKind.WOMEN],
        children_accepted=True,
        max_boy_age=14,
        languages={"nl": LanguageCover.STAFF, "en": LanguageCover.STAFF, "ro": _ANCHOR_ROMANIAN[number]},
        services=frozenset(services | ({HouseNeed.DEAF_ACCESS} if number == 0 else set())),
        security_level=2,
        specialisms=frozenset(),
        requires=frozenset(),
        max_stay_nights=None,
        intake=None,
        turnaround_hours=0,
        reported_ago=timedelta(minutes=40 + 25 * number),
        needs_call_first=False,
        rooms=_anchor_rooms(house.beds, _ANCHOR_FREE_BEDS[number]),
    )


def _anchor_rooms(beds: int, free_beds: int) -> tuple[InventedRoom, ...]:
    """A family room that becomes free tonight, a shared room with one free bed, and full rooms for the rest.

    On the first evening a family lives in the family room, so that nobody of the night's households gets it.
    """
    family = InventedRoom(
        label="Room 1",
        shared=False,
        beds=free_beds,
        cots=1,
        features=frozenset({RoomNeed.PRIVATE_BATHROOM}),
        taken=free_beds,
        gender_now=Gender.WOMAN,
        has_minors=True,
        leaves_tonight=True,
    )
    rooms = [family]
    left = beds - free_beds
    while left > 0:
        size = min(2, left)
        rooms.append(_women_room(len(rooms) + 1, size, taken=size if len(rooms) > 1 else size - 1))
        left -= size
    return tuple(rooms)


def _women_room(number: int, beds: int, *, taken: int) -> InventedRoom:
    return InventedRoom(
        label=f"Room {number}",
        shared=beds > 1,
        beds=beds,
        cots=0,
        features=frozenset(),
        taken=taken,
        gender_now=Gender.WOMAN if taken else None,
    )
