"""Which rooms a household may have and how they are used; every example is asked of both forms."""

import pytest

from safehouse.domain.codes import Gender, RoomNeed, RuleCode
from safehouse.placement.problem import Person, Room, RoomUse
from tests.builders import a_house, a_household, a_person, a_request, a_room
from tests.unit.placement.conftest import Failing, Options

STEP_FREE = frozenset({RoomNeed.STEP_FREE})


def _use(room: str, *beds: str, cots: int = 0, blocked: tuple[str, ...] = ()) -> RoomUse:
    return RoomUse(room=room, beds=beds, cots=cots, blocked_beds=blocked)


def _shared(beds: int, *, free: int | None = None, gender_now: Gender | None = None) -> Room:
    return a_room(beds, free=free, shared=True, gender_now=gender_now)


# One bed in a shared room.


def test_one_adult_gets_one_bed_of_an_empty_shared_room_and_blocks_none(options: Options) -> None:
    assert options(a_house(rooms=(_shared(3),)), a_request()) == [(_use("r1", "b1"),)]


def test_one_adult_gets_the_lowest_free_bed_beside_people_of_the_same_gender(options: Options) -> None:
    house = a_house(rooms=(_shared(3, free=2, gender_now=Gender.WOMAN),))
    assert options(house, a_request()) == [(_use("r1", "b2"),)]


@pytest.mark.parametrize("gender", [Gender.MAN, Gender.NONBINARY])
def test_nobody_shares_with_another_gender(options: Options, gender: Gender) -> None:
    house = a_house(rooms=(_shared(3, free=2, gender_now=gender),))
    assert options(house, a_request()) == []


def test_a_shared_room_occupied_with_unknown_gender_is_no_option(options: Options) -> None:
    assert options(a_house(rooms=(_shared(3, free=2, gender_now=None),)), a_request()) == []


def test_a_full_shared_room_is_no_option(options: Options) -> None:
    assert options(a_house(rooms=(_shared(2, free=0, gender_now=Gender.WOMAN),)), a_request()) == []


def test_a_shared_room_with_every_bed_free_and_a_known_gender_is_for_that_gender(options: Options) -> None:
    house = a_house(rooms=(_shared(2, gender_now=Gender.MAN),))
    assert options(house, a_request()) == []
    assert options(house, a_request(people=(a_person(gender=Gender.MAN),))) == [(_use("r1", "b1"),)]


@pytest.mark.parametrize("age", [0, 17])
def test_nobody_under_18_shares_a_room_with_a_stranger(options: Options, age: int) -> None:
    house = a_house(rooms=(_shared(3, free=2, gender_now=Gender.WOMAN),))
    assert options(house, a_request(people=a_household(age))) == []


def test_two_adults_never_get_two_beds_of_an_occupied_shared_room(options: Options) -> None:
    house = a_house(rooms=(_shared(4, free=3, gender_now=Gender.WOMAN),))
    assert options(house, a_request(people=a_household(30, 28), may_split=True)) == []


def test_from_18_on_a_person_may_share_a_room(options: Options) -> None:
    house = a_house(rooms=(_shared(3, free=2, gender_now=Gender.WOMAN),))
    assert options(house, a_request(people=a_household(18))) == [(_use("r1", "b2"),)]


# A room of one's own.


def test_one_adult_gets_a_room_that_is_not_shared_and_blocks_the_rest(options: Options) -> None:
    assert options(a_house(rooms=(a_room(3),)), a_request()) == [(_use("r1", "b1", blocked=("b2", "b3")),)]


def test_one_adult_is_in_no_occupied_room_that_is_not_shared(options: Options) -> None:
    house = a_house(rooms=(a_room(2, free=1, gender_now=Gender.WOMAN),))
    assert options(house, a_request()) == []


@pytest.mark.parametrize("shared", [False, True])
def test_one_person_under_18_gets_any_empty_room_as_her_own(options: Options, *, shared: bool) -> None:
    house = a_house(rooms=(a_room(2, shared=shared),))
    assert options(house, a_request(people=a_household(17))) == [(_use("r1", "b1", blocked=("b2",)),)]


@pytest.mark.parametrize("shared", [False, True])
def test_a_household_gets_any_empty_room_with_enough_beds(options: Options, *, shared: bool) -> None:
    house = a_house(rooms=(a_room(3, shared=shared),))
    assert options(house, a_request(people=a_household(30, 8))) == [(_use("r1", "b1", "b2", blocked=("b3",)),)]


def test_a_household_gets_no_room_with_too_few_beds(options: Options) -> None:
    assert options(a_house(rooms=(a_room(2),)), a_request(people=a_household(30, 8, 6))) == []


def test_one_bed_taken_makes_a_room_no_room_of_ones_own(options: Options) -> None:
    house = a_house(rooms=(a_room(4, free=3),))
    assert options(house, a_request(people=a_household(30, 8))) == []


