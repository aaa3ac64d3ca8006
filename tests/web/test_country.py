"""The country's houses and the summaries: exact inside the reader's scope, levels outside, nothing of a foreign house.

Seen red with faults planted: every house in the scope of every contact, the role decided without the country of the house, the
beds of a dark house counted as free, and the telephone number shown without the deed.
"""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from safehouse.domain.access import Actor, Grant
from safehouse.domain.codes import HouseStatus, Role
from safehouse.services.context import Context
from safehouse.services.summaries import make_summary
from tests.rows import HouseRows, a_house, a_manager, a_national_contact, an_account, somebody
from tests.services.night import Night, a_night
from tests.support.stores import NOW, Clock
from tests.support.visitors import Visitor, text_of

VisitorAs = Callable[[Actor], Visitor]
YESTERDAY = date(2026, 11, 23)


@pytest.fixture
def night(context: Context, clock: Clock) -> Night:
    return a_night(context, clock)


@pytest.fixture
def house(night: Night) -> HouseRows:
    return night.house(2, 3)


def test_the_contact_sees_free_beds_and_whom_each_house_could_take(
    night: Night, house: HouseRows, visitor_as: VisitorAs
) -> None:
    page = text_of(visitor_as(night.desk.national_contact).get("/country").text)
    assert house.code in page
    assert "1 house, 5 beds free for sure" in page
    assert "mother and one child" in page


def test_a_dark_house_is_unknown_and_to_be_called(
    night: Night, house: HouseRows, visitor_as: VisitorAs, forward: Callable[[timedelta], object]
) -> None:
    forward(timedelta(hours=25))
    page = text_of(visitor_as(night.desk.national_contact).get("/country").text)
    assert house.code in page
    assert "call first" in page
    assert "unknown" in page
    assert "0 beds free for sure" in page


def test_the_contact_opens_the_telephone_by_a_deed_and_sets_the_status(
    night: Night, house: HouseRows, visitor_as: VisitorAs
) -> None:
    night.duty_contact(house, "+31 30 555 0100")
    contact = visitor_as(night.desk.national_contact)
    address = f"/country/houses/{house.id}"
    assert "+31" not in contact.get(address).text
    assert "+31 30 555 0100" in contact.post(f"{address}/telephone").text
    assert contact.post(f"{address}/status", {"status": HouseStatus.COMPROMISED.value}).status_code == 303
    assert "compromised" in text_of(contact.get(address).text)
    assert visitor_as(night.coordinator).post(f"{address}/status", {"status": "open"}).status_code == 404


def test_what_a_contact_may_do_is_decided_by_the_country_of_the_house(night: Night, visitor_as: VisitorAs) -> None:
    """Coordinator here, contact in Belgium: no button that answers 404."""
    grants = (Grant(Role.COORDINATOR, "NL", None), Grant(Role.NATIONAL_CONTACT, "BE", None))
    somebody_of_both = visitor_as(an_account(night.context, *grants))
    here, there = night.house(1), a_house(night.context, country="BE")
    page_here = text_of(somebody_of_both.get(f"/country/houses/{here.id}").text)
    page_there = text_of(somebody_of_both.get(f"/country/houses/{there.id}").text)
    assert "Bed board" in page_here
    for words in ("Change the status", "Show the duty telephone", "Offers and stays"):
        assert words not in page_here
        assert words in page_there


def test_a_foreign_house_is_not_found(night: Night, house: HouseRows, visitor_as: VisitorAs) -> None:
    stranger = visitor_as(a_national_contact(night.context, "BE"))
    assert house.code not in stranger.get("/country").text
    assert stranger.get(f"/country/houses/{house.id}").status_code == 404


def test_the_summary_is_exact_for_the_own_scope_and_levels_elsewhere(
    night: Night, house: HouseRows, visitor_as: VisitorAs
) -> None:
    for _ in range(2):
        night.house(1)
    make_summary(night.context, business_on=YESTERDAY, now=NOW)
    own = text_of(visitor_as(night.desk.national_contact).get("/summary").text)
    assert "Summary of Monday 23 November 2026" in own
    assert house.code in own
    analyst = text_of(visitor_as(somebody(night.context, Role.ANALYST)).get(f"/summary/{YESTERDAY}").text)
    assert house.code not in analyst
    assert "The whole network, in levels" in analyst
    manager = text_of(visitor_as(a_manager(night.context, house.id)).get("/summary").text)
    assert house.code in manager


def test_before_the_first_night_the_page_says_so(night: Night, visitor_as: VisitorAs) -> None:
    assert "There is no summary yet." in text_of(visitor_as(night.desk.national_contact).get("/summary").text)


@pytest.mark.parametrize("night_address", ["/summary/2026-11-22", "/summary/yesterday", "/summary/2026-99-99"])
def test_a_night_that_was_not_is_not_found(night: Night, visitor_as: VisitorAs, night_address: str) -> None:
    assert visitor_as(night.desk.national_contact).get(night_address).status_code == 404
