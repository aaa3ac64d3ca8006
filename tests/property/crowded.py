"""Small problems in which nearly every pair is permitted and what decides is who gets which bed."""

from dataclasses import replace
from random import Random

from safehouse.domain.codes import Gender, LanguageCover, RoomNeed, SpeakerLevel, Urgency
from safehouse.placement.problem import House, Person, PlacementProblem, PlacementRequest, Room
from tests.builders import AS_OF, a_house, a_request

AGES = ((30,), (30,), (19,), (41,), (17,), (24, 1), (30, 0, 1), (35, 33), (38, 36, 9), (50, 20, 16, 14))
"""Mostly single adults; a child alone, babies for the cots, and families that may need two rooms."""
GENDERS = (Gender.WOMAN, Gender.WOMAN, Gender.MAN, Gender.NONBINARY)
LANGUAGES = ("nl", "ro", "ti")
TAGS = ("red", "blue")


def crowded_problem(random: Random, *, houses: int, requests: int) -> PlacementProblem:
    """Few rooms, many of them alike, and more people than beds."""
    ids = [f"q{number}" for number in range(requests)]
    return PlacementProblem(
        as_of=AS_OF,
        houses=tuple(_house(random, f"h{number}") for number in range(houses)),
        requests=tuple(_request(random, one, ids) for one in ids),
    ).in_canonical_order()


def _house(random: Random, house_id: str) -> House:
    first = _room(random, "r0")
    alike = tuple(_copy(first, f"r{number}") for number in range(1, random.choice((1, 2, 2, 3))))
    other = tuple(_room(random, f"s{number}") for number in range(random.choice((0, 0, 1))))
    return a_house(
        id=house_id,
        languages={one: random.choice(list(LanguageCover)) for one in LANGUAGES if random.random() < 0.6},
        max_stay_nights=random.choice((None, 10, 20)),
        rooms=(first, *alike, *other),
    )


def _room(random: Random, room_id: str) -> Room:
    beds = tuple(f"{room_id}-{number}" for number in range(random.choice((1, 1, 2, 2, 3))))
    is_occupied = random.random() < 0.25
    return Room(
        id=room_id,
        shared=random.random() < 0.6,
        beds=beds,
        free_beds=beds[1:] if is_occupied else beds,
        free_cots=random.choice((0, 0, 1, 2)),
        gender_now=random.choice((None, Gender.WOMAN, Gender.MAN)) if is_occupied else None,
        features=frozenset(need for need in RoomNeed if random.random() < 0.3),
    )


def _copy(room: Room, room_id: str) -> Room:
    """A room that differs in nothing but its ids."""
    beds = tuple(f"{room_id}-{bed}" for bed in room.beds)
    return replace(room, id=room_id, beds=beds, free_beds=beds[len(beds) - len(room.free_beds) :])


def _request(random: Random, request_id: str, ids: list[str]) -> PlacementRequest:
    others = [other for other in ids if other != request_id]
    people = tuple(
        Person(id=f"p{number}", gender=random.choice(GENDERS), age=age)
        for number, age in enumerate(random.choice(AGES))
    )
    return a_request(
        id=request_id,
        urgency=random.choice(list(Urgency)),
        people=people,
        languages={one: random.choice(list(SpeakerLevel)) for one in LANGUAGES if random.random() < 0.4},
        room_needs=frozenset(need for need in RoomNeed if random.random() < 0.05),
        keep_apart_tags=frozenset(tag for tag in TAGS if random.random() < 0.12),
        tags=frozenset(tag for tag in TAGS if random.random() < 0.12),
        keep_apart=frozenset(other for other in others if random.random() < 0.05),
        keep_together=frozenset(other for other in others if random.random() < 0.06),
        may_split=random.random() < 0.6,
    )
