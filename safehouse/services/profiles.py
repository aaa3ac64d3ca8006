"""How many typical households each house could take at once: an empty bed in a family room is no place for a family.

The answers are those of the engine, so a house that is paused, compromised, dark or does not take such people has no place.
What a coordinator settles by telephone is left out: the hour of intake and the funding that a house asks for.
"""

from collections.abc import Mapping
from datetime import datetime

from safehouse.domain.access import Actor
from safehouse.domain.codes import Gender, Profile, RoomNeed, RuleCode, Urgency
from safehouse.placement.matrix import PreparedNetwork, RoomOption, judge, prepare_network, room_options
from safehouse.placement.problem import House, Person, PlacementRequest
from safehouse.services.context import Context
from safehouse.services.db import database_now
from safehouse.services.scope import country_houses
from safehouse.services.snapshot import load_network

Places = Mapping[Profile, int]
"""Households of each profile that could be taken at once, each profile counted as if alone."""

_PEOPLE: Mapping[Profile, tuple[tuple[Gender, int], ...]] = {
    Profile.SINGLE_WOMAN: ((Gender.WOMAN, 30),),
    Profile.SINGLE_MAN: ((Gender.MAN, 30),),
    Profile.MOTHER_AND_ONE: ((Gender.WOMAN, 28), (Gender.WOMAN, 4)),
    # Families that come to safe houses are mothers with children, far more often than couples.
    Profile.FAMILY_OF_FOUR: ((Gender.WOMAN, 32), (Gender.WOMAN, 9), (Gender.MAN, 6), (Gender.WOMAN, 3)),
    Profile.STEP_FREE: ((Gender.WOMAN, 30),),
}
_ROOM_NEEDS = {Profile.STEP_FREE: frozenset({RoomNeed.STEP_FREE})}
_BY_TELEPHONE = frozenset({RuleCode.INTAKE, RuleCode.ENTITLEMENT})


def count_places(context: Context, actor: Actor) -> dict[str, Places]:
    """The places of every house of the countries in which the actor is a coordinator or the national contact, by house id."""
    with context.store.reading() as session:
        now = database_now(session)
        house_ids = [house.id for house in session.exec(country_houses(actor))]
        houses = load_network(session, now=now, house_ids=house_ids)
    return placeable_households(prepare_network(houses, now, context.policy))


def placeable_households(network: PreparedNetwork) -> dict[str, Places]:
    """For each house of the network, by id, the places for each profile; every profile is there, with 0 too."""
    by_profile = {profile: _places(network, typical_household(profile, network.as_of)) for profile in Profile}
    return {
        house.id: {profile: places[index] for profile, places in by_profile.items()}
        for index, house in enumerate(network.houses)
    }


def typical_household(profile: Profile, as_of: datetime) -> PlacementRequest:
    """The household that stands for a profile: it arrives now, goes anywhere, asks for nothing special and is kept together."""
    people = enumerate(_PEOPLE[profile], start=1)
    return PlacementRequest(
        id=profile.value,
        urgency=Urgency.EMERGENCY,
        people=tuple(Person(id=f"{number}", gender=gender, age=age) for number, (gender, age) in people),
        languages={},
        language_required=False,
        house_needs=frozenset(),
        room_needs=_ROOM_NEEDS.get(profile, frozenset()),
        keep_away=(),
        keep_apart_tags=frozenset(),
        tags=frozenset(),
        keep_apart=frozenset(),
        keep_together=frozenset(),
        min_security=1,
        countries=None,
        entitlements=frozenset(),
        pickup=None,
        arrives_at=as_of,
        nights=1,
        exploitation=None,
        refused_houses=frozenset(),
        may_split=False,
        waived=_BY_TELEPHONE,
    )


def _places(network: PreparedNetwork, request: PlacementRequest) -> list[int]:
    judgement = judge(network, request)
    return [
        0
        if judgement.codes[index]
        else sum(_at_once(house, option) for option in room_options(network, judgement, index))
        for index, house in enumerate(network.houses)
    ]


def _at_once(house: House, option: RoomOption) -> int:
    # A household that is kept together has one option per room, so options never share a bed.
    if not option.is_shared_bed:
        return 1
    (room,) = option.room_indexes
    return len(house.rooms[room].free_beds)
