"""The pages of statistics: tables with charts beside, files without formulas, and nothing for whoever may not see it."""

import csv
from collections.abc import Callable
from io import StringIO
from xml.etree import ElementTree as ET

import pytest

from safehouse.domain.access import Actor
from safehouse.domain.codes import (
    DeclinedHouse,
    Gender,
    HouseholdShape,
    Measure,
    MoveOn,
    Role,
    StatisticsTable,
    UnmetReason,
)
from safehouse.services.context import Context
from safehouse.services.statistics import Row, Table
from safehouse.web.statistics_files import CODE_FIELDS, COUNTRY_FIELD, write_table
from tests.rows import a_house, a_national_contact, somebody
from tests.services.past import Past, a_past
from tests.support.visitors import Visitor, text_of

VisitorAs = Callable[[Actor], Visitor]

QUARTER = "/statistics/2026-Q3"
WOMAN = ((Gender.WOMAN, 24),)


def cells(file: bytes) -> list[list[str]]:
    """The cells of a CSV file, line by line."""
    return list(csv.reader(StringIO(file.decode("utf-8-sig"), newline="")))


@pytest.fixture
def past(context: Context) -> Past:
    """Fifteen requests unmet for want of capacity and nine for want of a match, in the third quarter."""
    past = a_past(context)
    past.unmet(UnmetReason.NO_CAPACITY, 15)
    past.unmet(UnmetReason.NO_MATCH, 9)
    return past


@pytest.fixture
def contact(context: Context, past: Past, visitor_as: VisitorAs) -> Visitor:
    del past
    return visitor_as(a_national_contact(context))


@pytest.fixture
def analyst(context: Context, past: Past, visitor_as: VisitorAs) -> Visitor:
    del past
    return visitor_as(somebody(context, Role.ANALYST))


class TestPage:
    def test_a_contact_reads_exact_figures_of_the_own_country(self, contact: Visitor) -> None:
        text = text_of(contact.get(QUARTER).text)
        assert "Statistics: 3rd quarter 2026" in text
        assert "Netherlands Exact figures of your own country" in text
        assert "Together 24" in text
        assert "The rest of the network" in text

    def test_an_analyst_reads_rounded_figures_of_the_network(self, analyst: Visitor) -> None:
        text = text_of(analyst.get(QUARTER).text)
        assert "The whole network" in text
        assert "no capacity 10 no match fewer than 10" in text
        assert "What is shown, together 10" in text
        assert "Netherlands" not in text

    def test_the_first_page_is_the_newest_of_the_shortest_periods(self, contact: Visitor, analyst: Visitor) -> None:
        assert "Statistics: October 2026" in text_of(contact.get("/statistics").text)
        assert "Statistics: 3rd quarter 2026" in text_of(analyst.get("/statistics").text)

    def test_a_month_says_where_the_figures_of_the_network_are(self, contact: Visitor) -> None:
        text = text_of(contact.get("/statistics/2026-08").text)
        assert "Figures of the rest of the network are given for quarters and years." in text

    def test_before_any_period_is_over_the_page_says_so(self, context: Context, visitor_as: VisitorAs) -> None:
        a_house(context)
        assert "No period is over yet." in text_of(visitor_as(somebody(context, Role.ANALYST)).get("/statistics").text)

    def test_the_bed_that_was_missed_most_is_named(self, past: Past, contact: Visitor) -> None:
        past.left_out(WOMAN, 2)
        assert "The bed missed most: single woman." in text_of(contact.get(QUARTER).text)

    def test_statistics_stand_in_the_navigation_of_their_readers(self, contact: Visitor) -> None:
        assert 'href="/statistics"' in contact.get("/statistics").text

    @pytest.mark.parametrize(
        "path",
        ["2026-Q4", "2026-08", "nothing", "2026-Q3/NL/unmet.csv", "2026-Q3/NL/unmet.svg", "2026-Q3/network/x.csv"],
    )
    def test_what_an_analyst_may_not_see_is_the_page_of_what_does_not_exist(self, analyst: Visitor, path: str) -> None:
        missing = text_of(analyst.get("/no/such/page").text)
        answer = analyst.get(f"/statistics/{path}")
        assert (answer.status_code, text_of(answer.text)) == (404, missing)


