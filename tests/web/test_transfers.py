"""A stay that goes on in another house, on the pages of the desk and of both houses."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from safehouse.domain.access import Actor
from safehouse.domain.codes import ClaimState, TransferReason
from safehouse.services.context import Context
from safehouse.services.offers import accept_offer
from safehouse.services.transfers import find_transfer_of
from tests.services.night import Night, a_night
from tests.services.test_transfers import ask, live_claims
from tests.support.stores import Clock
from tests.support.visitors import Visitor, text_of

VisitorAs = Callable[[Actor], Visitor]


@pytest.fixture
def night(context: Context, clock: Clock) -> Night:
    return a_night(context, clock)


@pytest.fixture
def coordinator(night: Night, visitor_as: VisitorAs) -> Visitor:
    return visitor_as(night.coordinator)


def test_the_desk_says_why_they_are_to_move_and_gets_suggestions(night: Night, coordinator: Visitor) -> None:
    house, request_id = night.house(1), night.request()
    night.stay(request_id, house)
    other = night.house(1)
    page = f"/requests/{request_id}"
    assert "They are to move to another safe house" in text_of(coordinator.get(page).text)
    soon = (night.now + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    assert coordinator.post(f"{page}/transfer", {"arrives_at": soon}).status_code == 422
    fields = {"transfer_reason": "needs_changed", "arrives_at": soon}
    assert coordinator.post(f"{page}/transfer", fields).status_code == 303
    shown = text_of(coordinator.get(page).text)
    assert "they need something that the house does not have" in shown
    assert f"1. House {other.code}" in shown
    transfer = find_transfer_of(night.context, night.coordinator, request_id=request_id)
    assert transfer is not None
    assert transfer.reason is TransferReason.NEEDS_CHANGED
    assert f"They are in house {house.code} and are to move: suggest another house." in text_of(
        coordinator.get("/desk").text
    )
    assert coordinator.post(f"{page}/transfer/give-up").status_code == 303
    assert "Suggestions" not in text_of(coordinator.get(page).text)


def test_the_page_shows_both_houses_until_the_arrival(night: Night, coordinator: Visitor) -> None:
    house, request_id = night.house(1), night.request()
    night.stay(request_id, house)
    ask(night, request_id)
    other = night.house(1)
    page = f"/requests/{request_id}"
    suggestion_id = night.suggestion(request_id, other)
    assert coordinator.post(f"{page}/offers", {"suggestion_id": suggestion_id}).status_code == 303
    shown = text_of(coordinator.get(page).text)
    assert "the next house" in shown
    assert f"House {other.code} waiting for an answer" in shown
    assert f"House {house.code} checked in" in shown
    offer_id = coordinator.last_page.split(f"{page}/offers/")[1].split("/")[0]
    accept_offer(night.context, night.manager(other), offer_id=offer_id, now=night.now)
    assert "They are on their way" in text_of(coordinator.get(page).text)
    assert coordinator.post(f"{page}/offers/{offer_id}/departed").status_code == 303
    assert f"On the way to house {other.code}." in text_of(coordinator.get("/desk").text)
    assert coordinator.post(f"{page}/offers/{offer_id}/arrived").status_code == 303
    assert live_claims(night, request_id) == [(other.id, ClaimState.OCCUPIED)]


def test_the_house_that_is_left_learns_that_they_move_out_and_never_where_to(
    night: Night, visitor_as: VisitorAs
) -> None:
    house, request_id = night.house(1), night.request()
    night.stay(request_id, house)
    ask(night, request_id)
    other = night.house(1)
    offer_id = night.reservation(request_id, other)
    left, next_house = visitor_as(night.manager(house)), visitor_as(night.manager(other))
    board = text_of(left.get(f"/houses/{house.id}").text)
    assert "moves out to another place" in board
    assert other.code not in left.last_page
    assert offer_id not in left.last_page
    board = text_of(next_house.get(f"/houses/{other.id}").text)
    assert "comes from another safe house" in board
    assert house.code not in next_house.last_page
