"""A table of statistics as a CSV file, with field names of HTCDS 2.0 (the Human Trafficking Case Data Standard) where one fits.

HTCDS names the fields of single cases. Two of its names say what a column here says:

* `cas_ReasonForCaseClosure`, the reason for which a case was closed: why a request ended without a place.
* `org_ShippingCountry`, the country of an organisation by ISO 3166: the country whose houses and desk are counted.

Nothing of it says where somebody moved on to, why an offer was declined, what a household is like or what a house is for; those
columns have the service's own names. Values are the service's codes, which no language changes.
"""

from collections.abc import Mapping

from safehouse.domain.codes import StatisticsTable
from safehouse.services.house_files.csv_files import write_csv
from safehouse.services.statistics import Table

COUNTRY_FIELD = "org_ShippingCountry"
CODE_FIELDS: Mapping[StatisticsTable, str] = {
    StatisticsTable.UNMET: "cas_ReasonForCaseClosure",
    StatisticsTable.IN_THE_WAY: "rule",
    StatisticsTable.MISSING_BED: "household",
    StatisticsTable.DECLINED_BY_HOUSE: "declined_house",
    StatisticsTable.DECLINED_BY_SURVIVOR: "declined_survivor",
    StatisticsTable.MOVE_ON: "move_on",
    StatisticsTable.OCCUPANCY: "house_kind",
}
"""What the column of codes is called in each table."""
TOTAL = "total"


def write_table(table: Table, *, period: str, country: str | None) -> bytes:
    """The table as CSV: a line of names, one per row, and one for the totals if it has some. `country` None: that column is empty."""
    totals = [(TOTAL, table.totals)] if table.totals else []
    lines = [*((row.code, row.figures) for row in table.rows), *totals]
    headings = ["period", COUNTRY_FIELD, CODE_FIELDS[table.kind], *table.measures]
    return write_csv(headings, ([period, country, str(code), *map(str, figures)] for code, figures in lines))