def test_a_known_gender_makes_a_room_not_empty_even_with_every_bed_free(options: Options) -> None:
    house = a_house(rooms=(a_room(2, gender_now=Gender.WOMAN),))
    assert options(house, a_request()) == []
    assert options(house, a_request(people=a_household(30, 8))) == []


@pytest.mark.parametrize("shared", [False, True])
def test_a_room_without_a_bed_in_service_is_no_option(options: Options, *, shared: bool) -> None:
    house = a_house(rooms=(a_room(0, shared=shared, free_cots=2),))
    assert options(house, a_request()) == []
    assert options(house, a_request(people=a_household(30, 1))) == []


def test_every_fitting_room_is_an_option_in_the_order_of_ids(options: Options) -> None:
    house = a_house(rooms=(a_room(1, id="a"), a_room(1, id="b", shared=True), a_room(0, id="c"), a_room(1, id="d")))
    assert [option[0].room for option in options(house, a_request())] == ["a", "b", "d"]


# Cots.


def test_somebody_under_2_sleeps_in_a_cot_where_there_is_one(options: Options) -> None:
    house = a_house(rooms=(a_room(2, free_cots=1),))
    request = a_request(people=a_household(30, 1))
    assert options(house, request) == [(_use("r1", "b1", cots=1, blocked=("b2",)),)]


def test_somebody_of_2_needs_a_bed(options: Options) -> None:
    house = a_house(rooms=(a_room(1, free_cots=1),))
    assert options(house, a_request(people=a_household(30, 2))) == []
    assert options(house, a_request(people=a_household(30, 1))) == [(_use("r1", "b1", cots=1),)]


def test_a_cot_never_counts_as_a_bed_for_somebody_older(options: Options) -> None:
    assert options(a_house(rooms=(a_room(1, free_cots=5),)), a_request(people=a_household(30, 28))) == []


def test_a_baby_takes_a_bed_where_no_cot_is_free(options: Options) -> None:
    house = a_house(rooms=(a_room(2, free_cots=0),))
    assert options(house, a_request(people=a_household(30, 1))) == [(_use("r1", "b1", "b2"),)]


def test_two_babies_use_as_many_cots_as_are_free(options: Options) -> None:
    request = a_request(people=a_household(30, 1, 0))
    one_cot = a_house(rooms=(a_room(2, free_cots=1),))
    three_cots = a_house(rooms=(a_room(2, free_cots=3),))
    assert options(one_cot, request) == [(_use("r1", "b1", "b2", cots=1),)]
    assert options(three_cots, request) == [(_use("r1", "b1", cots=2, blocked=("b2",)),)]


def test_a_baby_alone_sleeps_in_a_bed_because_one_bed_is_always_used(options: Options) -> None:
    house = a_house(rooms=(a_room(1, free_cots=1),))
    assert options(house, a_request(people=a_household(0))) == [(_use("r1", "b1"),)]


def test_babies_alone_leave_one_of_them_in_a_bed(options: Options) -> None:
    house = a_house(rooms=(a_room(2, free_cots=2),))
    assert options(house, a_request(people=a_household(1, 0))) == [(_use("r1", "b1", cots=1, blocked=("b2",)),)]


# Room needs.


def test_a_room_need_that_no_room_meets_is_no_room(failing: Failing) -> None:
    request = a_request(room_needs=STEP_FREE)
    assert failing(a_house(rooms=(a_room(features=frozenset()),)), request) == (RuleCode.NO_ROOM,)


@pytest.mark.parametrize("shared", [False, True])
def test_every_room_need_must_be_met_by_the_room_that_is_used(options: Options, *, shared: bool) -> None:
    needs = frozenset({RoomNeed.STEP_FREE, RoomNeed.GROUND_FLOOR})
    rooms = (
        a_room(id="a", shared=shared, features=STEP_FREE),
        a_room(id="b", shared=shared, features=frozenset({RoomNeed.GROUND_FLOOR})),
        a_room(id="c", shared=shared, features=frozenset(RoomNeed)),
    )
    assert options(a_house(rooms=rooms), a_request(room_needs=needs)) == [(_use("c", "b1"),)]


# Two rooms.


def _room(room_id: str, beds: int, *, cots: int = 0, features: frozenset[RoomNeed] = frozenset()) -> Room:
    ids = tuple(f"{room_id}{number}" for number in range(1, beds + 1))
    return a_room(id=room_id, beds=ids, free_beds=ids, free_cots=cots, features=features)


def test_a_household_is_never_split_without_consent(options: Options) -> None:
    house = a_house(rooms=(_room("a", 2), _room("b", 2)))
    assert options(house, a_request(people=a_household(40, 38, 20), may_split=False)) == []


def test_a_household_that_consents_gets_two_rooms_the_first_filled_first(options: Options) -> None:
    house = a_house(rooms=(_room("a", 2), _room("b", 2)))
    request = a_request(people=a_household(40, 38, 20), may_split=True)
    assert options(house, request) == [(_use("a", "a1", "a2"), _use("b", "b1", blocked=("b2",)))]


