"""The best value of any plan, found by trying every plan. It knows rooms one by one and neither classes nor levels."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from safehouse.domain.codes import Gender, Urgency
from safehouse.placement.problem import PlacementProblem, PlacementRequest, PlanValue
from tests.property.oracle_pairs import Way, ways


@dataclass(frozen=True)
class Place:
    """A way in a house, by the index of the house."""

    house: int
    way: Way


@dataclass
class Occupation:
    """Who is where while plans are tried: guests of houses, rooms taken whole, gender and guests of shared rooms."""

    problem: PlacementProblem
    house_of: dict[str, int] = field(default_factory=dict)
    whole: set[tuple[int, int]] = field(default_factory=set)
    sharing: dict[tuple[int, int], list[Gender]] = field(default_factory=dict)

    def has_space(self, place: Place) -> bool:
        keys = [(place.house, position) for position in place.way.rooms]
        if any(key in self.whole for key in keys):
            return False
        if place.way.sharing is None:
            return not any(self.sharing.get(key) for key in keys)
        room = self.problem.houses[place.house].rooms[place.way.rooms[0]]
        others = self.sharing.get(keys[0], [])
        return len(others) < len(room.free_beds) and all(other is place.way.sharing for other in others)

    def add(self, request: PlacementRequest, place: Place) -> None:
        self.house_of[request.id] = place.house
        for position in place.way.rooms:
            if place.way.sharing is None:
                self.whole.add((place.house, position))
            else:
                self.sharing.setdefault((place.house, position), []).append(place.way.sharing)

    def remove(self, request: PlacementRequest, place: Place) -> None:
        del self.house_of[request.id]
        for position in place.way.rooms:
            if place.way.sharing is None:
                self.whole.remove((place.house, position))
            else:
                self.sharing[place.house, position].pop()


def places(problem: PlacementProblem) -> dict[str, tuple[Place, ...]]:
    """Every permitted place of each request alone."""
    return {
        request.id: tuple(
            Place(index, way)
            for index, house in enumerate(problem.houses)
            for way in ways(house, request, problem.as_of)
        )
        for request in problem.requests
    }


def best_value(problem: PlacementProblem, forced: tuple[str, str] | None = None) -> PlanValue | None:
    """The greatest value of all plans (in which the forced request has the forced house), None when there is no such plan."""
    everywhere = places(problem)
    if forced is not None:
        request, house = forced
        everywhere[request] = tuple(place for place in everywhere[request] if problem.houses[place.house].id == house)
    return max(_values(problem, everywhere, None if forced is None else forced[0]), default=None)


def _values(
    problem: PlacementProblem, everywhere: Mapping[str, tuple[Place, ...]], must: str | None
) -> Iterator[PlanValue]:
    occupation = Occupation(problem)
    groups = _groups(problem)

    def tried(number: int, people: Mapping[Urgency, int], points: int) -> Iterator[PlanValue]:
        if number == len(problem.requests):
            if all(_is_whole(group, occupation.house_of) for group in groups):
                yield PlanValue(people[Urgency.EMERGENCY], people[Urgency.URGENT], people[Urgency.PLANNED], points)
            return
        request = problem.requests[number]
        if request.id != must:
            yield from tried(number + 1, people, points)
        more = {**people, request.urgency: people[request.urgency] + len(request.people)}
        for place in everywhere[request.id]:
            if occupation.has_space(place) and _has_company(problem, occupation, request, place):
                occupation.add(request, place)
                yield from tried(number + 1, more, points + place.way.points)
                occupation.remove(request, place)

    return tried(0, dict.fromkeys(Urgency, 0), 0)


def _has_company(problem: PlacementProblem, occupation: Occupation, request: PlacementRequest, place: Place) -> bool:
    """Whether the request may be in the house with those who are there."""
    there = (other for other in problem.requests if occupation.house_of.get(other.id) == place.house)
    return not any(must_be_apart(request, other) for other in there)


def must_be_apart(one: PlacementRequest, other: PlacementRequest) -> bool:
    return (
        one.id in other.keep_apart
        or other.id in one.keep_apart
        or not one.keep_apart_tags.isdisjoint(other.tags)
        or not other.keep_apart_tags.isdisjoint(one.tags)
    )


def _groups(problem: PlacementProblem) -> list[set[str]]:
    groups = [{request.id} for request in problem.requests]
    for request in problem.requests:
        for other in request.keep_together:
            joined = [group for group in groups if request.id in group or other in group]
            groups = [group for group in groups if group not in joined] + [set[str]().union(*joined)]
    return groups


def _is_whole(group: set[str], house_of: Mapping[str, int]) -> bool:
    return len({house_of.get(member) for member in group}) == 1
