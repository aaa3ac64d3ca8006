"""Networks of a dozen houses at an occupancy of choice, with more requests than they take, and many relations among these."""

from dataclasses import replace
from random import Random

from safehouse.domain.codes import Gender
from safehouse.placement.problem import House, PlacementProblem, PlacementRequest, Room
from tests.property.crowded import crowded_problem

TAGS = ("amber", "green", "ivory", "violet")


def busy_problem(random: Random, *, houses: int, requests: int, occupancy: float, related: float) -> PlacementProblem:
    """`related`: how likely a request is to have each kind of relation."""
    problem = crowded_problem(random, houses=houses, requests=requests)
    ids = [request.id for request in problem.requests]
    return replace(
        problem,
        houses=tuple(_filled(random, house, occupancy) for house in problem.houses),
        requests=tuple(_related(random, request, ids, related) for request in problem.requests),
    ).in_canonical_order()


def _filled(random: Random, house: House, occupancy: float) -> House:
    return replace(house, rooms=tuple(_with_guests(random, room, occupancy) for room in house.rooms))


def _with_guests(random: Random, room: Room, occupancy: float) -> Room:
    """Each bed is taken as likely as the occupancy says; whoever has one bed of a room that is not shared has the room."""
    free = tuple(bed for bed in room.beds if random.random() > occupancy)
    if len(free) == len(room.beds):
        return replace(room, free_beds=free, gender_now=None)
    return replace(
        room,
        free_beds=free if room.shared else (),
        free_cots=0,
        gender_now=random.choice((Gender.WOMAN, Gender.WOMAN, Gender.MAN)),
    )


def _related(random: Random, request: PlacementRequest, ids: list[str], related: float) -> PlacementRequest:
    others = [one for one in ids if one != request.id]

    def some(names: list[str]) -> frozenset[str]:
        return frozenset(random.sample(names, 1) if random.random() < related else ())

    return replace(
        request,
        tags=some(list(TAGS)),
        keep_apart_tags=some(list(TAGS)),
        keep_apart=some(others),
        keep_together=some(others) if random.random() < related else frozenset(),
    )
