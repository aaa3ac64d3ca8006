"""A new time of arrival at which the house takes nobody in is the house's to say."""

from collections.abc import Callable

import pytest

from safehouse.domain.access import Actor
from safehouse.services.context import Context
from tests.rows import HouseRows
from tests.services.night import Night, a_night
from tests.support.stores import Clock
from tests.support.visitors import Visitor, text_of

VisitorAs = Callable[[Actor], Visitor]

AT_NOON = {"arrives_at": "2026-11-24T12:00"}


@pytest.fixture
def night(context: Context, clock: Clock) -> Night:
    return a_night(context, clock)


@pytest.fixture
def house(night: Night) -> HouseRows:
    """It takes people in until noon."""
    return night.house(2, intake=[["00:00", "12:00"]])


def test_the_desk_is_told_the_hours_and_says_that_it_has_called(
    night: Night, house: HouseRows, visitor_as: VisitorAs
) -> None:
    request_id = night.request()
    offer_id = night.reservation(request_id, house)
    coordinator = visitor_as(night.coordinator)
    address = f"/requests/{request_id}/offers/{offer_id}/arrival-time"
    refused = coordinator.post(address, AT_NOON)
    assert refused.status_code == 422
    said = text_of(refused.text)
    assert "The house takes people in at these hours, by its own clock: 00:00–12:00. Call it" in said
    assert "The house said on the telephone that it takes them in then" in said
    assert coordinator.post(address, {**AT_NOON, "house_said_so": "yes"}).status_code == 303
    assert "Call it first." in text_of(coordinator.get(f"/requests/{request_id}").text)


def test_the_house_says_it_itself(night: Night, house: HouseRows, visitor_as: VisitorAs) -> None:
    offer_id = night.reservation(night.request(), house)
    manager = visitor_as(night.manager(house))
    assert manager.post(f"/house-offers/{offer_id}/arrival-time", AT_NOON).status_code == 303


def test_the_national_contact_says_it_for_the_house(night: Night, house: HouseRows, visitor_as: VisitorAs) -> None:
    offer_id = night.reservation(night.request(), house)
    contact = visitor_as(night.desk.national_contact)
    address = f"/country/houses/{house.id}/offers/{offer_id}/arrival-time"
    assert contact.post(address, AT_NOON).status_code == 303
