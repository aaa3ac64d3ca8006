"""The judge of one placement: the rules as they are now, and every way to use rooms that is no room option."""

from dataclasses import replace

import pytest

from safehouse.domain.codes import Gender, RuleCode
from safehouse.placement.checker import judge_placement
from safehouse.placement.problem import RoomUse
from safehouse.placement.rooms import may_have_room
from tests.builders import AS_OF, a_house, a_household, a_request, a_room

WOMAN = a_request()
SHARED = a_house(rooms=(a_room(3, shared=True),))
FAMILY = a_request(id="a", people=a_household(40, 38, 1), may_split=True)
FAMILY_HOUSE = a_house(rooms=(a_room(3, id="r1", free_cots=1),))
TWO_ROOMS = a_house(
    rooms=(
        a_room(id="r1", beds=("b1", "b2"), free_beds=("b1", "b2"), free_cots=1),
        a_room(id="r2", beds=("b3",), free_beds=("b3",), free_cots=1),
    )
)
FOUR = a_request(id="a", people=a_household(40, 38, 20, 1), may_split=True)


def test_any_free_beds_of_a_room_of_ones_own_will_do() -> None:
    assert judge_placement(FAMILY_HOUSE, FAMILY, (RoomUse("r1", ("b3", "b1"), 1, ("b2",)),), AS_OF) == ()


@pytest.mark.parametrize(
    "rooms",
    [
        (),
        (RoomUse("r9", ("b1", "b2"), 1, ("b3",)),),
        (RoomUse("r1", ("b1", "b2"), 1, ()),),
        (RoomUse("r1", ("b1", "b2", "b3"), 0, ()),),
        (RoomUse("r1", ("b1",), 2, ("b2", "b3")),),
        (RoomUse("r1", ("b1",), 1, ("b2", "b3")),),
        (RoomUse("r1", ("b1", "b2", "b3"), 1, ()),),
        (RoomUse("r1", ("b1", "b1"), 1, ("b2", "b3")),),
        (RoomUse("r1", ("b1", "b2"), 1, ("b2", "b3")),),
        (RoomUse("r1", ("b1", "b9"), 1, ("b2", "b3")),),
        (RoomUse("r1", ("b1", "b2"), 1, ("b3", "b9")),),
        (RoomUse("r1", ("b1",), 1, ("b3",)), RoomUse("r1", ("b2",), 0, ())),
    ],
    ids=[
        "no room",
        "unknown room",
        "a bed left over is not blocked",
        "a free cot is not used",
        "more cots than free",
        "somebody without a bed",
        "a bed too many",
        "one bed twice",
        "one bed used and blocked",
        "an unknown bed used",
        "an unknown bed blocked",
        "one room twice",
    ],
)
def test_wrong_uses_of_a_room_of_ones_own_are_no_room(rooms: tuple[RoomUse, ...]) -> None:
    assert judge_placement(FAMILY_HOUSE, FAMILY, rooms, AS_OF) == (RuleCode.NO_ROOM,)


@pytest.mark.parametrize(
    "rooms",
    [
        (RoomUse("r1", ("b1", "b2"), 1, ()), RoomUse("r2", ("b3",), 0, ())),
        (RoomUse("r2", ("b3",), 1, ()), RoomUse("r1", ("b2", "b1"), 0, ())),
    ],
    ids=["filled in order", "filled otherwise"],
)
def test_two_rooms_may_be_filled_in_any_way(rooms: tuple[RoomUse, ...]) -> None:
    assert judge_placement(TWO_ROOMS, FOUR, rooms, AS_OF) == ()


@pytest.mark.parametrize(
    "rooms",
    [
        (RoomUse("r1", ("b1", "b2"), 1, ()),),
        (RoomUse("r1", ("b1", "b2"), 1, ()), RoomUse("r2", (), 0, ("b3",))),
        (RoomUse("r1", ("b1", "b2"), 1, ()), RoomUse("r2", ("b3",), 1, ())),
        (RoomUse("r1", ("b1", "b2"), 2, ()), RoomUse("r2", ("b3",), -1, ())),
        (RoomUse("r1", ("b1",), 1, ("b2",)), RoomUse("r2", ("b3",), 0, ())),
        (RoomUse("r1", ("b1", "b2"), 1, ()), RoomUse("r1", ("b1",), 0, ("b2",))),
    ],
    ids=[
        "one room only",
        "nobody in a bed of the second",
        "a cot too many",
        "a cot too few",
        "somebody without a bed",
        "one room twice",
    ],
)
def test_wrong_uses_of_two_rooms_are_no_room(rooms: tuple[RoomUse, ...]) -> None:
    assert judge_placement(TWO_ROOMS, FOUR, rooms, AS_OF) == (RuleCode.NO_ROOM,)


