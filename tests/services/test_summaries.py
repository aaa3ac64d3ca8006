"""What a summary counts, when it may be made, and that it is made whole or not at all."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

import pytest
from sqlmodel import SQLModel, func, select

from safehouse.domain.access import Action
from safehouse.domain.codes import (
    BedState,
    Count,
    DeclinedHouse,
    DeclinedSurvivor,
    Freshness,
    HouseStatus,
    Level,
    MoveOn,
    OutOfServiceReason,
    Profile,
    RequestState,
    Role,
    UnmetReason,
    Urgency,
)
from safehouse.domain.errors import InvalidInput
from safehouse.models.accounts import Account
from safehouse.models.audit import AuditEntry
from safehouse.models.houses import House, Outage
from safehouse.models.jobs import JobRun
from safehouse.models.mail import OutboxMessage
from safehouse.models.summaries import Summary, SummaryFigures
from safehouse.services.offers import decline_offer, record_survivor_refusal, withdraw_offer
from safehouse.services.stays import check_out
from safehouse.services.summaries import Figures, SummaryView, find_summary, level_of, make_summary
from safehouse.services.summaries.figures import as_levels, from_document, total
from tests.rows import HouseRows, a_coordinator, a_house, a_report, a_request, somebody
from tests.services.night import MOTHER_AND_SON, Night

DAY = date(2026, 11, 24)
EVENING = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
"""In Brussels."""
MORNING = datetime(2026, 11, 25, 1, 30, tzinfo=UTC)
"""Half past two in Brussels."""
PLANNED = {"urgency": Urgency.PLANNED}
"""With a day to answer, so that the offer is still held in the morning."""


Code = TypeVar("Code", bound=StrEnum)


@pytest.fixture
def evening(night: Night) -> Night:
    """The night at seven in the evening, so that what is reported now is not dark in the morning."""
    night.clock.now = EVENING
    return night


def make(night: Night, business_on: date = DAY, now: datetime = MORNING) -> str | None:
    night.clock.now = now
    return make_summary(night.context, business_on=business_on, now=now)


def summary(night: Night, now: datetime = MORNING) -> SummaryView:
    """The summary of the day, made now if it is not there, as the desk sees it."""
    make(night, now=now)
    found = find_summary(night.context, night.coordinator, business_on=DAY)
    assert found is not None
    return found


def of_house(view: SummaryView, house: HouseRows) -> Figures[int]:
    return next(line.figures for line in view.houses if line.house_code == house.code)


def of_country(view: SummaryView) -> Figures[int]:
    [country] = view.countries
    return country.figures


def above_0(section: Mapping[Code, int]) -> dict[Code, int]:
    return {code: amount for code, amount in section.items() if amount}


def rows(night: Night, table: type[SQLModel]) -> int:
    with night.context.store.reading() as session:
        return session.exec(select(func.count()).select_from(table)).one()


class TestCapacity:
    def test_every_bed_is_counted_in_one_state(self, evening: Night) -> None:
        for state in (BedState.OCCUPIED, BedState.RESERVED, BedState.HELD):
            take_a_bed(evening, state)
        end_a_stay(evening, evening.house(1, turnaround_hours=48))
        block_a_bed(evening)
        put_out_of_service(evening, evening.house(1))
        evening.house(1, is_reported=False)
        evening.house(1)
        figures = of_country(summary(evening))
        expected = {**dict.fromkeys(BedState, 1), BedState.OCCUPIED: 2}
        assert figures.beds == expected
        assert figures.counts[Count.BEDS_IN_SERVICE] == sum(expected.values()) - 1

    def test_placeable_households_say_more_than_free_beds(self, evening: Night) -> None:
        house = evening.house(4, shared=False)
        figures = of_house(summary(evening), house)
        assert figures.beds[BedState.FREE] == 4
        assert figures.placeable == {**dict.fromkeys(Profile, 1), Profile.STEP_FREE: 0}

    def test_houses_are_counted_by_the_age_of_their_last_report(self, evening: Night) -> None:
        evening.house(1)
        a_report(evening.context, evening.house(1, is_reported=False), reported_at=MORNING - timedelta(hours=13))
        a_report(evening.context, evening.house(1, is_reported=False), reported_at=MORNING - timedelta(hours=25))
        evening.house(1, is_reported=False)
        figures = of_country(summary(evening))
        assert figures.freshness == {Freshness.FRESH: 1, Freshness.STALE: 1, Freshness.DARK: 2}

    def test_a_closed_house_has_no_beds_any_more(self, evening: Night) -> None:
        house = evening.house(1, status=HouseStatus.CLOSED)
        view = summary(evening)
        assert of_house(view, house).beds == {}
        assert of_country(view).counts[Count.HOUSES] == 0

    def test_a_paused_house_has_beds_but_takes_nobody(self, evening: Night) -> None:
        house = evening.house(1, status=HouseStatus.PAUSED)
        figures = of_house(summary(evening), house)
        assert figures.beds[BedState.FREE] == 1
        assert figures.placeable == dict.fromkeys(Profile, 0)


class TestEvents:
    def test_arrivals_and_departures_are_counted_in_households(self, evening: Night) -> None:
        house = evening.house(2, 1, shared=False)
        evening.stay(evening.request(MOTHER_AND_SON), house)
        end_a_stay(evening, house)
        counts = of_house(summary(evening), house).counts
        assert (counts[Count.ARRIVALS], counts[Count.DEPARTURES]) == (2, 1)

    def test_refusals_are_counted_by_reason(self, evening: Night) -> None:
        house = evening.house(1)
        decline(evening, house, DeclinedHouse.FUNDING)
        decline(evening, house, DeclinedHouse.FUNDING)
        refuse(evening, house, DeclinedSurvivor.TOO_CLOSE)
        figures = of_house(summary(evening), house)
        assert above_0(figures.declined_by_house) == {DeclinedHouse.FUNDING: 2}
        assert above_0(figures.declined_by_survivor) == {DeclinedSurvivor.TOO_CLOSE: 1}

    def test_what_a_survivor_says_after_the_end_of_an_offer_counts_in_the_night_in_which_she_says_it(
        self, evening: Night
    ) -> None:
        """Seen to fail with the offers counted that ended by her word, and with the moment at which the offer ended."""
        house = evening.house(1)
        decline(evening, house, DeclinedHouse.FUNDING)
        offer_id = evening.offer(evening.request(columns={"arrives_at": MORNING + timedelta(days=3)}), house)
        withdraw_offer(evening.context, evening.coordinator, offer_id=offer_id, now=evening.now)
        evening.clock.now = MIDNIGHT
        reason = DeclinedSurvivor.TOO_CLOSE
        record_survivor_refusal(evening.context, evening.coordinator, offer_id=offer_id, reason=reason, now=evening.now)
        of_the_day = of_house(summary(evening), house)
        assert above_0(of_the_day.declined_by_house) == {DeclinedHouse.FUNDING: 1}
        assert above_0(of_the_day.declined_by_survivor) == {}
        make(evening, DAY + timedelta(days=1), MORNING + timedelta(days=1))
        view = find_summary(evening.context, evening.coordinator, business_on=DAY + timedelta(days=1))
        assert view is not None
        assert above_0(of_house(view, house).declined_by_survivor) == {reason: 1}

    def test_requests_without_a_place_are_counted_for_the_desk_and_no_house(self, evening: Night) -> None:
        house = evening.house(1)
        end_unmet(evening, EVENING, UnmetReason.NO_CAPACITY)
        view = summary(evening)
        assert above_0(of_country(view).unmet) == {UnmetReason.NO_CAPACITY: 1}
        assert of_house(view, house).unmet == {}

    def test_a_day_ends_at_midnight_by_the_clock_of_the_service(self, evening: Night) -> None:
        """Seen to fail with the day of UTC."""
        evening.house(1)
        first = MIDNIGHT - timedelta(days=1)
        for moment in (first, MIDNIGHT - timedelta(seconds=1)):
            end_unmet(evening, moment, UnmetReason.NO_CAPACITY)
        for moment in (first - timedelta(seconds=1), MIDNIGHT):
            end_unmet(evening, moment, UnmetReason.OUT_OF_TIME)
        assert above_0(of_country(summary(evening)).unmet) == {UnmetReason.NO_CAPACITY: 2}

    def test_what_happened_in_a_house_that_was_closed_then_is_counted(self, evening: Night) -> None:
        house = evening.house(1)
        end_a_stay(evening, house)
        with evening.context.store.transaction() as session:
            session.get_one(House, house.id).status = HouseStatus.CLOSED
        assert of_country(summary(evening)).counts[Count.DEPARTURES] == 1

    def test_a_desk_without_a_house_has_its_unmet_requests(self, evening: Night) -> None:
        end_unmet(evening, EVENING, UnmetReason.NO_CAPACITY)
        assert above_0(of_country(summary(evening)).unmet) == {UnmetReason.NO_CAPACITY: 1}


class TestSums:
    def test_countries_are_the_sum_of_their_houses_and_the_network_that_of_the_countries(self, evening: Night) -> None:
        for country in ("NL", "NL", "BE"):
            a_report(evening.context, a_house(evening.context, country=country), reported_at=EVENING)
        take_a_bed(evening, BedState.OCCUPIED)
        end_unmet(evening, EVENING, UnmetReason.NO_MATCH)
        make(evening)
        by_scope = stored_figures(evening)
        without_unmet = {**as_document(total(by_scope["country"])), "unmet": {}}
        assert without_unmet == {**as_document(total(by_scope["house"])), "unmet": {}}
        assert as_document(total(by_scope["country"])) == as_document(by_scope["network"][0])

    @pytest.mark.parametrize(
        ("amount", "level"),
        [(0, Level.NONE), (1, Level.FROM_1_TO_4), (4, Level.FROM_1_TO_4), (5, Level.FROM_5), (400, Level.FROM_5)],
    )
    def test_levels_begin_where_they_say(self, amount: int, level: Level) -> None:
        assert level_of(amount) is level

    def test_what_is_not_known_has_no_level(self, evening: Night) -> None:
        evening.house(1)
        make(evening, now=MORNING + timedelta(days=3))
        [network] = stored_figures(evening)["network"]
        assert as_levels(network).beds == {}


class TestMaking:
    def test_a_night_is_made_once(self, evening: Night) -> None:
        assert make(evening) is not None
        assert make(evening, now=MORNING + timedelta(hours=1)) is None
        assert (rows(evening, Summary), rows(evening, JobRun)) == (1, 1)

    def test_a_day_that_is_not_over_has_no_summary(self, evening: Night) -> None:
        with pytest.raises(InvalidInput):
            make(evening, now=MIDNIGHT - timedelta(seconds=1))
        assert make(evening, now=MIDNIGHT) is not None

    def test_a_night_made_late_has_what_can_still_be_known_and_is_announced_to_nobody(self, evening: Night) -> None:
        house = evening.house(1)
        decline(evening, house, DeclinedHouse.FUNDING)
        before = rows(evening, OutboxMessage)
        view = summary(evening, now=MIDNIGHT + timedelta(days=1))
        figures = of_house(view, house)
        assert view.made_at == MIDNIGHT + timedelta(days=1)
        assert (figures.beds, figures.placeable, figures.freshness) == ({}, {}, {})
        assert above_0(figures.declined_by_house) == {DeclinedHouse.FUNDING: 1}
        assert rows(evening, OutboxMessage) == before

    def test_everybody_who_may_read_it_gets_one_mail_and_nobody_else(self, evening: Night) -> None:
        manager = evening.manager(evening.house(1), evening.house(1))
        analyst = somebody(evening.context, Role.ANALYST)
        for role in (Role.ADMINISTRATOR, Role.AUDITOR):
            somebody(evening.context, role)
        disable(evening, a_coordinator(evening.context).account_id)
        make(evening)
        readers = (evening.coordinator, evening.desk.national_contact, manager, analyst)
        with evening.context.store.reading() as session:
            mailed = session.exec(select(OutboxMessage.account_id)).all()
        assert sorted(str(account_id) for account_id in mailed) == sorted(reader.account_id for reader in readers)

    def test_it_is_recorded_as_made_by_the_service(self, evening: Night) -> None:
        summary_id = make(evening)
        with evening.context.store.reading() as session:
            entry = session.exec(select(AuditEntry).where(AuditEntry.action == Action.MADE_SUMMARY)).one()
        assert (entry.subject_id, entry.actor_id) == (summary_id, None)

    def test_without_its_audit_row_there_is_no_summary_and_no_mail(
        self, evening: Night, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Seen to fail with the audit row in a transaction of its own."""

        def fail(*_arguments: object, **_more: object) -> None:
            raise OSError

        with monkeypatch.context() as patch:
            patch.setattr("safehouse.services.audit.record", fail)
            with pytest.raises(OSError, match=r"^$"):
                make(evening)
        assert [rows(evening, table) for table in (Summary, SummaryFigures, JobRun, OutboxMessage)] == [0, 0, 0, 0]
        assert make(evening) is not None

    def test_an_empty_network_has_a_summary_too(self, night: Night) -> None:
        assert make(night) is not None


