"""What statistics count, over which periods, and what stands where a figure may not be shown."""

from enum import StrEnum


class PeriodKind(StrEnum):
    """How long a period of statistics is; never shorter than a month."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class StatisticsTable(StrEnum):
    """What one table of statistics is about, in the order in which they are shown."""

    UNMET = "unmet"
    IN_THE_WAY = "in_the_way"
    MISSING_BED = "missing_bed"
    DECLINED_BY_HOUSE = "declined_by_house"
    DECLINED_BY_SURVIVOR = "declined_by_survivor"
    MOVE_ON = "move_on"
    OCCUPANCY = "occupancy"


class Measure(StrEnum):
    """What one column of a table of statistics counts."""

    REQUESTS = "requests"
    ONLY_A_BED_MISSING = "only_a_bed_missing"
    A_WAIVER_OPENS = "a_waiver_opens"
    OFFERS = "offers"
    HOUSEHOLDS = "households"
    BEDS_IN_SERVICE = "beds_in_service"
    BEDS_OCCUPIED = "beds_occupied"
    PERCENT_OCCUPIED = "percent_occupied"


class Hidden(StrEnum):
    """What stands in place of a figure."""

    FEWER_THAN_10 = "fewer_than_10"
    NOT_SHOWN = "not_shown"
    NOT_KNOWN = "not_known"


class HouseKind(StrEnum):
    """What a house is for; derived from its facts, never stored."""

    WOMEN = "women"
    MEN = "men"
    FAMILIES = "families"
    CHILDREN_ONLY = "children_only"
    MIXED = "mixed"


class HouseholdShape(StrEnum):
    """Which place a household needs by its people alone; every household has one. Stored with an unmet need only."""

    SINGLE_WOMAN = "single_woman"
    SINGLE_MAN = "single_man"
    MOTHER_AND_ONE = "mother_and_one"
    LARGER_FAMILY = "larger_family"
    CHILDREN_ALONE = "children_alone"
    OTHER = "other"
