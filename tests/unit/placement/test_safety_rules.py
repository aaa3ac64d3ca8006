"""The rules that nobody can waive, each at its edges and where nothing overlaps; every example is asked of both forms.

Each rule was seen to fail here with its fault planted: `tests/faults/test_rule_faults.py`.
"""

from dataclasses import replace
from math import inf, nextafter

import pytest

from safehouse.domain.codes import Gender, HouseStatus, RuleCode
from safehouse.domain.places import gap_km
from safehouse.placement.problem import ChildrenPolicy, KeepAwayArea, Person
from tests.builders import a_house, a_house_cell, a_household, a_request, a_room, an_area_cell
from tests.unit.placement.conftest import Failing

FAR_AREA = an_area_cell(50.85, 4.35)
WOMEN_ONLY = frozenset({Gender.WOMAN})
FAMILY_ROOM = (a_room(4),)
ALL_CHILDREN = ChildrenPolicy(accepted=True, max_boy_age=None, unaccompanied=True, only=False)


def test_an_open_house_without_any_obstacle_is_permitted(failing: Failing) -> None:
    assert failing(a_house(), a_request()) == ()


@pytest.mark.parametrize("status", [HouseStatus.PAUSED, HouseStatus.CLOSED])
def test_a_paused_or_closed_house_takes_nobody(failing: Failing, status: HouseStatus) -> None:
    assert failing(a_house(status=status), a_request()) == (RuleCode.HOUSE_NOT_OPEN,)


def test_a_compromised_house_takes_nobody(failing: Failing) -> None:
    assert failing(a_house(status=HouseStatus.COMPROMISED), a_request()) == (RuleCode.COMPROMISED,)


def test_a_house_in_the_cell_of_a_keep_away_area_is_refused_for_the_smallest_radius(failing: Failing) -> None:
    request = a_request(keep_away=(KeepAwayArea(an_area_cell(), 1),))
    assert failing(a_house(), request) == (RuleCode.KEEP_AWAY,)


def test_a_house_exactly_at_the_radius_is_outside_the_area(failing: Failing) -> None:
    radius_km = gap_km(a_house().cell, 0, FAR_AREA)
    assert failing(a_house(), a_request(keep_away=(KeepAwayArea(FAR_AREA, radius_km),))) == ()


def test_a_house_nearer_than_the_radius_by_the_least_bit_is_refused(failing: Failing) -> None:
    radius_km = nextafter(gap_km(a_house().cell, 0, FAR_AREA), inf)
    request = a_request(keep_away=(KeepAwayArea(FAR_AREA, radius_km),))
    assert failing(a_house(), request) == (RuleCode.KEEP_AWAY,)


def test_the_slack_of_a_house_brings_it_nearer(failing: Failing) -> None:
    radius_km = gap_km(a_house().cell, 0, FAR_AREA) - 4
    request = a_request(keep_away=(KeepAwayArea(FAR_AREA, radius_km),))
    assert failing(a_house(slack_km=3.9), request) == ()
    assert failing(a_house(slack_km=4.1), request) == (RuleCode.KEEP_AWAY,)


def test_a_coarser_cell_of_the_same_place_counts_as_nearer(failing: Failing) -> None:
    coarse = a_house_cell(resolution=3)
    radius_km = (gap_km(a_house().cell, 0, FAR_AREA) + gap_km(coarse, 0, FAR_AREA)) / 2
    request = a_request(keep_away=(KeepAwayArea(FAR_AREA, radius_km),))
    assert failing(a_house(), request) == ()
    assert failing(a_house(cell=coarse), request) == (RuleCode.KEEP_AWAY,)


def test_one_area_of_many_is_enough_to_refuse(failing: Failing) -> None:
    areas = (KeepAwayArea(FAR_AREA, 1), KeepAwayArea(an_area_cell(), 1), KeepAwayArea(an_area_cell(40, 0), 1))
    assert failing(a_house(), a_request(keep_away=areas)) == (RuleCode.KEEP_AWAY,)


def test_a_resident_whom_the_request_must_avoid_refuses_the_house(failing: Failing) -> None:
    house = a_house(resident_tags=frozenset({"x", "y"}))
    assert failing(house, a_request(keep_apart_tags=frozenset({"y"}))) == (RuleCode.KEEP_APART,)
    assert failing(house, a_request(keep_apart_tags=frozenset({"z"}))) == ()


def test_a_resident_who_must_avoid_the_request_refuses_the_house(failing: Failing) -> None:
    house = a_house(resident_keep_apart_tags=frozenset({"x"}))
    assert failing(house, a_request(tags=frozenset({"x"}))) == (RuleCode.KEEP_APART,)
    assert failing(house, a_request(tags=frozenset({"z"}))) == ()


