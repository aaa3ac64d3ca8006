"""The desk: what waits for whom, since when, and what happens by itself; never by colour alone."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from safehouse.domain.access import Actor, Grant
from safehouse.domain.codes import Role, Urgency
from safehouse.services.context import Context
from tests.rows import a_coordinator, an_account
from tests.services.night import MOTHER_AND_SON, Night, a_night
from tests.support.stores import Clock
from tests.support.visitors import Visitor, text_of

VisitorAs = Callable[[Actor], Visitor]


@pytest.fixture
def night(context: Context, clock: Clock) -> Night:
    return a_night(context, clock)


def desk_of(visitor: Visitor) -> str:
    return text_of(visitor.get("/desk").text)


def test_an_empty_desk_says_so(night: Night, visitor_as: VisitorAs) -> None:
    assert "Nobody waits." in desk_of(visitor_as(night.coordinator))


def test_the_most_urgent_request_comes_first_with_its_household(night: Night, visitor_as: VisitorAs) -> None:
    planned = night.request(columns={"urgency": Urgency.PLANNED})
    emergency = night.request(MOTHER_AND_SON, columns={"urgency": Urgency.EMERGENCY})
    page = desk_of(visitor_as(night.coordinator))
    assert page.index(night.case_code(emergency)) < page.index(night.case_code(planned))
    assert "1 adult, 1 child" in page
    assert "Waits for you: suggest a house." in page


def test_an_offer_says_whether_it_was_opened_and_when_it_expires(night: Night, visitor_as: VisitorAs) -> None:
    house = night.house(2)
    night.offer(night.request(), house)
    page = desk_of(visitor_as(night.coordinator))
    assert "not opened yet" in page
    assert f"House {house.code} has not opened the offer yet: call." in page
    assert "Answer until Tue 24 Nov, 06:00 CET ( in 4 hours ), then the offer expires by itself." in page


def test_an_overdue_household_is_said_in_words(
    night: Night, visitor_as: VisitorAs, forward: Callable[[timedelta], datetime]
) -> None:
    house = night.house(2)
    night.reservation(night.request(), house)
    forward(timedelta(hours=15))
    assert f"Overdue at house {house.code}" in desk_of(visitor_as(night.coordinator))


def test_another_countrys_desk_sees_nothing_of_it(night: Night, context: Context, visitor_as: VisitorAs) -> None:
    code = night.case_code(night.request())
    assert code in desk_of(visitor_as(night.coordinator))
    assert code not in desk_of(visitor_as(a_coordinator(context, "BE")))


def test_the_desk_of_two_countries_says_whose_each_request_is(
    night: Night, context: Context, clock: Clock, visitor_as: VisitorAs
) -> None:
    here, there = night.request(), a_night(context, clock, "BE").request()
    both = an_account(context, Grant(Role.COORDINATOR, "NL", None), Grant(Role.COORDINATOR, "BE", None))
    page = desk_of(visitor_as(both))
    for request_id, country in ((here, "NL"), (there, "BE")):
        line = page.split(night.case_code(request_id))[1].split("arrives")[0]
        assert f" {country} " in line
    assert " NL " not in desk_of(visitor_as(night.coordinator)).split(night.case_code(here))[1].split("arrives")[0]
