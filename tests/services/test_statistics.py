"""What statistics count, who gets which figures, and that nothing unfinished is shown. On both databases."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

import pytest

from safehouse.domain.access import Grant
from safehouse.domain.codes import (
    DeclinedHouse,
    DeclinedSurvivor,
    Gender,
    Hidden,
    HouseholdShape,
    HouseKind,
    MoveOn,
    PlanStatus,
    Role,
    StatisticsTable,
    UnmetReason,
)
from safehouse.domain.errors import NotFound
from safehouse.services.context import Context
from safehouse.services.statistics import Figure, Table, get_statistics, get_statistics_table, list_periods
from tests.rows import a_coordinator, a_house, a_manager, a_national_contact, an_account, somebody
from tests.services.past import AUGUST, LONG_AGO, a_night_of_beds, a_past
from tests.support.stores import NOW

WOMAN = ((Gender.WOMAN, 24),)
MOTHER_AND_SON = ((Gender.WOMAN, 24), (Gender.MAN, 3))
OPENS = ({"waive": ["dark"], "houses": 1, "beds": 2},)
QUARTER = "2026-Q3"


def exact(context: Context, kind: StatisticsTable, period: str = QUARTER) -> Table:
    """What the Dutch contact sees of her own country."""
    contact = a_national_contact(context)
    return get_statistics_table(context, contact, period=period, country="NL", kind=kind, now=NOW)


def rounded(context: Context, kind: StatisticsTable, period: str = QUARTER) -> Table:
    """What an analyst sees of the network."""
    analyst = somebody(context, Role.ANALYST)
    return get_statistics_table(context, analyst, period=period, country=None, kind=kind, now=NOW)


def column(table: Table, number: int = 0) -> Mapping[StrEnum, Figure]:
    return {row.code: row.figures[number] for row in table.rows}


def above_0(table: Table, number: int = 0) -> Mapping[StrEnum, Figure]:
    return {code: figure for code, figure in column(table, number).items() if figure}


class TestCounting:
    def test_requests_that_ended_unmet_are_counted_by_reason(self, context: Context) -> None:
        past = a_past(context)
        past.unmet(UnmetReason.NO_CAPACITY, 3)
        past.unmet(UnmetReason.NO_MATCH)
        table = exact(context, StatisticsTable.UNMET)
        assert column(table) == {
            UnmetReason.NO_CAPACITY: 3,
            UnmetReason.NO_MATCH: 1,
            UnmetReason.SURVIVOR_DECLINED_ALL: 0,
            UnmetReason.OUT_OF_TIME: 0,
        }
        assert table.totals == (4,)

    def test_refusals_of_both_sides_are_counted_apart(self, context: Context) -> None:
        past = a_past(context)
        past.declined(DeclinedHouse.FUNDING, 2)
        past.declined(DeclinedSurvivor.TOO_CLOSE)
        assert above_0(exact(context, StatisticsTable.DECLINED_BY_HOUSE)) == {DeclinedHouse.FUNDING: 2}
        assert above_0(exact(context, StatisticsTable.DECLINED_BY_SURVIVOR)) == {DeclinedSurvivor.TOO_CLOSE: 1}

    def test_what_a_survivor_said_after_the_end_of_an_offer_is_counted_when_she_said_it(self, context: Context) -> None:
        """Seen to fail with the offers counted that ended by her word."""
        past = a_past(context)
        past.declined_afterwards(DeclinedSurvivor.TOO_FAR, ended_at=AUGUST - timedelta(days=90), at=AUGUST)
        assert above_0(exact(context, StatisticsTable.DECLINED_BY_SURVIVOR)) == {DeclinedSurvivor.TOO_FAR: 1}
        assert above_0(exact(context, StatisticsTable.DECLINED_BY_SURVIVOR, "2026-Q2")) == {}

    def test_stays_that_ended_are_counted_by_where_the_household_went(self, context: Context) -> None:
        past = a_past(context)
        past.moved_on(MoveOn.FAMILY_OR_COMMUNITY_HOME_COUNTRY, 2)
        past.moved_on(MoveOn.HOSPITAL)
        expected = {MoveOn.FAMILY_OR_COMMUNITY_HOME_COUNTRY: 2, MoveOn.HOSPITAL: 1}
        assert above_0(exact(context, StatisticsTable.MOVE_ON)) == expected

    def test_a_period_ends_at_midnight_by_the_clock_of_the_service(self, context: Context) -> None:
        """Seen to fail with the day of UTC."""
        past = a_past(context)
        begins, ends = datetime(2026, 6, 30, 22, tzinfo=UTC), datetime(2026, 9, 30, 22, tzinfo=UTC)
        for moment in (begins, ends - timedelta(seconds=1)):
            past.unmet(UnmetReason.NO_MATCH, at=moment)
        for moment in (begins - timedelta(seconds=1), ends):
            past.unmet(UnmetReason.OUT_OF_TIME, at=moment)
        assert above_0(exact(context, StatisticsTable.UNMET)) == {UnmetReason.NO_MATCH: 2}

    def test_another_country_is_not_counted(self, context: Context) -> None:
        a_past(context)
        belgium = a_past(context, "BE")
        belgium.unmet(UnmetReason.NO_MATCH)
        belgium.declined(DeclinedHouse.FUNDING)
        belgium.moved_on(MoveOn.HOSPITAL)
        belgium.left_out(WOMAN)
        for kind in StatisticsTable:
            assert not exact(context, kind).has_figures


class TestMissingBeds:
    def test_requests_without_a_place_are_counted_by_what_place_they_needed(self, context: Context) -> None:
        past = a_past(context)
        past.left_out(WOMAN, 2)
        past.left_out(MOTHER_AND_SON, relaxations=OPENS)
        table = exact(context, StatisticsTable.MISSING_BED)
        assert above_0(table, 0) == {HouseholdShape.SINGLE_WOMAN: 2}
        assert above_0(table, 1) == {HouseholdShape.MOTHER_AND_ONE: 1}

    def test_a_request_that_waits_through_many_plans_is_counted_by_the_first(self, context: Context) -> None:
        """Seen to fail when every plan counts it."""
        past = a_past(context)
        ids = past.left_out(WOMAN, at=AUGUST - timedelta(days=90))
        ids += past.left_out(WOMAN)
        past.plan(*ids, at=AUGUST + timedelta(days=1), relaxations=OPENS)
        table = exact(context, StatisticsTable.MISSING_BED)
        assert (above_0(table, 0), above_0(table, 1)) == ({HouseholdShape.SINGLE_WOMAN: 1}, {})

    def test_a_plan_that_ran_out_of_time_says_nothing(self, context: Context) -> None:
        past = a_past(context)
        past.left_out(WOMAN, status=PlanStatus.TIME_LIMIT_WITHOUT_PLAN)
        assert not exact(context, StatisticsTable.MISSING_BED).has_figures


class TestOccupancy:
    def test_beds_are_averaged_over_the_nights_that_are_known(self, context: Context) -> None:
        women = a_house(context, created_at=LONG_AGO, genders=frozenset({"woman"}))
        a_night_of_beds(context, date(2026, 7, 1), {women.id: ("NL", 4, 4)})
        a_night_of_beds(context, date(2026, 9, 30), {women.id: ("NL", 4, 2)})
        a_night_of_beds(context, date(2026, 10, 1), {women.id: ("NL", 4, 0)})
        table = exact(context, StatisticsTable.OCCUPANCY)
        [row] = [row for row in table.rows if row.code is HouseKind.WOMEN]
        assert row.figures == (4, 3, 75)
        assert table.totals == (4, 3, 75)

    def test_without_a_summary_nothing_is_known(self, context: Context) -> None:
        a_past(context)
        table = exact(context, StatisticsTable.OCCUPANCY)
        assert set(column(table).values()) == {Hidden.NOT_KNOWN}
        assert table.totals == (Hidden.NOT_SHOWN,) * 3

    def test_a_kind_with_fewer_than_three_houses_is_not_shown_elsewhere(self, context: Context) -> None:
        """Seen to fail when the beds alone decide."""
        women, men = frozenset({"woman"}), frozenset({"man"})
        beds = {a_house(context, created_at=LONG_AGO, genders=women).id: ("NL", 40, 30) for _ in range(2)}
        beds |= {a_house(context, created_at=LONG_AGO, genders=men).id: ("NL", 15, 5) for _ in range(3)}
        a_night_of_beds(context, date(2026, 8, 1), beds)
        table = rounded(context, StatisticsTable.OCCUPANCY)
        figures = {row.code: row.figures for row in table.rows}
        assert figures[HouseKind.WOMEN] == (Hidden.NOT_SHOWN,) * 3
        assert figures[HouseKind.MEN] == (40, 10, 25)
        assert table.totals == (40, 10, 25)


class TestRounding:
    def test_elsewhere_counts_are_rounded_down_and_small_ones_are_not_shown(self, context: Context) -> None:
        """Seen to fail when the analyst gets exact figures."""
        past = a_past(context)
        past.unmet(UnmetReason.NO_CAPACITY, 19)
        past.unmet(UnmetReason.NO_MATCH, 9)
        table = rounded(context, StatisticsTable.UNMET)
        assert column(table) == {
            UnmetReason.NO_CAPACITY: 10,
            UnmetReason.NO_MATCH: Hidden.FEWER_THAN_10,
            UnmetReason.SURVIVOR_DECLINED_ALL: Hidden.FEWER_THAN_10,
            UnmetReason.OUT_OF_TIME: Hidden.FEWER_THAN_10,
        }
        assert table.totals == (10,)

    def test_what_is_rounded_leaves_out_what_the_reader_knows_exactly(self, context: Context) -> None:
        """Seen to fail with figures of the whole network: 12 without 9 would be 3."""
        a_past(context).unmet(UnmetReason.NO_MATCH, 9)
        a_past(context, "BE").unmet(UnmetReason.NO_MATCH, 3)
        house = a_house(context)
        for knowing in (
            a_national_contact(context),
            an_account(context, Grant(Role.ANALYST, None, None), Grant(Role.COORDINATOR, "NL", None)),
            an_account(context, Grant(Role.ANALYST, None, None), Grant(Role.MANAGER, None, house.id)),
        ):
            table = get_statistics_table(
                context, knowing, period=QUARTER, country=None, kind=StatisticsTable.UNMET, now=NOW
            )
            assert column(table)[UnmetReason.NO_MATCH] is Hidden.FEWER_THAN_10
        assert column(rounded(context, StatisticsTable.UNMET))[UnmetReason.NO_MATCH] == 10


class TestWhoSeesWhat:
    def test_a_contact_sees_the_own_country_exactly_and_the_rest_rounded(self, context: Context) -> None:
        a_past(context)
        view = get_statistics(context, a_national_contact(context), period=QUARTER, now=NOW)
        assert [section.country for section in view.sections] == ["NL", None]
        assert view.is_rest
        assert [table.kind for table in view.sections[0].tables] == list(StatisticsTable)

    def test_an_analyst_sees_the_network_and_no_country(self, context: Context) -> None:
        a_past(context)
        view = get_statistics(context, somebody(context, Role.ANALYST), period=QUARTER, now=NOW)
        assert ([section.country for section in view.sections], view.is_rest) == ([None], False)

    def test_exact_figures_of_another_country_do_not_exist(self, context: Context) -> None:
        """Seen to fail without the check of the country."""
        a_past(context)
        for reader in (a_national_contact(context, "BE"), somebody(context, Role.ANALYST)):
            with pytest.raises(NotFound):
                get_statistics_table(context, reader, period=QUARTER, country="NL", kind=StatisticsTable.UNMET, now=NOW)

    def test_nobody_else_gets_statistics(self, context: Context) -> None:
        """Seen to fail when the roles are not asked for."""
        house = a_past(context).house
        strangers = (
            a_coordinator(context),
            a_manager(context, house.id),
            somebody(context, Role.AUDITOR),
            somebody(context, Role.ADMINISTRATOR),
        )
        for stranger in strangers:
            with pytest.raises(NotFound):
                list_periods(context, stranger, now=NOW)
            with pytest.raises(NotFound):
                get_statistics(context, stranger, period=QUARTER, now=NOW)

    def test_months_are_for_whoever_has_exact_figures(self, context: Context) -> None:
        a_past(context)
        contact, analyst = a_national_contact(context), somebody(context, Role.ANALYST)
        own = get_statistics(context, contact, period="2026-08", now=NOW)
        assert [section.country for section in own.sections] == ["NL"]
        with pytest.raises(NotFound):
            get_statistics(context, analyst, period="2026-08", now=NOW)

    @pytest.mark.parametrize(
        "name", ["2026-Q4", "2026", "2026-11", "2026-12", "2024", "2026-Q0", "2026-13", "2026-08-01", "", "2026-q3"]
    )
    def test_a_period_that_is_not_over_or_none_at_all_does_not_exist(self, context: Context, name: str) -> None:
        """Seen to fail when any period that can be named is read."""
        a_past(context)
        with pytest.raises(NotFound):
            get_statistics(context, a_national_contact(context), period=name, now=NOW)

    def test_before_the_first_house_there_is_no_period(self, context: Context) -> None:
        assert list_periods(context, somebody(context, Role.ANALYST), now=NOW) == ()
        a_house(context, created_at=datetime(2026, 7, 2, tzinfo=UTC))
        periods = list_periods(context, somebody(context, Role.ANALYST), now=NOW)
        assert [period.name for period in periods] == [QUARTER]
