"""What the desk sees while houses are asked, at once or one after another, and what happens next by itself."""

from datetime import timedelta

from safehouse.domain.codes import ChainEnd, DeclinedHouse, DeskGroup, FallbackState, NextStep, RequestState
from safehouse.services.offers import decline_offer, expire_overdue_holds, find_chain, make_offers, stop_chain
from safehouse.services.requests import list_desk
from tests.services.chaining import ANSWER_DUE, Chain, suggestions
from tests.services.night import Night


def test_the_desk_sees_every_house_that_is_asked_and_until_when(night: Night) -> None:
    houses, request_id = [night.house(1) for _ in range(3)], night.request()
    ids = suggestions(night, request_id, houses)
    make_offers(night.context, night.coordinator, suggestion_ids=ids, now=night.now)
    [line] = list_desk(night.context, night.coordinator)
    assert [house.house_code for house in line.asked] == sorted(house.code for house in houses)
    assert (line.is_unopened, line.next_step, line.next_at) == (
        True,
        NextStep.OFFER_EXPIRES,
        night.now + timedelta(hours=4),
    )


def test_a_no_of_one_of_several_leaves_the_request_with_the_others_on_the_desk(night: Night) -> None:
    """Seen red with the last offer taken for the live one: the request stood there as waiting for the desk."""
    houses, request_id = [night.house(1) for _ in range(3)], night.request()
    ids = suggestions(night, request_id, houses)
    asked = make_offers(night.context, night.coordinator, suggestion_ids=ids, now=night.now)
    for offer_id, house in zip(asked.offer_ids[1:], houses[1:], strict=True):
        decline_offer(
            night.context, night.manager(house), offer_id=offer_id, reason=DeclinedHouse.FUNDING, now=night.now
        )
        [line] = list_desk(night.context, night.coordinator)
        assert (line.group, line.state) == (DeskGroup.HOUSE, RequestState.OFFERED)


def test_the_desk_sees_which_house_is_next_by_itself(chain: Chain) -> None:
    [line] = list_desk(chain.night.context, chain.night.coordinator)
    assert (line.next_house_code, line.next_step) == (chain.houses[1].code, NextStep.NEXT_HOUSE_IS_ASKED)
    assert line.next_at == chain.offers[0].answer_by_at


def test_between_two_houses_the_desk_sees_that_the_next_is_asked_by_itself(chain: Chain) -> None:
    chain.night.clock.forward(ANSWER_DUE)
    for _ in range(2):
        [line] = list_desk(chain.night.context, chain.night.coordinator)
        assert (line.state, line.next_step, line.next_at) == (RequestState.OPEN, NextStep.NEXT_HOUSE_IS_ASKED, None)
        expire_overdue_holds(chain.night.context, now=chain.night.now)


def test_a_chain_says_who_was_asked_who_is_next_and_why_nobody_is(chain: Chain) -> None:
    context, desk = chain.night.context, chain.night.coordinator
    chain.night.offer(chain.night.request(), chain.houses[1])
    chain.decline(0)
    seen = find_chain(context, desk, request_id=chain.request_id)
    assert seen is not None
    assert [(line.house_code, line.state, line.skipped_for) for line in seen.lines] == [
        (chain.houses[0].code, FallbackState.USED, None),
        (chain.houses[1].code, FallbackState.SKIPPED, "no_room"),
        (chain.houses[2].code, FallbackState.USED, None),
    ]
    assert seen.next_house_code is None


def test_a_stopped_chain_says_so(chain: Chain) -> None:
    context, desk = chain.night.context, chain.night.coordinator
    stop_chain(context, desk, request_id=chain.request_id, now=chain.night.now)
    seen = find_chain(context, desk, request_id=chain.request_id)
    assert seen is not None
    assert [line.end for line in seen.lines] == [None, ChainEnd.STOPPED, ChainEnd.STOPPED]