def test_somebody_sleeps_in_a_bed_of_each_room(options: Options) -> None:
    house = a_house(rooms=(_room("a", 2), _room("b", 2, features=STEP_FREE)))
    request = a_request(people=a_household(40, 38, 20, 19), may_split=True)
    assert options(house, request) == [(_use("a", "a1", "a2"), _use("b", "b1", "b2"))]
    two = a_request(people=a_household(40, 38), may_split=True)
    single_beds = a_house(rooms=(_room("a", 1), _room("b", 1)))
    assert options(single_beds, two) == [(_use("a", "a1"), _use("b", "b1"))]


def test_a_household_is_not_split_where_one_room_is_enough(options: Options) -> None:
    house = a_house(rooms=(_room("a", 2), _room("b", 2), _room("c", 3)))
    request = a_request(people=a_household(40, 38, 20), may_split=True)
    assert options(house, request) == [(_use("c", "c1", "c2", "c3"),)]


def test_a_large_room_that_misses_a_room_need_does_not_prevent_a_split(options: Options) -> None:
    house = a_house(rooms=(_room("a", 2, features=STEP_FREE), _room("b", 2, features=STEP_FREE), _room("c", 4)))
    request = a_request(people=a_household(40, 38, 20), may_split=True, room_needs=STEP_FREE)
    assert [[use.room for use in option] for option in options(house, request)] == [["a", "b"]]


def test_both_rooms_of_a_split_meet_the_room_needs(options: Options) -> None:
    house = a_house(rooms=(_room("a", 2, features=STEP_FREE), _room("b", 2)))
    assert options(house, a_request(people=a_household(40, 38, 20), may_split=True, room_needs=STEP_FREE)) == []


def test_any_two_empty_rooms_with_enough_beds_together_are_an_option(options: Options) -> None:
    taken = a_room(4, free=3, id="d")
    house = a_house(rooms=(_room("a", 1), _room("b", 2), _room("c", 2), taken))
    request = a_request(people=a_household(40, 38, 20), may_split=True)
    found = [[use.room for use in option] for option in options(house, request)]
    assert found == [["a", "b"], ["a", "c"], ["b", "c"]]


def test_three_rooms_are_never_used(options: Options) -> None:
    house = a_house(rooms=(_room("a", 1), _room("b", 1), _room("c", 1)))
    assert options(house, a_request(people=a_household(40, 38, 20), may_split=True)) == []


@pytest.mark.parametrize(("ages", "is_split"), [((40, 12, 13), True), ((40, 11, 13), False), ((40, 18, 11), True)])
def test_children_under_12_are_split_only_with_two_adults(
    options: Options, ages: tuple[int, ...], *, is_split: bool
) -> None:
    house = a_house(rooms=(_room("a", 2), _room("b", 1)))
    found = options(house, a_request(people=a_household(*ages), may_split=True))
    assert bool(found) is is_split


def test_children_alone_of_12_and_over_may_be_split(options: Options) -> None:
    house = a_house(rooms=(_room("a", 1), _room("b", 1)))
    assert len(options(house, a_request(people=a_household(16, 12), may_split=True))) == 1
    assert options(house, a_request(people=a_household(16, 11), may_split=True)) == []


def test_cots_of_both_rooms_count_and_the_first_are_used_first(options: Options) -> None:
    house = a_house(rooms=(_room("a", 1, cots=1), _room("b", 1, cots=2)))
    request = a_request(people=a_household(40, 38, 1, 0), may_split=True)
    assert options(house, request) == [(_use("a", "a1", cots=1), _use("b", "b1", cots=1))]


def test_the_first_room_leaves_a_bed_of_the_second_to_be_used(options: Options) -> None:
    house = a_house(rooms=(_room("a", 2), _room("b", 1, cots=1)))
    request = a_request(people=a_household(40, 38, 1), may_split=True)
    assert options(house, request) == [(_use("a", "a1", blocked=("a2",)), _use("b", "b1", cots=1))]


def test_a_room_without_a_bed_in_service_lends_no_cot_to_a_split(options: Options) -> None:
    house = a_house(rooms=(a_room(0, id="a", free_cots=1), _room("b", 2)))
    assert options(house, a_request(people=a_household(40, 38, 1), may_split=True)) == []


def test_one_person_is_never_split(options: Options) -> None:
    house = a_house(rooms=(_room("a", 1, features=STEP_FREE), _room("b", 1)))
    assert [len(option) for option in options(house, a_request(people=a_household(17), may_split=True))] == [1, 1]


def test_shared_rooms_may_be_part_of_a_split_when_both_are_empty(options: Options) -> None:
    empty = a_room(2, id="a", shared=True)
    taken = a_room(2, id="b", shared=True, free=1, gender_now=Gender.WOMAN)
    request = a_request(people=(*a_household(40, 38), Person("p3", Gender.MAN, 20)), may_split=True)
    assert options(a_house(rooms=(empty, taken)), request) == []
    house = a_house(rooms=(empty, a_room(2, id="c", shared=True)))
    assert options(house, request) == [(_use("a", "b1", "b2"), _use("c", "b1", blocked=("b2",)))]
