"""The NETWORK file: houses, rooms and beds at one moment, in the form `safehouse-network/1`."""

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field

from safehouse.domain.codes import Gender, HouseNeed, HouseStatus, LanguageCover, RoomNeed
from safehouse.placement.problem import ChildrenPolicy, House, PlacementProblem, Room
from safehouse.services.languages import by_canonical_language
from safehouse.services.planfiles.fields import (
    Country,
    FileModel,
    HouseCell,
    Id,
    Intake,
    Language,
    Moment,
    first_repeated,
)

Problems = Iterator[tuple[str, str]]
"""Where in a file something is wrong, and what."""


class ChildrenEntry(FileModel):
    """What a house says about people under 18."""

    accepted: bool
    max_boy_age: int | None
    unaccompanied: bool
    only: bool


class RoomEntry(FileModel):
    """One room; `beds` are the ids in service, `free_beds` those of them without any claim."""

    id: Id
    shared: bool
    beds: tuple[Id, ...]
    free_beds: tuple[Id, ...]
    free_cots: Annotated[int, Field(ge=0)]
    gender_now: Gender | None
    features: tuple[RoomNeed, ...]

    @classmethod
    def of(cls, room: Room) -> Self:
        return cls(
            id=room.id,
            shared=room.shared,
            beds=room.beds,
            free_beds=room.free_beds,
            free_cots=room.free_cots,
            gender_now=room.gender_now,
            features=tuple(sorted(room.features)),
        )

    def value(self) -> Room:
        return Room(
            id=self.id,
            shared=self.shared,
            beds=self.beds,
            free_beds=self.free_beds,
            free_cots=self.free_cots,
            gender_now=self.gender_now,
            features=frozenset(self.features),
        )


class HouseEntry(FileModel):
    """One house as the engine sees it."""

    id: Id
    country: Country
    cell: HouseCell
    slack_km: Annotated[float, Field(ge=0)] = 0.0
    status: HouseStatus
    genders: tuple[Gender, ...]
    children: ChildrenEntry
    languages: dict[Language, LanguageCover]
    services: tuple[HouseNeed, ...]
    security_level: Annotated[int, Field(ge=1, le=3)]
    specialisms: tuple[str, ...]
    requires: tuple[str, ...]
    max_stay_nights: Annotated[int, Field(ge=1)] | None
    intake: Intake
    reported_at: Moment | None
    resident_tags: tuple[str, ...]
    resident_keep_apart_tags: tuple[str, ...]
    rooms: tuple[RoomEntry, ...]

    @classmethod
    def of(cls, house: House) -> Self:
        return cls(
            id=house.id,
            country=house.country,
            cell=house.cell,
            slack_km=house.slack_km,
            status=house.status,
            genders=tuple(sorted(house.genders)),
            children=ChildrenEntry(
                accepted=house.children.accepted,
                max_boy_age=house.children.max_boy_age,
                unaccompanied=house.children.unaccompanied,
                only=house.children.only,
            ),
            languages=dict(sorted(house.languages.items())),
            services=tuple(sorted(house.services)),
            security_level=house.security_level,
            specialisms=tuple(sorted(house.specialisms)),
            requires=tuple(sorted(house.requires)),
            max_stay_nights=house.max_stay_nights,
            intake=house.intake,
            reported_at=house.reported_at,
            resident_tags=tuple(sorted(house.resident_tags)),
            resident_keep_apart_tags=tuple(sorted(house.resident_keep_apart_tags)),
            rooms=tuple(RoomEntry.of(room) for room in house.rooms),
        )

    def value(self) -> House:
        children = self.children
        return House(
            id=self.id,
            country=self.country,
            cell=self.cell,
            slack_km=self.slack_km,
            status=self.status,
            genders=frozenset(self.genders),
            children=ChildrenPolicy(children.accepted, children.max_boy_age, children.unaccompanied, children.only),
            languages=by_canonical_language(self.languages, best_first=tuple(LanguageCover)),
            services=frozenset(self.services),
            security_level=self.security_level,
            specialisms=frozenset(self.specialisms),
            requires=frozenset(self.requires),
            max_stay_nights=self.max_stay_nights,
            intake=self.intake,
            reported_at=self.reported_at,
            resident_tags=frozenset(self.resident_tags),
            resident_keep_apart_tags=frozenset(self.resident_keep_apart_tags),
            rooms=tuple(room.value() for room in self.rooms),
        )


class NetworkFile(FileModel):
    """The whole file."""

    format: Literal["safehouse-network/1"]
    as_of: Moment
    houses: tuple[HouseEntry, ...]

    @classmethod
    def of(cls, problem: PlacementProblem) -> Self:
        houses = tuple(HouseEntry.of(house) for house in problem.houses)
        return cls(format="safehouse-network/1", as_of=problem.as_of, houses=houses)


def network_problems(network: NetworkFile) -> Problems:
    """What is wrong with a network although each of its values is well formed."""
    yield from repeated_id("houses", tuple(house.id for house in network.houses))
    for position, house in enumerate(network.houses):
        path = f"houses[{position}]"
        if house.reported_at is not None and house.reported_at > network.as_of:
            yield f"{path}.reported_at", "is after as_of"
        yield from repeated_id(f"{path}.rooms", tuple(room.id for room in house.rooms))
        yield from _bed_problems(path, house)


def repeated_id(path: str, ids: tuple[str, ...]) -> Problems:
    """The first object of a list whose id another one before it has."""
    position = first_repeated(ids)
    if position is not None:
        yield f"{path}[{position}].id", "is there twice"


def _bed_problems(path: str, house: HouseEntry) -> Problems:
    seen: set[str] = set()
    for position, room in enumerate(house.rooms):
        for list_name, beds in (("beds", room.beds), ("free_beds", room.free_beds)):
            repeated = first_repeated(beds)
            if repeated is not None:
                yield f"{path}.rooms[{position}].{list_name}[{repeated}]", "is there twice"
        if not seen.isdisjoint(room.beds):
            yield f"{path}.rooms[{position}].beds", "has a bed that another room of the house has"
        if not set(room.free_beds) <= set(room.beds):
            yield f"{path}.rooms[{position}].free_beds", "has a bed that is not among beds"
        seen.update(room.beds)
