"""What a house is for and which place a household needs, from the few facts that statistics may see."""

from collections.abc import Collection, Sequence

from safehouse.domain.codes import Gender, HouseholdShape, HouseKind
from safehouse.placement.problem import ADULT_AGE

_LARGER_FAMILY = 3
"""People of whom at least one is a child."""


def kind_of_house(genders: Collection[str], *, children_accepted: bool, children_only: bool) -> HouseKind:
    """What a house is for: the first that holds of children only, women, men, families, mixed.

    A house for women is one that takes no men, with or without children; one for men the other way round. What takes both
    is for families where it takes children too, and else mixed.
    """
    if children_only:
        return HouseKind.CHILDREN_ONLY
    if Gender.MAN not in genders:
        return HouseKind.WOMEN
    if Gender.WOMAN not in genders:
        return HouseKind.MEN
    return HouseKind.FAMILIES if children_accepted else HouseKind.MIXED


def shape_of_household(people: Sequence[tuple[Gender | None, int]]) -> HouseholdShape:
    """Which place people of these genders and ages (years) need.

    Children alone have no adult. A mother and one is a woman with one child. A larger family has an adult, a child, and
    three people or more. Needs are no part of it: they are sealed, and statistics open nothing.
    """
    adults = [gender for gender, age in people if age >= ADULT_AGE]
    children = len(people) - len(adults)
    if not adults:
        return HouseholdShape.CHILDREN_ALONE
    if len(people) == 1:
        alone = {Gender.WOMAN: HouseholdShape.SINGLE_WOMAN, Gender.MAN: HouseholdShape.SINGLE_MAN}
        return alone.get(adults[0] or Gender.NONBINARY, HouseholdShape.OTHER)
    if adults == [Gender.WOMAN] and children == 1:
        return HouseholdShape.MOTHER_AND_ONE
    return HouseholdShape.LARGER_FAMILY if children and len(people) >= _LARGER_FAMILY else HouseholdShape.OTHER