def take_a_bed(night: Night, state: BedState) -> None:
    """A house of one bed, which is taken until the morning at least."""
    house, request_id = night.house(1), night.request(columns=PLANNED)
    take = {BedState.OCCUPIED: night.stay, BedState.RESERVED: night.reservation, BedState.HELD: night.offer}
    take[state](request_id, house)


def block_a_bed(night: Night) -> None:
    """A house with one room of two beds, which one person has for herself."""
    house = night.house(2, shared=False)
    night.stay(night.request(), house)


def end_a_stay(night: Night, house: HouseRows) -> None:
    """A stay that began and ended this evening."""
    stay_id = night.stay(night.request(), house)
    check_out(night.context, night.manager(house), stay_id=stay_id, move_on=MoveOn.OWN_HOME, now=night.now)


def put_out_of_service(night: Night, house: HouseRows) -> None:
    with night.context.store.transaction() as session:
        session.add(
            Outage(
                house_id=house.id,
                bed_id=house.beds[0],
                reason=OutOfServiceReason.DEEP_CLEAN,
                starts_at=night.now,
            )
        )


def decline(night: Night, house: HouseRows, reason: DeclinedHouse) -> None:
    offer_id = night.offer(night.request(), house)
    decline_offer(night.context, night.manager(house), offer_id=offer_id, reason=reason, now=night.now)


def refuse(night: Night, house: HouseRows, reason: DeclinedSurvivor) -> None:
    offer_id = night.offer(night.request(), house)
    record_survivor_refusal(night.context, night.coordinator, offer_id=offer_id, reason=reason, now=night.now)


def end_unmet(night: Night, moment: datetime, reason: UnmetReason) -> None:
    state = RequestState.UNMET
    a_request(night.context, night.coordinator, state=state, ended_at=moment, end_reason=reason.value)


def disable(night: Night, account_id: str) -> None:
    with night.context.store.transaction() as session:
        session.get_one(Account, account_id).disabled_at = night.now


def stored_figures(night: Night) -> dict[str, list[Figures[int]]]:
    """The exact figures of the only night, by scope."""
    found: dict[str, list[Figures[int]]] = {}
    with night.context.store.reading() as session:
        for row in session.exec(select(SummaryFigures)):
            found.setdefault(row.scope.value, []).append(from_document(row.figures))
    return found


def as_document(figures: Figures[int]) -> dict[str, object]:
    return {name: getattr(figures, name) for name in Figures.__dataclass_fields__}