def test_sharing_a_tag_or_avoiding_the_same_tag_keeps_nobody_apart(failing: Failing) -> None:
    house = a_house(resident_tags=frozenset({"x"}), resident_keep_apart_tags=frozenset({"y"}))
    assert failing(house, a_request(tags=frozenset({"x"}), keep_apart_tags=frozenset({"y"}))) == ()


def test_an_adult_of_a_gender_that_the_house_does_not_accept_is_refused(failing: Failing) -> None:
    request = a_request(people=a_household(30, gender=Gender.NONBINARY))
    assert failing(a_house(genders=WOMEN_ONLY), request) == (RuleCode.GENDER,)


def test_a_house_that_accepts_no_gender_takes_nobody(failing: Failing) -> None:
    assert failing(a_house(genders=frozenset()), a_request()) == (RuleCode.GENDER,)


@pytest.mark.parametrize(("age", "codes"), [(15, ()), (16, (RuleCode.GENDER,)), (17, (RuleCode.GENDER,))])
def test_beside_an_adult_the_own_gender_counts_from_16_on(
    failing: Failing, age: int, codes: tuple[RuleCode, ...]
) -> None:
    people = (*a_household(40), Person("son", Gender.MAN, age))
    assert failing(a_house(genders=WOMEN_ONLY, rooms=FAMILY_ROOM), a_request(people=people)) == codes


def test_somebody_of_18_is_the_adult_beside_whom_a_child_is_accepted(failing: Failing) -> None:
    house = a_house(genders=WOMEN_ONLY, rooms=FAMILY_ROOM)
    brother = Person("brother", Gender.MAN, 15)
    assert failing(house, a_request(people=(*a_household(18), brother))) == ()
    assert failing(house, a_request(people=(*a_household(17), brother))) == (RuleCode.GENDER,)


@pytest.mark.parametrize("accepted", list(Gender))
@pytest.mark.parametrize("gender", list(Gender))
def test_each_gender_is_accepted_for_itself(failing: Failing, gender: Gender, accepted: Gender) -> None:
    codes = failing(a_house(genders=frozenset({accepted})), a_request(people=a_household(30, gender=gender)))
    assert codes == (() if gender is accepted else (RuleCode.GENDER,))


@pytest.mark.parametrize("accepted", list(Gender))
def test_every_adult_of_a_household_must_be_accepted(failing: Failing, accepted: Gender) -> None:
    people = (Person("p1", Gender.WOMAN, 40), Person("p2", Gender.MAN, 40))
    house = a_house(genders=frozenset({accepted}), rooms=FAMILY_ROOM)
    assert failing(house, a_request(people=people)) == (RuleCode.GENDER,)


@pytest.mark.parametrize("age", [0, 15, 17])
def test_without_an_adult_everybodys_gender_counts(failing: Failing, age: int) -> None:
    people = (*a_household(17), Person("brother", Gender.MAN, age))
    house = a_house(genders=WOMEN_ONLY, rooms=FAMILY_ROOM)
    assert failing(house, a_request(people=people)) == (RuleCode.GENDER,)


@pytest.mark.parametrize(("age", "codes"), [(17, (RuleCode.MINORS,)), (18, ())])
def test_somebody_under_18_is_refused_where_children_are_not_accepted(
    failing: Failing, age: int, codes: tuple[RuleCode, ...]
) -> None:
    house = a_house(children=replace(ALL_CHILDREN, accepted=False), rooms=FAMILY_ROOM)
    assert failing(house, a_request(people=a_household(40, age))) == codes


@pytest.mark.parametrize(("age", "codes"), [(17, (RuleCode.MINORS,)), (18, ())])
def test_children_alone_need_a_licensed_house(failing: Failing, age: int, codes: tuple[RuleCode, ...]) -> None:
    house = a_house(children=replace(ALL_CHILDREN, unaccompanied=False), rooms=FAMILY_ROOM)
    assert failing(house, a_request(people=a_household(age, 10))) == codes


@pytest.mark.parametrize(("age", "codes"), [(17, ()), (18, (RuleCode.MINORS,))])
def test_a_house_for_children_only_takes_no_adult(failing: Failing, age: int, codes: tuple[RuleCode, ...]) -> None:
    house = a_house(children=replace(ALL_CHILDREN, only=True), rooms=FAMILY_ROOM)
    assert failing(house, a_request(people=a_household(age, 10))) == codes