class TestChart:
    def test_a_chart_has_a_bar_with_its_number_for_every_figure_that_is_shown(self, analyst: Visitor) -> None:
        answer = analyst.get(f"{QUARTER}/network/unmet.svg")
        assert answer.mimetype == "image/svg+xml"
        drawn = ET.fromstring(answer.text)  # noqa: S314  # Our own picture.
        words = [element.text for element in drawn.iter() if element.text]
        assert "no capacity" in words
        assert "no match" not in words
        assert "10" in words

    def test_a_chart_runs_nothing_and_fetches_nothing(self, contact: Visitor) -> None:
        """Seen to fail when the scripts of the library stay in."""
        text = contact.get(f"{QUARTER}/NL/unmet.svg").text
        assert "script" not in text
        assert "http" not in text.replace("http://www.w3.org/", "")

    def test_a_chart_is_announced_only_where_something_is_drawn(self, analyst: Visitor) -> None:
        page = analyst.get(QUARTER).text
        assert page.count("<img") == 1
        assert analyst.get(f"{QUARTER}/network/move_on.svg").status_code == 404


class TestFile:
    def test_a_file_has_what_the_table_shows(self, analyst: Visitor) -> None:
        answer = analyst.get(f"{QUARTER}/network/unmet.csv")
        assert answer.mimetype == "text/csv"
        assert answer.headers["Content-Disposition"] == "attachment; filename=statistics-2026-Q3-network-unmet.csv"
        assert cells(answer.data) == [
            ["period", "org_ShippingCountry", "cas_ReasonForCaseClosure", "requests"],
            ["2026-Q3", "", "no_capacity", "10"],
            ["2026-Q3", "", "no_match", "fewer_than_10"],
            ["2026-Q3", "", "survivor_declined_all", "fewer_than_10"],
            ["2026-Q3", "", "out_of_time", "fewer_than_10"],
            ["2026-Q3", "", "total", "10"],
        ]

    def test_a_file_of_the_own_country_names_it(self, contact: Visitor) -> None:
        rows = cells(contact.get(f"{QUARTER}/NL/unmet.csv").data)
        assert rows[1] == ["2026-Q3", "NL", "no_capacity", "15"]

    def test_the_names_of_fields_are_those_of_the_standard_where_one_fits(self) -> None:
        """The two names as HTCDS 2.0 has them, and nothing that only looks like one of its names."""
        assert COUNTRY_FIELD == "org_ShippingCountry"
        assert CODE_FIELDS == {
            StatisticsTable.UNMET: "cas_ReasonForCaseClosure",
            StatisticsTable.IN_THE_WAY: "rule",
            StatisticsTable.MISSING_BED: "household",
            StatisticsTable.DECLINED_BY_HOUSE: "declined_house",
            StatisticsTable.DECLINED_BY_SURVIVOR: "declined_survivor",
            StatisticsTable.MOVE_ON: "move_on",
            StatisticsTable.OCCUPANCY: "house_kind",
        }

    @pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
    def test_no_cell_of_a_file_is_a_formula(self, value: str) -> None:
        """Seen to fail when a cell is written as it is."""
        row = Row(HouseholdShape.OTHER, (1,))
        table = Table(StatisticsTable.MISSING_BED, (Measure.REQUESTS,), (row,), (1,))
        rows = cells(write_table(table, period=value, country=None))
        assert [row[0] for row in rows] == ["period", f"'{value}", f"'{value}"]


def test_every_table_can_be_drawn_and_downloaded(past: Past, contact: Visitor) -> None:
    past.declined(DeclinedHouse.FUNDING)
    past.moved_on(MoveOn.OWN_HOME)
    past.left_out(WOMAN)
    page = contact.get(QUARTER).text
    for kind in StatisticsTable:
        assert contact.get(f"{QUARTER}/NL/{kind}.csv").status_code == 200
        if f"NL/{kind}.svg" in page:
            assert contact.get(f"{QUARTER}/NL/{kind}.svg").status_code == 200
    # Four tables have figures and so a chart; every table has its file.
    assert page.count("/NL/") == len(StatisticsTable) + 4
