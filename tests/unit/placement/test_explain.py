"""What is counted of the excluded houses, and what waiving one code would open.

Seen to fail with confidential codes left in the counts, and with houses opened that a confidential code refuses as well.
"""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from safehouse.domain.codes import (
    CONFIDENTIAL_CODES,
    WAIVABLE_CODES,
    Gender,
    HouseNeed,
    HouseStatus,
    RuleCode,
    SpeakerLevel,
)
from safehouse.placement.matrix import prepare_network
from safehouse.placement.problem import House, PlacementRequest, Relaxation
from safehouse.placement.ranking import rank
from tests.builders import AS_OF, a_house, a_household, a_request, a_room

AVOIDING = a_request(keep_apart_tags=frozenset({"x"}))
WITH_TAG = frozenset({"x"})


def _excluded(request: PlacementRequest, *houses: House) -> Mapping[RuleCode, int]:
    return rank(prepare_network(houses, AS_OF), request).excluded


def _relaxations(request: PlacementRequest, *houses: House) -> tuple[Relaxation, ...]:
    return rank(prepare_network(houses, AS_OF), request).relaxations


def test_a_house_counts_under_each_of_its_codes_and_codes_without_a_house_are_left_out() -> None:
    houses = (
        a_house(id="a"),
        a_house(id="b", status=HouseStatus.CLOSED, reported_at=None),
        a_house(id="c", reported_at=None),
        a_house(id="d", rooms=()),
    )
    assert _excluded(a_request(), *houses) == {
        RuleCode.HOUSE_NOT_OPEN: 1,
        RuleCode.DARK: 2,
        RuleCode.NO_ROOM: 1,
    }


def test_counts_are_in_table_order() -> None:
    houses = (a_house(id="a", rooms=()), a_house(id="b", reported_at=None), a_house(id="c", status=HouseStatus.PAUSED))
    expected = [RuleCode.HOUSE_NOT_OPEN, RuleCode.DARK, RuleCode.NO_ROOM]
    assert list(_excluded(a_request(), *houses)) == expected


def test_nothing_is_counted_when_every_house_is_permitted() -> None:
    assert _excluded(a_request(), a_house(id="a"), a_house(id="b")) == {}


def test_a_house_that_only_confidential_codes_refuse_counts_under_no_room() -> None:
    houses = (
        a_house(id="a", resident_tags=WITH_TAG),
        a_house(id="b", status=HouseStatus.COMPROMISED),
        a_house(id="c", status=HouseStatus.COMPROMISED, resident_tags=WITH_TAG),
    )
    assert _excluded(AVOIDING, *houses) == {RuleCode.NO_ROOM: 3}


def test_a_confidential_code_is_dropped_beside_another_code() -> None:
    houses = (
        a_house(id="a", resident_tags=WITH_TAG, reported_at=None),
        a_house(id="b", status=HouseStatus.COMPROMISED, rooms=()),
    )
    assert _excluded(AVOIDING, *houses) == {RuleCode.DARK: 1, RuleCode.NO_ROOM: 1}


def test_no_confidential_code_is_ever_counted() -> None:
    houses = (
        a_house(id="a", resident_tags=WITH_TAG),
        a_house(id="b", status=HouseStatus.COMPROMISED),
        a_house(id="c", resident_tags=WITH_TAG, genders=frozenset()),
    )
    assert CONFIDENTIAL_CODES.isdisjoint(_excluded(AVOIDING, *houses))


def test_a_waived_code_is_counted_nowhere() -> None:
    request = a_request(waived=frozenset({RuleCode.DARK}))
    assert _excluded(request, a_house(reported_at=None)) == {}
    assert _relaxations(request, a_house(reported_at=None)) == ()


def _house_lacking(code: RuleCode) -> House:
    lacking = {
        RuleCode.SECURITY_LEVEL: a_house(security_level=1),
        RuleCode.NEEDS: a_house(services=frozenset()),
        RuleCode.ENTITLEMENT: a_house(requires=frozenset({"asylum_claim"})),
        RuleCode.LANGUAGE: a_house(languages={}),
        RuleCode.INTAKE: a_house(intake=()),
        RuleCode.DARK: a_house(reported_at=None),
    }
    return lacking[code]


