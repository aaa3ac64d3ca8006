"""Asking several houses from the page of a request, without JavaScript, and what both sides see then."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from safehouse.domain.access import Actor
from safehouse.domain.codes import OfferState, RequestState
from safehouse.services.context import Context
from safehouse.services.offers import DeskOffer, list_request_offers
from tests.rows import HouseRows
from tests.services.chaining import suggestions
from tests.services.night import Night, a_night
from tests.support.stores import Clock
from tests.support.visitors import Visitor, text_of

VisitorAs = Callable[[Actor], Visitor]


@pytest.fixture
def night(context: Context, clock: Clock) -> Night:
    return a_night(context, clock)


@pytest.fixture
def coordinator(night: Night, visitor_as: VisitorAs) -> Visitor:
    return visitor_as(night.coordinator)


class Asking:
    """A request with suggestions of several houses, and its page."""

    def __init__(self, night: Night, coordinator: Visitor, houses: int = 3) -> None:
        """Suggest so many houses with a bed each."""
        self.night, self.coordinator = night, coordinator
        self.houses: list[HouseRows] = [night.house(1) for _ in range(houses)]
        self.request_id = night.request(columns={"arrives_at": night.now + timedelta(days=1)})
        self.suggestion_ids = suggestions(night, self.request_id, self.houses)
        self.address = f"/requests/{self.request_id}"

    def ask(self, how: str, *, houses: int = 3) -> None:
        """Tick so many suggestions and press a button."""
        form = {"suggestion_ids": self.suggestion_ids[:houses]}
        assert self.coordinator.post(f"{self.address}/offers/{how}", form).status_code == 303

    @property
    def page(self) -> str:
        return text_of(self.coordinator.get(self.address).text)

    def offer_to(self, house: HouseRows) -> DeskOffer:
        offers = list_request_offers(self.night.context, self.night.coordinator, request_id=self.request_id)
        return next(offer for offer in offers if offer.house_code == house.code)


@pytest.fixture
def asking(night: Night, coordinator: Visitor) -> Asking:
    return Asking(night, coordinator)


def test_each_suggestion_can_be_ticked_beside_its_button(asking: Asking) -> None:
    page = asking.coordinator.get(asking.address).text
    for suggestion_id in asking.suggestion_ids:
        assert f'name="suggestion_ids" value="{suggestion_id}"' in page
    assert page.count("Hold this bed") >= 3


def test_all_at_once_every_house_is_shown_with_what_happens_next(asking: Asking) -> None:
    asking.ask("several")
    page = asking.page
    codes = ", ".join(sorted(house.code for house in asking.houses))
    assert f"It waits for houses {codes} until" in page
    assert "The first yes counts and withdraws the others." in page
    assert page.count("Held until") == 3
    assert "Write it once a house has said yes" in page


def test_a_house_of_several_is_answered_for_on_its_own(asking: Asking) -> None:
    asking.ask("several")
    offer = asking.offer_to(asking.houses[2])
    shown = asking.coordinator.get(f"{asking.address}?offer={offer.offer_id}").text
    assert f"{asking.address}/offers/{offer.offer_id}/accept" in shown
    assert asking.coordinator.post(f"{asking.address}/offers/{offer.offer_id}/accept").status_code == 303
    assert asking.night.request_state(asking.request_id) is RequestState.RESERVED
    assert "another house was quicker" in asking.page


def test_what_was_typed_for_one_house_never_stands_below_another(asking: Asking) -> None:
    """Seen red with the page shown again as it begins: the reason would have been sent for the first house."""
    asking.ask("several")
    for house in asking.houses:
        address = f"{asking.address}/offers/{asking.offer_to(house).offer_id}/decline"
        refused = asking.coordinator.post(address)
        assert refused.status_code == 422
        assert f'action="{address}"' in refused.text


def test_one_after_another_the_page_says_who_is_next_and_the_chain_can_be_stopped(asking: Asking) -> None:
    asking.ask("chain")
    first, second, _ = asking.houses
    assert f"After a no, or without an answer, house {second.code} is asked by itself." in asking.page
    assert f"House {second.code} is next, by itself, also when nobody looks." in asking.page
    assert asking.coordinator.post(f"{asking.address}/offers/chain/stop").status_code == 303
    assert "No other house is asked by itself." in asking.page
    assert asking.offer_to(first).state is OfferState.PENDING


def test_nothing_ticked_or_too_much_is_said_beside_the_boxes(night: Night, coordinator: Visitor) -> None:
    asking = Asking(night, coordinator, houses=4)
    refused = asking.coordinator.post(f"{asking.address}/offers/several")
    assert (refused.status_code, "Please answer this." in refused.text) == (422, True)
    too_many = {"suggestion_ids": asking.suggestion_ids}
    refused = asking.coordinator.post(f"{asking.address}/offers/chain", too_many)
    assert (refused.status_code, "At most 3 are possible." in refused.text) == (422, True)


def test_a_house_that_could_not_be_asked_is_named_with_the_reason(asking: Asking) -> None:
    asking.night.offer(asking.night.request(), asking.houses[0])
    asking.ask("several")
    assert f"House {asking.houses[0].code} is not asked:" in asking.page


def test_a_house_takes_its_yes_back_and_the_desk_sees_it_first(
    asking: Asking, visitor_as: VisitorAs, night: Night
) -> None:
    asking.ask("chain", houses=2)
    house, offer = asking.houses[0], asking.offer_to(asking.houses[0])
    manager = visitor_as(night.manager(house))
    address = f"/house-offers/{offer.offer_id}"
    assert manager.post(f"{address}/accept").status_code == 303
    assert "We cannot take them after all" in text_of(manager.get(address).text)
    assert manager.post(f"{address}/take-back", {"reason": "staff_shortage"}).status_code == 303
    assert f"House {house.code} took its yes back" in asking.page
    desk = text_of(asking.coordinator.get("/desk").text)
    assert "A house took its yes back: act now" in desk
    assert f"Asked now: {asking.houses[1].code}." in desk


def test_a_house_that_was_too_slow_reads_a_reason_and_of_no_other_house(
    asking: Asking, visitor_as: VisitorAs, night: Night
) -> None:
    asking.ask("several", houses=2)
    quick, slow = asking.houses[:2]
    late = visitor_as(night.manager(slow))
    visitor_as(night.manager(quick)).post(f"/house-offers/{asking.offer_to(quick).offer_id}/accept")
    page = late.get(f"/house-offers/{asking.offer_to(slow).offer_id}").text
    assert "another house was quicker" in page
    assert quick.code not in page
    assert night.case_code(asking.request_id) not in page
