"""Random small problems from a seed: most pairs are permitted, beds are scarce, every rule is hit, ids are awkward.

A property test is worth what its generator is worth; `tests/property/test_generator.py` holds this one to these words.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

from safehouse.domain.codes import (
    WAIVABLE_CODES,
    Entitlement,
    Exploitation,
    Gender,
    HouseNeed,
    HouseStatus,
    LanguageCover,
    RoomNeed,
    SpeakerLevel,
    Urgency,
)
from safehouse.placement.problem import (
    ALWAYS_OPEN,
    ChildrenPolicy,
    House,
    IntakeWindow,
    KeepAwayArea,
    Person,
    PlacementProblem,
    PlacementRequest,
    Room,
)
from tests.builders import AS_OF, a_house, a_house_cell, a_request, an_area_cell

AWKWARD_IDS = ("10", "9", "09", "H 1", "h-1", "Zé", "zè", "ß", "é", "e\u0301", "家", "بيت", "🏠", "a'b", "<b>", "%s")
CENTRES = ((52.1, 5.1), (52.1, 5.1), (0.1, 0.1), (-16.8, 179.8), (64.1, -21.9))
"""Points that networks lie around: mostly the Netherlands, also the equator, the antimeridian and the north."""
USUAL_AGES = (
    (30,),
    (45,),
    (18,),
    (24, 1),
    (24, 3),
    (40, 17, 11),
    (50, 48),
    (35, 1, 0),
    (35, 33, 1),
    (20, 12),
    (52, 30, 22, 19),
)
CHILDREN_ALONE = ((17,), (16, 1), (0,))
TAGS = ("red", "blue", "green")
LANGUAGES = ("nl", "ro", "ti", "bin")
COUNTRIES = ("NL", "BE", "DE")

T = TypeVar("T")
U = TypeVar("U")
Centre = tuple[float, float]


def random_problem(random: Random, *, houses: int = 5, requests: int = 5) -> PlacementProblem:
    """So many houses and requests around one centre, in canonical order."""
    centre = random.choice(CENTRES)
    house_ids = random.sample(AWKWARD_IDS, houses)
    request_ids = random.sample(AWKWARD_IDS, requests)
    return PlacementProblem(
        as_of=AS_OF,
        houses=tuple(random_house(random, house_id, centre) for house_id in house_ids),
        requests=tuple(random_request(random, one, request_ids, house_ids, centre) for one in request_ids),
    ).in_canonical_order()


def random_house(random: Random, house_id: str, centre: Centre) -> House:
    """A house that usually takes anybody."""
    lat, lng = _near(random, centre, 1.5)
    return a_house(
        id=house_id,
        country=random.choice(COUNTRIES),
        cell=a_house_cell(lat, lng, random.choice((2, 3, 4, 5, 5, 5))),
        slack_km=random.choice((0.0, 2.5, 10.0)),
        status=_mostly(random, HouseStatus.OPEN, list(HouseStatus), rarely=0.06),
        genders=_mostly(random, frozenset(Gender), [frozenset({Gender.WOMAN}), frozenset()], rarely=0.06),
        children=_random_children_policy(random),
        languages={one: random.choice(list(LanguageCover)) for one in _some(random, LANGUAGES, 0.7)},
        services=frozenset(_some(random, tuple(HouseNeed), 0.95)),
        security_level=random.choice((1, 2, 3, 3, 3, 3)),
        specialisms=frozenset(_some(random, tuple(Exploitation), 0.2)),
        requires=frozenset(_some(random, tuple(Entitlement), 0.02)),
        max_stay_nights=random.choice((None, None, 30, 91)),
        intake=_random_intake(random),
        reported_at=_mostly(random, AS_OF, [None, *_report_moments(random)], rarely=0.2),
        resident_tags=frozenset(_some(random, TAGS, 0.06)),
        resident_keep_apart_tags=frozenset(_some(random, TAGS, 0.06)),
        rooms=tuple(
            random_room(random, room) for room in random.sample(AWKWARD_IDS, random.choice((0, 1, 2, 2, 3, 4)))
        ),
    )


def random_room(random: Random, room_id: str) -> Room:
    """A room of up to four beds; half of the rooms are empty, some have nothing in service."""
    beds = tuple(f"{room_id}/{bed}" for bed in random.sample(AWKWARD_IDS, random.choice((0, 1, 1, 2, 2, 3, 3, 4))))
    is_untouched = random.random() < 0.75
    free = beds if is_untouched else tuple(_some(random, beds, 0.4))
    known = random.choice(list(Gender)) if free != beds or random.random() < 0.03 else None
    return Room(
        id=room_id,
        shared=random.random() < 0.5,
        beds=beds,
        free_beds=free,
        free_cots=random.choice((0, 0, 1, 2)),
        gender_now=None if random.random() < 0.1 else known,
        features=frozenset(_some(random, tuple(RoomNeed), 0.8)),
    )


def random_request(
    random: Random, request_id: str, request_ids: list[str], house_ids: list[str], centre: Centre
) -> PlacementRequest:
    """A household that most houses may take; relations only name requests of the problem."""
    others = tuple(one for one in request_ids if one != request_id)
    needs = random.random() < 0.3
    return a_request(
        id=request_id,
        urgency=random.choice(list(Urgency)),
        people=_random_household(random),
        languages={one: random.choice(list(SpeakerLevel)) for one in _some(random, LANGUAGES, 0.5)},
        language_required=random.random() < 0.15,
        house_needs=frozenset(_some(random, tuple(HouseNeed), 0.2 if needs else 0)),
        room_needs=frozenset(_some(random, tuple(RoomNeed), 0.2 if needs else 0)),
        keep_away=tuple(_random_area(random, centre) for _ in range(random.choice((0, 1, 1, 2)))),
        keep_apart_tags=frozenset(_some(random, TAGS, 0.1)),
        tags=frozenset(_some(random, TAGS, 0.1)),
        keep_apart=frozenset(_some(random, others, 0.06)),
        keep_together=frozenset(_some(random, others, 0.05)),
        min_security=random.choice((1, 1, 1, 1, 2, 3)),
        countries=_mostly(random, None, [frozenset(_some(random, COUNTRIES, 0.7))], rarely=0.15),
        entitlements=frozenset(_some(random, tuple(Entitlement), 0.3)),
        pickup=_mostly(random, an_area_cell(*_near(random, centre, 3)), [None], rarely=0.3),
        arrives_at=AS_OF + timedelta(seconds=random.choice((0, random.randint(0, 7 * 86_400)))),
        nights=random.choice((1, 30, 90, 365)),
        exploitation=_mostly(random, random.choice(list(Exploitation)), [None], rarely=0.3),
        refused_houses=frozenset(_some(random, (*house_ids, "gone"), 0.03)),
        may_split=random.random() < 0.7,
        waived=frozenset(_some(random, WAIVABLE_CODES, 0.4 if random.random() < 0.2 else 0)),
    )


def _random_household(random: Random) -> tuple[Person, ...]:
    ages = random.choice(USUAL_AGES if random.random() < 0.9 else CHILDREN_ALONE)
    genders = (Gender.WOMAN, Gender.WOMAN, Gender.WOMAN, Gender.MAN, Gender.NONBINARY)
    return tuple(Person(id=f"p{number}", gender=random.choice(genders), age=age) for number, age in enumerate(ages))


def _random_area(random: Random, centre: Centre) -> KeepAwayArea:
    return KeepAwayArea(cell=an_area_cell(*_near(random, centre, 3)), radius_km=random.choice((1, 1, 5, 20.5, 100)))


def _random_children_policy(random: Random) -> ChildrenPolicy:
    return ChildrenPolicy(
        accepted=random.random() < 0.98,
        max_boy_age=random.choice((None, None, None, 17, 11, 2)),
        unaccompanied=random.random() < 0.5,
        only=random.random() < 0.03,
    )


def _random_intake(random: Random) -> tuple[IntakeWindow, ...]:
    if random.random() < 0.9:
        return ALWAYS_OPEN
    count = random.randint(0, 2)
    return tuple(IntakeWindow(random.randrange(1440), random.choice((0, 1440, 360, 1320))) for _ in range(count))


def _report_moments(random: Random) -> list[datetime]:
    ages = (timedelta(hours=12), timedelta(hours=24), timedelta(hours=72), timedelta(minutes=random.randint(0, 5_000)))
    return [AS_OF - age for age in ages]


def _near(random: Random, centre: Centre, degrees: float) -> Centre:
    lat = centre[0] + random.uniform(-degrees, degrees)
    lng = centre[1] + random.uniform(-degrees, degrees)
    return lat, (lng + 180) % 360 - 180


def _some(random: Random, members: tuple[T, ...], share: float) -> list[T]:
    return [member for member in members if random.random() < share]


def _mostly(random: Random, usual: T, others: Sequence[U], *, rarely: float) -> T | U:
    return random.choice(others) if random.random() < rarely else usual
