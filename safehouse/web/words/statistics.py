"""Words for statistics: their tables, columns and periods, kinds of houses and shapes of households."""

from collections.abc import Mapping
from enum import StrEnum

from safehouse.domain import codes
from safehouse.web.texts import lazy_gettext as _l

WORDS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    codes.PeriodKind: {
        codes.PeriodKind.MONTH: _l("month"),
        codes.PeriodKind.QUARTER: _l("quarter"),
        codes.PeriodKind.YEAR: _l("year"),
    },
    codes.StatisticsTable: {
        codes.StatisticsTable.UNMET: _l("Unmet need, by reason"),
        codes.StatisticsTable.IN_THE_WAY: _l("What stood in the way"),
        codes.StatisticsTable.MISSING_BED: _l("Which bed was missing, by household"),
        codes.StatisticsTable.DECLINED_BY_HOUSE: _l("Declined by houses, by reason"),
        codes.StatisticsTable.DECLINED_BY_SURVIVOR: _l("Declined by survivors, by reason"),
        codes.StatisticsTable.MOVE_ON: _l("Where households moved on to"),
        codes.StatisticsTable.OCCUPANCY: _l("Occupancy, by kind of house"),
    },
    codes.Measure: {
        codes.Measure.REQUESTS: _l("requests"),
        codes.Measure.ONLY_A_BED_MISSING: _l("only a bed was missing"),
        codes.Measure.A_WAIVER_OPENS: _l("a waiver would have opened a house"),
        codes.Measure.OFFERS: _l("offers"),
        codes.Measure.HOUSEHOLDS: _l("households"),
        codes.Measure.BEDS_IN_SERVICE: _l("beds in service"),
        codes.Measure.BEDS_OCCUPIED: _l("beds occupied"),
        codes.Measure.PERCENT_OCCUPIED: _l("percent occupied"),
    },
    codes.Hidden: {
        codes.Hidden.FEWER_THAN_10: _l("fewer than 10"),
        codes.Hidden.NOT_SHOWN: _l("not shown"),
        codes.Hidden.NOT_KNOWN: _l("not known"),
    },
    codes.HouseKind: {
        codes.HouseKind.WOMEN: _l("for women"),
        codes.HouseKind.MEN: _l("for men"),
        codes.HouseKind.FAMILIES: _l("for families"),
        codes.HouseKind.CHILDREN_ONLY: _l("for children only"),
        codes.HouseKind.MIXED: _l("for women and men"),
    },
    codes.HouseholdShape: {
        codes.HouseholdShape.SINGLE_WOMAN: _l("single woman"),
        codes.HouseholdShape.SINGLE_MAN: _l("single man"),
        codes.HouseholdShape.MOTHER_AND_ONE: _l("mother and one child"),
        codes.HouseholdShape.LARGER_FAMILY: _l("family of 3 and more"),
        codes.HouseholdShape.CHILDREN_ALONE: _l("children alone"),
        codes.HouseholdShape.OTHER: _l("other household"),
    },
}
