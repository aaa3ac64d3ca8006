"""What a house is for and what place a household needs, by the few facts that statistics see."""

import pytest

from safehouse.domain.codes import Gender, HouseholdShape, HouseKind
from safehouse.services.statistics.kinds import kind_of_house, shape_of_household

W, M, X = Gender.WOMAN, Gender.MAN, Gender.NONBINARY


@pytest.mark.parametrize(
    ("genders", "children_accepted", "children_only", "kind"),
    [
        ({W}, False, False, HouseKind.WOMEN),
        ({W}, True, False, HouseKind.WOMEN),
        ({W, X}, True, False, HouseKind.WOMEN),
        ({M}, False, False, HouseKind.MEN),
        ({M, X}, False, False, HouseKind.MEN),
        ({W, M}, True, False, HouseKind.FAMILIES),
        ({W, M, X}, False, False, HouseKind.MIXED),
        ({W}, True, True, HouseKind.CHILDREN_ONLY),
        ({W, M, X}, True, True, HouseKind.CHILDREN_ONLY),
    ],
)
def test_every_house_is_of_one_kind(
    genders: set[Gender], kind: HouseKind, *, children_accepted: bool, children_only: bool
) -> None:
    assert kind_of_house(genders, children_accepted=children_accepted, children_only=children_only) is kind


@pytest.mark.parametrize(
    ("people", "shape"),
    [
        ([(W, 18)], HouseholdShape.SINGLE_WOMAN),
        ([(M, 40)], HouseholdShape.SINGLE_MAN),
        ([(X, 40)], HouseholdShape.OTHER),
        ([(None, 40)], HouseholdShape.OTHER),
        ([(W, 17)], HouseholdShape.CHILDREN_ALONE),
        ([(W, 16), (M, 5)], HouseholdShape.CHILDREN_ALONE),
        ([(M, 5), (W, 24)], HouseholdShape.MOTHER_AND_ONE),
        ([(M, 24), (W, 5)], HouseholdShape.OTHER),
        ([(W, 40), (M, 41)], HouseholdShape.OTHER),
        ([(W, 40), (W, 17), (M, 5)], HouseholdShape.LARGER_FAMILY),
        ([(W, 40), (M, 41), (M, 5)], HouseholdShape.LARGER_FAMILY),
        ([(W, 40), (M, 41), (M, 50)], HouseholdShape.OTHER),
    ],
)
def test_every_household_has_one_shape(people: list[tuple[Gender | None, int]], shape: HouseholdShape) -> None:
    assert shape_of_household(people) is shape
