"""The REQUESTS file: the households that need a place, in the form `safehouse-requests/1`."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated, Literal, Self

from pydantic import Field

from safehouse.domain.codes import Gender, HouseNeed, RoomNeed, SpeakerLevel, Urgency
from safehouse.placement.problem import KeepAwayArea, Person, PlacementProblem, PlacementRequest
from safehouse.services.languages import by_canonical_language
from safehouse.services.planfiles.fields import AreaCell, Country, FileModel, Id, Language, Moment, Need, Waivable
from safehouse.services.planfiles.network import Problems, repeated_id

ARRIVAL_DAYS_AHEAD = 7


class PersonEntry(FileModel):
    """One person of a household."""

    id: Id
    gender: Gender
    age: Annotated[int, Field(ge=0, le=120)]


class AreaEntry(FileModel):
    """One keep-away area."""

    cell: AreaCell
    radius_km: Annotated[float, Field(ge=1, le=1000)]


class RequestEntry(FileModel):
    """One household."""

    id: Id
    urgency: Urgency
    people: Annotated[tuple[PersonEntry, ...], Field(min_length=1, max_length=12)]
    languages: dict[Language, SpeakerLevel]
    language_required: bool
    needs: tuple[Need, ...]
    keep_away: tuple[AreaEntry, ...]
    keep_apart_tags: tuple[str, ...]
    tags: tuple[str, ...]
    keep_apart: tuple[Id, ...]
    keep_together: tuple[Id, ...]
    min_security: Annotated[int, Field(ge=1, le=3)]
    countries: tuple[Country, ...] | None
    entitlements: tuple[str, ...]
    pickup: AreaCell | None
    arrives_at: Moment
    nights: Annotated[int, Field(ge=1, le=730)]
    exploitation: str | None
    refused_houses: tuple[str, ...]
    may_split: bool
    waived: tuple[Waivable, ...] = ()

    @classmethod
    def of(cls, request: PlacementRequest) -> Self:
        return cls(
            id=request.id,
            urgency=request.urgency,
            people=tuple(PersonEntry(id=person.id, gender=person.gender, age=person.age) for person in request.people),
            languages=dict(sorted(request.languages.items())),
            language_required=request.language_required,
            needs=tuple(sorted((*request.house_needs, *request.room_needs))),
            keep_away=tuple(AreaEntry(cell=area.cell, radius_km=area.radius_km) for area in request.keep_away),
            keep_apart_tags=tuple(sorted(request.keep_apart_tags)),
            tags=tuple(sorted(request.tags)),
            keep_apart=tuple(sorted(request.keep_apart)),
            keep_together=tuple(sorted(request.keep_together)),
            min_security=request.min_security,
            countries=None if request.countries is None else tuple(sorted(request.countries)),
            entitlements=tuple(sorted(request.entitlements)),
            pickup=request.pickup,
            arrives_at=request.arrives_at,
            nights=request.nights,
            exploitation=request.exploitation,
            refused_houses=tuple(sorted(request.refused_houses)),
            may_split=request.may_split,
            waived=tuple(sorted(request.waived)),
        )

    def value(self) -> PlacementRequest:
        return PlacementRequest(
            id=self.id,
            urgency=self.urgency,
            people=tuple(Person(person.id, person.gender, person.age) for person in self.people),
            languages=by_canonical_language(self.languages, best_first=tuple(SpeakerLevel)),
            language_required=self.language_required,
            house_needs=frozenset(need for need in HouseNeed if need in self.needs),
            room_needs=frozenset(need for need in RoomNeed if need in self.needs),
            keep_away=tuple(KeepAwayArea(area.cell, area.radius_km) for area in self.keep_away),
            keep_apart_tags=frozenset(self.keep_apart_tags),
            tags=frozenset(self.tags),
            keep_apart=frozenset(self.keep_apart),
            keep_together=frozenset(self.keep_together),
            min_security=self.min_security,
            countries=None if self.countries is None else frozenset(self.countries),
            entitlements=frozenset(self.entitlements),
            pickup=self.pickup,
            arrives_at=self.arrives_at,
            nights=self.nights,
            exploitation=self.exploitation,
            refused_houses=frozenset(self.refused_houses),
            may_split=self.may_split,
            waived=frozenset(self.waived),
        )


class RequestsFile(FileModel):
    """The whole file."""

    format: Literal["safehouse-requests/1"]
    requests: tuple[RequestEntry, ...]

    @classmethod
    def of(cls, problem: PlacementProblem) -> Self:
        return cls(
            format="safehouse-requests/1", requests=tuple(RequestEntry.of(request) for request in problem.requests)
        )


def requests_problems(requests: RequestsFile, as_of: datetime) -> Problems:
    """What is wrong with the requests, at the moment of the network, although each value is well formed."""
    known = frozenset(request.id for request in requests.requests)
    yield from repeated_id("requests", tuple(request.id for request in requests.requests))
    for position, request in enumerate(requests.requests):
        path = f"requests[{position}]"
        yield from repeated_id(f"{path}.people", tuple(person.id for person in request.people))
        if request.arrives_at < as_of:
            yield f"{path}.arrives_at", "is before as_of of the network"
        if request.arrives_at > as_of + timedelta(days=ARRIVAL_DAYS_AHEAD):
            yield f"{path}.arrives_at", f"is more than {ARRIVAL_DAYS_AHEAD} days after as_of of the network"
        yield from _relation_problems(path, request, known)


def _relation_problems(path: str, request: RequestEntry, known: frozenset[str]) -> Iterator[tuple[str, str]]:
    for name, others in (("keep_apart", request.keep_apart), ("keep_together", request.keep_together)):
        for position, other in enumerate(others):
            if other == request.id:
                yield f"{path}.{name}[{position}]", "is the request's own id"
            elif other not in known:
                yield f"{path}.{name}[{position}]", "is not the id of a request in this file"
