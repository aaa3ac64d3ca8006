"""Fixtures that ask both forms of the engine, so that every example of a rule or criterion is an example for both."""

from collections.abc import Callable

import pytest

from safehouse.domain.codes import RuleCode
from safehouse.placement import rooms, rules, scoring
from safehouse.placement.matrix import codes_in, judge, points_of, prepare_network, room_options
from safehouse.placement.problem import House, PlacementRequest, Points, RoomUse
from tests.builders import AS_OF

Failing = Callable[[House, PlacementRequest], tuple[RuleCode, ...]]
Options = Callable[[House, PlacementRequest], list[tuple[RoomUse, ...]]]
PointsOf = Callable[[House, PlacementRequest], Points]


def _vectorised_failing(house: House, request: PlacementRequest) -> tuple[RuleCode, ...]:
    return codes_in(int(judge(prepare_network((house,), AS_OF), request).codes[0]))


def _plain_failing(house: House, request: PlacementRequest) -> tuple[RuleCode, ...]:
    return rules.failing_codes(house, request, AS_OF)


def _vectorised_options(house: House, request: PlacementRequest) -> list[tuple[RoomUse, ...]]:
    network = prepare_network((house,), AS_OF)
    return [option.rooms for option in room_options(network, judge(network, request), 0)]


def _plain_options(house: House, request: PlacementRequest) -> list[tuple[RoomUse, ...]]:
    return list(rooms.room_options(house, request))


def _vectorised_points(house: House, request: PlacementRequest) -> Points:
    network = prepare_network((house,), AS_OF)
    judgement = judge(network, request)
    return points_of(judgement, 0, room_options(network, judgement, 0)[0])


def _plain_points(house: House, request: PlacementRequest) -> Points:
    return scoring.points_of(house, request, rooms.room_options(house, request)[0], AS_OF)


@pytest.fixture(params=[_plain_failing, _vectorised_failing], ids=["plain", "vectorised"])
def failing(request: pytest.FixtureRequest) -> Failing:
    """The failing codes of one house for one request, at AS_OF."""
    form: Failing = request.param
    return form


@pytest.fixture(params=[_plain_options, _vectorised_options], ids=["plain", "vectorised"])
def options(request: pytest.FixtureRequest) -> Options:
    """The room options of one request in one house."""
    form: Options = request.param
    return form


@pytest.fixture(params=[_plain_points, _vectorised_points], ids=["plain", "vectorised"])
def points(request: pytest.FixtureRequest) -> PointsOf:
    """The points of one house with its first room option, at AS_OF."""
    form: PointsOf = request.param
    return form
