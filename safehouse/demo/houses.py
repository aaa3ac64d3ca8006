"""Invented houses: what each is for, its rooms, and who sleeps there without being known to the service."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache
from random import Random
from typing import TypeVar

from babel.languages import get_official_languages

from safehouse.demo.layout import InventedRoom, lay_out, share_beds
from safehouse.demo.residents import move_in
from safehouse.demo.seeds import CountrySeed, population
from safehouse.demo.towns import DemoTown, Towns
from safehouse.domain.codes import Entitlement, Exploitation, Gender, HouseNeed, HouseStatus, LanguageCover
from safehouse.services.languages import find_canonical_language

Code = TypeVar("Code", bound=StrEnum)


class HouseKind(StrEnum):
    """What a house is for, as `population.json` has it."""

    WOMEN = "women"
    MEN = "men"
    MIXED = "mixed_separated"
    FAMILY = "family"
    CHILDREN = "children"


@dataclass(frozen=True, slots=True)
class InventedHouse:
    """One house before anybody registered it. `intake` None: day and night; else local times."""

    country: str
    kind: HouseKind
    town: DemoTown
    slack_km: int
    status: HouseStatus
    genders: frozenset[Gender]
    children_accepted: bool
    max_boy_age: int | None
    languages: dict[str, LanguageCover]
    services: frozenset[HouseNeed]
    security_level: int
    specialisms: frozenset[Exploitation]
    requires: frozenset[Entitlement]
    max_stay_nights: int | None
    intake: tuple[tuple[str, str], ...] | None
    turnaround_hours: int
    reported_ago: timedelta
    needs_call_first: bool
    rooms: tuple[InventedRoom, ...]

    @property
    def is_for_children(self) -> bool:
        """Licensed for minors without an adult, and for nobody else."""
        return self.kind is HouseKind.CHILDREN

    @property
    def beds(self) -> int:
        """All beds of the house."""
        return sum(room.beds for room in self.rooms)


GENDERS = {
    HouseKind.WOMEN: frozenset({Gender.WOMAN}),
    HouseKind.MEN: frozenset({Gender.MAN}),
    HouseKind.MIXED: frozenset(Gender),
    HouseKind.FAMILY: frozenset(Gender),
    HouseKind.CHILDREN: frozenset(Gender),
}
_SERVICE_SHARES = {
    HouseNeed.NIGHT_STAFF: 0.6,
    HouseNeed.TRANS_INCLUSIVE: 0.4,
    HouseNeed.MENTAL_HEALTH: 0.5,
    HouseNeed.SUBSTANCE_USE: 0.2,
    HouseNeed.MEDICAL: 0.3,
    HouseNeed.PETS: 0.1,
}
_RARE_SERVICE_SHARES = {HouseNeed.DETOX: 0.06, HouseNeed.DEAF_ACCESS: 0.06}
_MOTHERS_SERVICE_SHARES = {HouseNeed.PREGNANCY: 0.6, HouseNeed.NEWBORN: 0.5}
_COVER_WEIGHTS = {
    LanguageCover.STAFF: 0.25,
    LanguageCover.PHONE_INTERPRETER: 0.55,
    LanguageCover.BOOKED_INTERPRETER: 0.2,
}
_SPECIALISM_SHARES = {
    HouseKind.WOMEN: {
        Exploitation.SEXUAL: 0.6,
        Exploitation.DOMESTIC_SERVITUDE: 0.25,
        Exploitation.FORCED_MARRIAGE: 0.2,
    },
    HouseKind.MEN: {Exploitation.LABOUR: 0.7, Exploitation.FORCED_CRIMINALITY: 0.2},
}
_ANY_SPECIALISM_SHARES = {Exploitation.SEXUAL: 0.3, Exploitation.LABOUR: 0.3, Exploitation.FORCED_BEGGING: 0.15}
_CHILDREN_ACCEPTED_SHARE = 0.7
_ENGLISH_SHARE = 0.7
_CALL_FIRST_SHARE = 0.04
_MAX_STAYS = (None, None, None, 180, 180, 90, 30)
_MAX_BOY_AGES = (None, 17, 14, 12, 10)
_INTAKES = (None, None, None, (("08:00", "20:00"),), (("07:30", "24:00"),), (("18:00", "02:00"), ("09:00", "12:00")))
_SLACKS_KM = (0, 2, 5, 5, 10, 15)


def invent_houses(
    seeds: Iterable[CountrySeed], towns: Towns, *, seed: int, occupancy: float | None = None
) -> tuple[InventedHouse, ...]:
    """The houses of all these countries; the same arguments give the same houses. `occupancy` None: that of the file."""
    share = population()["houses"]["occupancy"] if occupancy is None else occupancy
    return tuple(house for country in seeds for house in _country_houses(country, towns, seed, share))


def _country_houses(country: CountrySeed, towns: Towns, seed: int, occupancy: float) -> Iterable[InventedHouse]:
    random = Random(f"{seed} sizes {country.country}")  # Invented data, nothing to guess.
    for number, beds in enumerate(share_beds(country.houses, country.beds, random)):
        yield _house(country.country, beds, towns, Random(f"{seed} house {country.country} {number}"), occupancy)


def _house(country: str, beds: int, towns: Towns, random: Random, occupancy: float) -> InventedHouse:
    kind = _drawn_kind(random)
    takes_children = kind in (HouseKind.FAMILY, HouseKind.CHILDREN) or (
        kind is not HouseKind.MEN and random.random() < _CHILDREN_ACCEPTED_SHARE
    )
    empty = InventedHouse(
        country=country,
        kind=kind,
        town=towns.draw(country, random),
        slack_km=random.choice(_SLACKS_KM),
        status=HouseStatus.OPEN,
        genders=GENDERS[kind],
        children_accepted=takes_children,
        max_boy_age=random.choice(_MAX_BOY_AGES) if kind is HouseKind.WOMEN and takes_children else None,
        languages=_languages(country, random),
        services=_services(kind, takes_children=takes_children, random=random),
        security_level=random.choices((1, 2, 3), (0.3, 0.5, 0.2))[0],
        specialisms=_drawn(_SPECIALISM_SHARES.get(kind, _ANY_SPECIALISM_SHARES), random),
        requires=_drawn({Entitlement.REFLECTION_PERIOD: 0.15, Entitlement.MUNICIPAL_FUNDING: 0.05}, random),
        max_stay_nights=random.choice(_MAX_STAYS),
        intake=random.choice(_INTAKES),
        turnaround_hours=24 * random.randint(*population()["houses"]["turnaround_days"]),
        reported_ago=_report_age(random),
        needs_call_first=random.random() < _CALL_FIRST_SHARE,
        rooms=lay_out(beds, has_families=kind is HouseKind.FAMILY, random=random),
    )
    return replace(empty, rooms=move_in(empty.rooms, sorted(empty.genders), takes_children, occupancy, random))


def _drawn_kind(random: Random) -> HouseKind:
    shares = {kind: population()["houses"]["kind"][kind] for kind in HouseKind}
    return random.choices(tuple(shares), tuple(shares.values()))[0]


def _drawn(shares: dict[Code, float], random: Random) -> frozenset[Code]:
    return frozenset(code for code, share in shares.items() if random.random() < share)


def _services(kind: HouseKind, *, takes_children: bool, random: Random) -> frozenset[HouseNeed]:
    services = _drawn(_SERVICE_SHARES, random) | _drawn(_RARE_SERVICE_SHARES, random)
    if takes_children:
        services |= _drawn(_MOTHERS_SERVICE_SHARES, random)
    return services | ({HouseNeed.SINGLE_GENDER} if len(GENDERS[kind]) == 1 else set())


def _languages(country: str, random: Random) -> dict[str, LanguageCover]:
    """What is spoken in the country by staff, English in most houses, and some of the languages heard."""
    heard: Sequence[str] = population()["languages_heard"]
    some = random.sample(heard, random.randint(4, 11))
    languages = {code: random.choices(tuple(_COVER_WEIGHTS), tuple(_COVER_WEIGHTS.values()))[0] for code in some}
    own = country_languages(country)
    english = {"en": LanguageCover.STAFF} if random.random() < _ENGLISH_SHARE else {}
    return languages | english | dict.fromkeys(own, LanguageCover.STAFF)


@lru_cache(maxsize=300)
def country_languages(country: str) -> tuple[str, ...]:
    """The official languages of a country by CLDR, as canonical codes."""
    official = get_official_languages(country, regional=False, de_facto=True)
    canonical = (find_canonical_language(code.split("_")[0]) for code in official)
    return tuple(code for code in canonical if code is not None)


def _report_age(random: Random) -> timedelta:
    """How long ago the last report was made, by how often the house reports."""
    reporting = population()["reporting"]
    hours = random.choices(
        (random.uniform(0.2, 20), random.uniform(20, 96), random.uniform(120, 240)),
        (reporting["daily"], reporting["every_2_to_4_days"], reporting["weekly_or_worse"]),
    )[0]
    return timedelta(minutes=round(60 * hours))