def _request_meeting(code: RuleCode) -> PlacementRequest:
    asking = {
        RuleCode.SECURITY_LEVEL: a_request(min_security=2),
        RuleCode.NEEDS: a_request(house_needs=frozenset({HouseNeed.PETS})),
        RuleCode.LANGUAGE: a_request(languages={"ti": SpeakerLevel.SOME}, language_required=True),
    }
    return asking.get(code, a_request())


@pytest.mark.parametrize("code", WAIVABLE_CODES)
def test_each_waivable_code_that_refuses_alone_is_a_relaxation(code: RuleCode) -> None:
    house = replace(_house_lacking(code), rooms=(a_room(1, id="a"), a_room(3, id="b")))
    assert _relaxations(_request_meeting(code), house) == (Relaxation((code,), houses=1, beds=4),)


def test_a_house_with_a_second_code_of_any_kind_is_not_opened() -> None:
    houses = (
        a_house(id="a", reported_at=None, intake=()),
        a_house(id="b", reported_at=None, rooms=()),
        a_house(id="c", reported_at=None, genders=frozenset()),
    )
    assert _relaxations(a_request(), *houses) == ()


def test_a_house_with_a_confidential_code_as_well_is_not_opened() -> None:
    houses = (
        a_house(id="a", reported_at=None, resident_tags=WITH_TAG),
        a_house(id="b", security_level=1, status=HouseStatus.COMPROMISED),
    )
    assert _relaxations(replace(AVOIDING, min_security=2), *houses) == ()


def test_codes_that_nobody_can_waive_are_no_relaxation() -> None:
    houses = (
        a_house(id="a", status=HouseStatus.CLOSED),
        a_house(id="b", genders=frozenset()),
        a_house(id="c", rooms=()),
        a_house(id="d", status=HouseStatus.COMPROMISED),
    )
    assert _relaxations(a_request(), *houses) == ()


def test_beds_are_the_free_beds_of_rooms_that_the_household_could_have() -> None:
    house = a_house(
        reported_at=None,
        rooms=(
            a_room(2, id="a"),
            a_room(4, id="b", shared=True, free=3, gender_now=Gender.WOMAN),
            a_room(5, id="c", shared=True, free=4, gender_now=Gender.MAN),
            a_room(6, id="d", free=5, gender_now=Gender.WOMAN),
        ),
    )
    assert _relaxations(a_request(), house) == (Relaxation((RuleCode.DARK,), houses=1, beds=5),)


def test_a_bed_in_several_pairs_of_rooms_counts_once() -> None:
    rooms = (a_room(2, id="a"), a_room(2, id="b"), a_room(2, id="c"))
    request = a_request(people=a_household(40, 38, 20), may_split=True)
    assert _relaxations(request, a_house(reported_at=None, rooms=rooms)) == (Relaxation((RuleCode.DARK,), 1, 6),)


def test_relaxations_are_ordered_by_beds_and_security_comes_last() -> None:
    request = a_request(min_security=2)
    houses = (
        a_house(id="a", security_level=1, rooms=(a_room(9),)),
        a_house(id="b", security_level=2, intake=(), rooms=(a_room(1),)),
        a_house(id="c", security_level=2, reported_at=None, rooms=(a_room(2),)),
    )
    assert _relaxations(request, *houses) == (
        Relaxation((RuleCode.DARK,), houses=1, beds=2),
        Relaxation((RuleCode.INTAKE,), houses=1, beds=1),
        Relaxation((RuleCode.SECURITY_LEVEL,), houses=1, beds=9),
    )


def test_equal_relaxations_are_in_table_order() -> None:
    houses = (a_house(id="a", reported_at=None), a_house(id="b", intake=()), a_house(id="c", requires=frozenset({"x"})))
    codes = [relaxation.waive for relaxation in _relaxations(a_request(), *houses)]
    assert codes == [(RuleCode.ENTITLEMENT,), (RuleCode.INTAKE,), (RuleCode.DARK,)]
