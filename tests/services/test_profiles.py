"""Placeable households: what an empty bed is worth depends on the room it stands in and on the house."""

from datetime import timedelta

import pytest

from safehouse.domain.codes import Gender, HouseStatus, Profile, RoomNeed
from safehouse.placement.matrix import prepare_network
from safehouse.placement.problem import ChildrenPolicy, House
from safehouse.services.profiles import Places, count_places, placeable_households
from tests import rows
from tests.builders import AS_OF, a_house, a_room
from tests.services.night import Night


def places_of(house: House) -> Places:
    return placeable_households(prepare_network((house,), AS_OF))[house.id]


def test_an_empty_bed_in_a_family_room_is_not_a_place_for_a_family() -> None:
    places = places_of(a_house(rooms=(a_room(4, free=1),)))
    assert places == dict.fromkeys(Profile, 0)


def test_a_family_room_takes_one_household_of_any_kind() -> None:
    places = places_of(a_house(rooms=(a_room(4, features=frozenset({RoomNeed.STEP_FREE})),)))
    assert places == dict.fromkeys(Profile, 1)


def test_each_free_bed_of_a_shared_room_is_a_place_for_somebody_of_its_gender() -> None:
    room = a_room(4, free=3, shared=True, gender_now=Gender.WOMAN)
    places = places_of(a_house(rooms=(room,)))
    assert places == {**dict.fromkeys(Profile, 0), Profile.SINGLE_WOMAN: 3}


def test_an_empty_shared_room_counts_for_each_gender_and_for_one_family() -> None:
    places = places_of(a_house(rooms=(a_room(4, shared=True),)))
    assert places == {
        Profile.SINGLE_WOMAN: 4,
        Profile.SINGLE_MAN: 4,
        Profile.MOTHER_AND_ONE: 1,
        Profile.FAMILY_OF_FOUR: 1,
        Profile.STEP_FREE: 0,
    }


def test_the_rooms_of_a_house_add_up() -> None:
    rooms = (a_room(2, id="r1"), a_room(2, id="r2", shared=True), a_room(1, id="r3"))
    places = places_of(a_house(rooms=rooms))
    assert (places[Profile.SINGLE_WOMAN], places[Profile.MOTHER_AND_ONE]) == (4, 2)


def test_a_house_for_women_has_no_place_for_a_man_but_for_a_mother_with_a_small_son() -> None:
    places = places_of(a_house(genders=frozenset({Gender.WOMAN}), rooms=(a_room(4),)))
    assert places == {**dict.fromkeys(Profile, 1), Profile.SINGLE_MAN: 0, Profile.STEP_FREE: 0}


def test_a_house_that_takes_no_sons_has_no_place_for_a_family_with_one() -> None:
    no_sons = ChildrenPolicy(accepted=True, max_boy_age=2, unaccompanied=False, only=False)
    places = places_of(a_house(children=no_sons, rooms=(a_room(4),)))
    assert (places[Profile.MOTHER_AND_ONE], places[Profile.FAMILY_OF_FOUR]) == (1, 0)


def test_a_house_without_children_has_no_place_for_a_mother() -> None:
    nobody = ChildrenPolicy(accepted=False, max_boy_age=None, unaccompanied=False, only=False)
    places = places_of(a_house(children=nobody, rooms=(a_room(4),)))
    assert (places[Profile.SINGLE_WOMAN], places[Profile.MOTHER_AND_ONE]) == (1, 0)


@pytest.mark.parametrize("status", [HouseStatus.PAUSED, HouseStatus.CLOSED, HouseStatus.COMPROMISED])
def test_a_house_that_takes_nobody_has_no_places(status: HouseStatus) -> None:
    assert places_of(a_house(status=status)) == dict.fromkeys(Profile, 0)


def test_a_dark_house_has_no_places_that_anybody_could_count_on() -> None:
    assert places_of(a_house(reported_at=AS_OF - timedelta(hours=25))) == dict.fromkeys(Profile, 0)


def test_the_hour_of_intake_and_funding_are_left_to_the_telephone() -> None:
    house = a_house(intake=(), requires=frozenset({"reflection_period"}))
    assert places_of(house)[Profile.SINGLE_WOMAN] == 1


def test_the_people_of_a_country_see_the_places_of_its_houses_and_of_no_other(night: Night) -> None:
    house = night.house(2, shared=False)
    rows.a_house(night.context, country="BE")
    for actor in (night.coordinator, night.desk.national_contact):
        places = count_places(night.context, actor)
        assert set(places) == {house.id}
        assert places[house.id][Profile.MOTHER_AND_ONE] == 1
    assert count_places(night.context, night.manager(house)) == {}
