"""Invented households that need a place, in the proportions of `population.json`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import exp, log
from random import Random

from safehouse.demo.houses import country_languages
from safehouse.demo.seeds import CountrySeed, population
from safehouse.demo.towns import DemoTown, Towns
from safehouse.domain.codes import (
    AreaKind,
    Entitlement,
    Exploitation,
    Gender,
    HouseNeed,
    RoomNeed,
    SpeakerLevel,
    Urgency,
)
from safehouse.services.languages import find_canonical_language


@dataclass(frozen=True, slots=True)
class InventedPerson:
    """One person; age in whole years."""

    gender: Gender
    age: int


@dataclass(frozen=True, slots=True)
class InventedArea:
    """A town to keep away from."""

    town: DemoTown
    radius_km: int
    kind: AreaKind


@dataclass(frozen=True, slots=True)
class InventedRequest:
    """One request before anybody entered it. `arrives_in` is counted from the moment of asking."""

    country: str
    urgency: Urgency
    people: tuple[InventedPerson, ...]
    languages: dict[str, SpeakerLevel]
    language_required: bool
    house_needs: frozenset[HouseNeed]
    room_needs: frozenset[RoomNeed]
    keep_away: tuple[InventedArea, ...]
    min_security: int
    own_country_only: bool
    entitlements: frozenset[Entitlement]
    pickup: DemoTown | None
    arrives_in: timedelta
    nights: int
    exploitation: Exploitation | None
    may_split: bool


_URGENCY_WEIGHTS = {Urgency.EMERGENCY: 0.35, Urgency.URGENT: 0.4, Urgency.PLANNED: 0.25}
_ARRIVAL_HOURS = {Urgency.EMERGENCY: (1, 6), Urgency.URGENT: (3, 30), Urgency.PLANNED: (24, 160)}
_RADII_KM = (20, 30, 50, 50, 80, 100)
_AREA_COUNTS, _AREA_WEIGHTS = (0, 1, 2, 3), (0.1, 0.45, 0.3, 0.15)
_EXPLOITATION = {"sexual": Exploitation.SEXUAL, "labour": Exploitation.LABOUR, "other": Exploitation.OTHER}
_REQUIRED_LANGUAGE_SHARE = 0.25
_ENGLISH_SHARE = 0.4
_PICKUP_SHARE = 0.9
_ABROAD_SHARE = 0.3
_REFLECTION_SHARE = 0.6
_MINOR_AGES, _ADULT_AGES = (13, 17), (18, 52)
_INFANT_SHARE = 0.2
_MOST_NIGHTS = 730


def invent_request(seed: CountrySeed, towns: Towns, random: Random) -> InventedRequest:
    """One request of that country's desk."""
    people = _people(random)
    urgency = _weighted(_URGENCY_WEIGHTS, random)
    needs = population()["people"]
    return InventedRequest(
        country=seed.country,
        urgency=urgency,
        people=people,
        languages=_spoken(random),
        language_required=random.random() < _REQUIRED_LANGUAGE_SHARE,
        house_needs=_house_needs(people, random),
        room_needs=frozenset({RoomNeed.STEP_FREE} if random.random() < needs["step_free"] else ()),
        keep_away=_areas(seed.country, towns, random),
        min_security=random.choices((1, 2, 3), (0.6, 0.3, 0.1))[0],
        own_country_only=random.random() >= _ABROAD_SHARE,
        entitlements=frozenset({Entitlement.REFLECTION_PERIOD} if random.random() < _REFLECTION_SHARE else ()),
        pickup=towns.draw(seed.country, random) if random.random() < _PICKUP_SHARE else None,
        arrives_in=timedelta(minutes=random.randint(*(60 * hours for hours in _ARRIVAL_HOURS[urgency]))),
        nights=_nights(random),
        exploitation=_exploitation(random),
        may_split=random.random() < population()["people"]["woman_with_children"],
    )