@pytest.mark.parametrize(("age", "codes"), [(12, ()), (13, (RuleCode.MINORS,)), (18, ())])
def test_a_boy_older_than_the_limit_is_refused_and_a_grown_man_is_no_boy(
    failing: Failing, age: int, codes: tuple[RuleCode, ...]
) -> None:
    house = a_house(children=replace(ALL_CHILDREN, max_boy_age=12), rooms=FAMILY_ROOM)
    people = (*a_household(40), Person("son", Gender.MAN, age))
    assert failing(house, a_request(people=people)) == codes


def test_a_limit_of_0_admits_a_baby_boy_and_no_older_one(failing: Failing) -> None:
    house = a_house(children=replace(ALL_CHILDREN, max_boy_age=0), rooms=FAMILY_ROOM)
    mother = a_household(40)
    assert failing(house, a_request(people=(*mother, Person("son", Gender.MAN, 0)))) == ()
    assert failing(house, a_request(people=(*mother, Person("son", Gender.MAN, 1)))) == (RuleCode.MINORS,)


@pytest.mark.parametrize("gender", [Gender.WOMAN, Gender.NONBINARY])
def test_the_limit_for_boys_is_for_nobody_else(failing: Failing, gender: Gender) -> None:
    house = a_house(children=replace(ALL_CHILDREN, max_boy_age=2), rooms=FAMILY_ROOM)
    assert failing(house, a_request(people=(*a_household(40), Person("child", gender, 17)))) == ()


def test_the_oldest_boy_decides(failing: Failing) -> None:
    house = a_house(children=replace(ALL_CHILDREN, max_boy_age=12), rooms=FAMILY_ROOM)
    boys = (Person("older", Gender.MAN, 13), Person("younger", Gender.MAN, 2))
    assert failing(house, a_request(people=(*a_household(40), *boys))) == (RuleCode.MINORS,)


def test_a_house_that_the_survivor_refused_is_not_offered_again(failing: Failing) -> None:
    assert failing(a_house(id="a"), a_request(refused_houses=frozenset({"a", "b"}))) == (RuleCode.SURVIVOR_REFUSED,)


def test_an_unknown_refused_house_is_ignored(failing: Failing) -> None:
    assert failing(a_house(id="a"), a_request(refused_houses=frozenset({"b"}))) == ()


def test_only_countries_consented_to_are_permitted(failing: Failing) -> None:
    assert failing(a_house(country="NL"), a_request(countries=frozenset({"BE", "NL"}))) == ()
    assert failing(a_house(country="DE"), a_request(countries=frozenset({"BE", "NL"}))) == (RuleCode.COUNTRY,)


def test_consent_to_no_country_refuses_every_house_and_no_list_refuses_none(failing: Failing) -> None:
    assert failing(a_house(), a_request(countries=frozenset())) == (RuleCode.COUNTRY,)
    assert failing(a_house(), a_request(countries=None)) == ()


def test_a_house_without_rooms_has_no_room(failing: Failing) -> None:
    assert failing(a_house(rooms=()), a_request()) == (RuleCode.NO_ROOM,)


def test_every_failing_code_is_recorded_in_table_order(failing: Failing) -> None:
    house = a_house(status=HouseStatus.CLOSED, genders=frozenset(), security_level=1, reported_at=None, rooms=())
    request = a_request(countries=frozenset(), min_security=2)
    assert failing(house, request) == (
        RuleCode.HOUSE_NOT_OPEN,
        RuleCode.GENDER,
        RuleCode.COUNTRY,
        RuleCode.SECURITY_LEVEL,
        RuleCode.DARK,
        RuleCode.NO_ROOM,
    )


def test_safety_consent_and_room_cannot_be_waived_even_when_the_request_says_so(failing: Failing) -> None:
    house = a_house(
        id="a",
        status=HouseStatus.COMPROMISED,
        genders=frozenset(),
        children=replace(ALL_CHILDREN, only=True),
        resident_tags=frozenset({"x"}),
        rooms=(),
    )
    request = a_request(
        keep_away=(KeepAwayArea(an_area_cell(), 1),),
        keep_apart_tags=frozenset({"x"}),
        refused_houses=frozenset({"a"}),
        countries=frozenset(),
        waived=frozenset(RuleCode),
    )
    assert failing(house, request) == (
        RuleCode.COMPROMISED,
        RuleCode.KEEP_AWAY,
        RuleCode.KEEP_APART,
        RuleCode.GENDER,
        RuleCode.MINORS,
        RuleCode.SURVIVOR_REFUSED,
        RuleCode.COUNTRY,
        RuleCode.NO_ROOM,
    )
    closed = replace(house, status=HouseStatus.CLOSED)
    assert RuleCode.HOUSE_NOT_OPEN in failing(closed, request)