def test_a_room_where_nobody_is_in_a_bed_is_no_room() -> None:
    house = a_house(
        rooms=(
            a_room(2, id="r1"),
            a_room(id="r2", beds=("b3",), free_beds=("b3",), free_cots=1),
        )
    )
    everybody_in_one_room = (RoomUse("r1", ("b1", "b2"), 0, ()), RoomUse("r2", (), 1, ("b3",)))
    one_in_each = (RoomUse("r1", ("b1",), 0, ("b2",)), RoomUse("r2", ("b3",), 1, ()))
    assert judge_placement(house, FAMILY, everybody_in_one_room, AS_OF) == (RuleCode.NO_ROOM,)
    assert judge_placement(house, FAMILY, one_in_each, AS_OF) == ()


def test_one_adult_may_not_have_a_shared_room_as_her_own() -> None:
    assert not may_have_room(a_room(1, shared=True), WOMAN)
    assert may_have_room(a_room(1, shared=False), WOMAN)


def test_two_rooms_without_consent_or_beside_one_that_is_enough_are_no_room() -> None:
    rooms = (RoomUse("r1", ("b1", "b2"), 1, ()), RoomUse("r2", ("b3",), 0, ()))
    assert judge_placement(TWO_ROOMS, replace(FOUR, may_split=False), rooms, AS_OF) == (RuleCode.NO_ROOM,)
    larger = replace(TWO_ROOMS, rooms=(*TWO_ROOMS.rooms, a_room(3, id="r3", free_cots=1)))
    assert judge_placement(larger, FOUR, rooms, AS_OF) == (RuleCode.NO_ROOM,)


def test_three_rooms_are_no_room() -> None:
    house = a_house(rooms=tuple(a_room(id=one, beds=(one,), free_beds=(one,)) for one in ("x", "y", "z")))
    rooms = tuple(RoomUse(one, (one,), 0, ()) for one in ("x", "y", "z"))
    request = a_request(people=a_household(40, 38, 20), may_split=True)
    assert judge_placement(house, request, rooms, AS_OF) == (RuleCode.NO_ROOM,)


def test_any_free_bed_of_a_shared_room_will_do() -> None:
    assert judge_placement(SHARED, WOMAN, (RoomUse("r1", ("b2",), 0, ()),), AS_OF) == ()


@pytest.mark.parametrize(
    "use",
    [
        RoomUse("r1", ("b1",), 0, ("b2",)),
        RoomUse("r1", ("b1",), 0, ("b2", "b3")),
        RoomUse("r1", ("b1", "b2"), 0, ()),
        RoomUse("r1", ("b1",), 1, ()),
        RoomUse("r1", ("b9",), 0, ()),
        RoomUse("r1", (), 0, ()),
    ],
    ids=["blocks a bed", "takes the room as her own", "two beds", "a cot", "unknown bed", "no bed"],
)
def test_wrong_uses_of_a_shared_room_are_no_room(use: RoomUse) -> None:
    house = a_house(rooms=(a_room(3, shared=True, free_cots=1),))
    assert judge_placement(house, WOMAN, (use,), AS_OF) == (RuleCode.NO_ROOM,)


def test_a_bed_that_is_taken_now_is_no_room() -> None:
    house = a_house(rooms=(a_room(3, shared=True, free=1, gender_now=Gender.WOMAN),))
    assert judge_placement(house, WOMAN, (RoomUse("r1", ("b1",), 0, ()),), AS_OF) == (RuleCode.NO_ROOM,)
    assert judge_placement(house, WOMAN, (RoomUse("r1", ("b3",), 0, ()),), AS_OF) == ()


def test_a_wrong_use_is_told_after_the_codes_of_the_rules_and_once() -> None:
    house = replace(SHARED, reported_at=None)
    assert judge_placement(house, WOMAN, (), AS_OF) == (RuleCode.DARK, RuleCode.NO_ROOM)
    assert judge_placement(replace(house, rooms=()), WOMAN, (), AS_OF) == (RuleCode.DARK, RuleCode.NO_ROOM)