def invent_requests(
    seeds: Sequence[CountrySeed], towns: Towns, *, count: int, seed: int
) -> tuple[InventedRequest, ...]:
    """`count` requests, a country with more beds more often; the same arguments give the same requests."""
    random = Random(f"{seed} requests")  # Invented data, nothing to guess.
    countries = random.choices(seeds, [country.beds for country in seeds], k=count)
    return tuple(
        invent_request(country, towns, Random(f"{seed} request {number}")) for number, country in enumerate(countries)
    )


def _people(random: Random) -> tuple[InventedPerson, ...]:
    shares = population()["people"]["share"]
    kind = random.choices(tuple(shares), tuple(shares.values()))[0]
    if kind in ("girl", "boy"):
        return (InventedPerson(Gender.WOMAN if kind == "girl" else Gender.MAN, random.randint(*_MINOR_AGES)),)
    gender = {"woman": Gender.WOMAN, "man": Gender.MAN}.get(kind, Gender.NONBINARY)
    adult = InventedPerson(gender, random.randint(*_ADULT_AGES))
    is_mother = gender is Gender.WOMAN and random.random() < population()["people"]["woman_with_children"]
    return (adult, *_children(adult.age, random)) if is_mother else (adult,)


def _children(mother_age: int, random: Random) -> tuple[InventedPerson, ...]:
    shares = population()["people"]["children_if_any"]
    count = int(random.choices(tuple(shares), tuple(shares.values()))[0])
    oldest = max(1, min(17, mother_age - 17))
    return tuple(
        InventedPerson(random.choice((Gender.WOMAN, Gender.MAN)), _child_age(oldest, random)) for _ in range(count)
    )


def _child_age(oldest: int, random: Random) -> int:
    return random.randint(0, 1) if random.random() < _INFANT_SHARE else random.randint(0, oldest)


def _spoken(random: Random) -> dict[str, SpeakerLevel]:
    """The first official language of a country of citizenship, sometimes some English."""
    citizenship = random.choice(population()["citizenship"]["frequent"])
    own = country_languages(citizenship)[:1] or (random.choice(population()["languages_heard"]),)
    english = {"en": SpeakerLevel.SOME} if random.random() < _ENGLISH_SHARE else {}
    return english | {str(find_canonical_language(code)): SpeakerLevel.FLUENT for code in own}


def _house_needs(people: Sequence[InventedPerson], random: Random) -> frozenset[HouseNeed]:
    shares = population()["people"]
    drawn = {
        HouseNeed.MENTAL_HEALTH: shares["severe_mental_health"],
        HouseNeed.SUBSTANCE_USE: shares["substance_use"],
        HouseNeed.PETS: shares["pet"],
        HouseNeed.PREGNANCY: shares["pregnant_of_women"] if people[0].gender is Gender.WOMAN else 0,
        HouseNeed.TRANS_INCLUSIVE: 1 if people[0].gender is Gender.NONBINARY else 0,
    }
    return frozenset(need for need, share in drawn.items() if random.random() < share)


def _areas(country: str, towns: Towns, random: Random) -> tuple[InventedArea, ...]:
    count = random.choices(_AREA_COUNTS, _AREA_WEIGHTS)[0]
    return tuple(
        InventedArea(towns.draw(country, random), random.choice(_RADII_KM), random.choice(tuple(AreaKind)))
        for _ in range(count)
    )


def _nights(random: Random) -> int:
    """A mixture of very short, usual and long stays."""
    mixture = population()["stay_nights"]["mixture"]
    part = random.choices(mixture, [one["share"] for one in mixture])[0]
    if "geometric_mean" in part:
        drawn = 1 + random.expovariate(1 / part["geometric_mean"])
    else:
        drawn = exp(random.gauss(log(part["lognormal_median"]), part["sigma"]))
    return min(_MOST_NIGHTS, max(1, round(drawn)))


def _exploitation(random: Random) -> Exploitation:
    shares = {name: population()["exploitation"][name] for name in _EXPLOITATION}
    return _EXPLOITATION[random.choices(tuple(shares), tuple(shares.values()))[0]]


def _weighted(shares: dict[Urgency, float], random: Random) -> Urgency:
    return random.choices(tuple(shares), tuple(shares.values()))[0]
