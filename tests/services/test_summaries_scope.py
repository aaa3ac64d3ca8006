"""Who sees what of a summary: exact figures of the own scope, levels elsewhere, nothing of a group under three houses."""

from datetime import UTC, date, datetime

import pytest

from safehouse.domain.access import Actor
from safehouse.domain.codes import BedState, Level, Role
from safehouse.domain.errors import NotFound
from safehouse.services.summaries import SummaryView, find_summary, list_summaries, make_summary
from tests.rows import HouseRows, a_coordinator, a_house, a_national_contact, a_report, an_account, somebody
from tests.services.night import Night

DAY = date(2026, 11, 24)
EVENING = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 25, 1, 30, tzinfo=UTC)


class Network:
    """Three Dutch houses with 2, 3 and 4 free beds, two Belgian ones with one each, and the summary of the night."""

    def __init__(self, night: Night) -> None:
        night.clock.now = EVENING
        self.night = night
        self.dutch = tuple(self._house("NL", beds) for beds in (2, 3, 4))
        self.belgian = tuple(self._house("BE", beds) for beds in (1, 1))
        night.clock.now = MORNING
        make_summary(night.context, business_on=DAY, now=MORNING)

    def seen_by(self, actor: Actor) -> SummaryView:
        found = find_summary(self.night.context, actor, business_on=DAY)
        assert found is not None
        return found

    def _house(self, country: str, beds: int) -> HouseRows:
        house = a_house(self.night.context, country=country, beds_per_room=(beds,))
        a_report(self.night.context, house, reported_at=EVENING)
        return house


@pytest.fixture
def network(night: Night) -> Network:
    return Network(night)


def exact_houses(view: SummaryView) -> dict[str, int]:
    """Free beds by house code, where they are shown exactly."""
    return {line.house_code: line.figures.beds[BedState.FREE] for line in view.houses}


def exact_countries(view: SummaryView) -> dict[str, int]:
    return {line.country: line.figures.beds[BedState.FREE] for line in view.countries}


def levels(view: SummaryView) -> dict[str, Level]:
    return {line.country: line.levels.beds[BedState.FREE] for line in view.elsewhere}


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.NATIONAL_CONTACT])
def test_the_people_of_a_country_see_it_exactly_house_by_house(network: Network, role: Role) -> None:
    desk = network.night.desk
    view = network.seen_by(desk.coordinator if role is Role.COORDINATOR else desk.national_contact)
    assert exact_houses(view) == dict(zip((house.code for house in network.dutch), (2, 3, 4), strict=True))
    assert exact_countries(view) == {"NL": 9}


def test_a_manager_sees_the_own_house_exactly_and_the_own_country_as_levels(network: Network) -> None:
    own, *_ = network.dutch
    view = network.seen_by(network.night.manager(own))
    assert exact_houses(view) == {own.code: 2}
    assert exact_countries(view) == {}
    assert levels(view) == {"NL": Level.FROM_5}


def test_people_of_another_country_see_levels_and_no_house(network: Network) -> None:
    view = network.seen_by(a_coordinator(network.night.context, "BE"))
    assert set(exact_houses(view)) == {house.code for house in network.belgian}
    assert exact_countries(view) == {"BE": 2}
    assert levels(view) == {"NL": Level.FROM_5}


def test_a_country_of_fewer_than_three_houses_is_not_shown_elsewhere(network: Network) -> None:
    """Seen to fail with groups of two."""
    view = network.seen_by(somebody(network.night.context, Role.ANALYST))
    assert levels(view) == {"NL": Level.FROM_5}


def test_an_analyst_sees_no_number_at_all(network: Network) -> None:
    view = network.seen_by(somebody(network.night.context, Role.ANALYST))
    assert (view.houses, view.countries) == ((), ())
    assert view.network is not None
    shown = [view.network, *(line.levels for line in view.elsewhere)]
    amounts = [amount for figures in shown for name in figures.__slots__ for amount in getattr(figures, name).values()]
    assert amounts
    assert all(isinstance(amount, Level) for amount in amounts)


def test_the_network_is_not_shown_as_long_as_it_has_fewer_than_three_houses(night: Night) -> None:
    night.clock.now = EVENING
    night.house(1)
    night.house(1)
    night.clock.now = MORNING
    make_summary(night.context, business_on=DAY, now=MORNING)
    view = find_summary(night.context, night.coordinator, business_on=DAY)
    assert view is not None
    assert view.network is None


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, None])
def test_administrators_and_auditors_find_no_summaries(network: Network, role: Role | None) -> None:
    context = network.night.context
    stranger = an_account(context) if role is None else somebody(context, role)
    with pytest.raises(NotFound):
        find_summary(context, stranger, business_on=DAY)
    with pytest.raises(NotFound):
        list_summaries(context, stranger)


def test_a_night_without_a_summary_is_none(network: Network) -> None:
    contact = a_national_contact(network.night.context)
    assert find_summary(network.night.context, contact, business_on=date(2026, 11, 23)) is None


def test_nights_are_listed_newest_first(network: Network) -> None:
    context = network.night.context
    make_summary(context, business_on=date(2026, 11, 22), now=MORNING)
    listed = list_summaries(context, network.night.coordinator)
    assert [(line.business_on.day, line.made_at) for line in listed] == [(24, MORNING), (22, MORNING)]
