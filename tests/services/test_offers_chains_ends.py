"""When nothing more is offered by itself: somebody is at work on the request, or it is too late.

Seen red, which `tests/faults/test_offers_faults.py` repeats: with the rest of the chain kept after each of these deeds.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import select

from safehouse.domain.access import Action
from safehouse.domain.codes import (
    AreaKind,
    ChainEnd,
    DeclinedSurvivor,
    OfferState,
    UnmetReason,
    WithdrawnReason,
)
from safehouse.domain.errors import WrongState
from safehouse.models.audit import AuditEntry
from safehouse.models.requests import Request
from safehouse.services.arrivals import confirm_arrival, record_no_show
from safehouse.services.offers import (
    accept_offer,
    expire_overdue_holds,
    make_offer,
    record_survivor_refusal,
    stop_chain,
    withdraw_offer,
)
from safehouse.services.requests import AreaDraft, change_request, end_unmet, move_waiting_arrival, withdraw_request
from tests.services.chaining import ANSWER_DUE, Chain, cancelled, the_end
from tests.services.drafts import a_request_draft, load_towns
from tests.services.night import Night


def test_a_chain_that_is_stopped_asks_nobody_more(chain: Chain) -> None:
    stop_chain(chain.night.context, chain.night.coordinator, request_id=chain.request_id, now=chain.night.now)
    chain.decline(0)
    assert (chain.states, the_end(chain, 1, 2)) == ([OfferState.DECLINED_HOUSE], cancelled(ChainEnd.STOPPED))
    with pytest.raises(WrongState):
        stop_chain(chain.night.context, chain.night.coordinator, request_id=chain.request_id, now=chain.night.now)


def test_what_she_declines_is_followed_by_a_person_and_not_by_the_next_house(chain: Chain) -> None:
    record_survivor_refusal(
        chain.night.context,
        chain.night.coordinator,
        offer_id=chain.offers[0].id,
        reason=DeclinedSurvivor.NOT_SAID,
        now=chain.night.now,
    )
    assert chain.tick() == 0
    assert the_end(chain, 1, 2) == cancelled(ChainEnd.SURVIVOR_DECLINED)


def test_a_withdrawn_offer_ends_its_chain(chain: Chain) -> None:
    withdraw_offer(chain.night.context, chain.night.coordinator, offer_id=chain.offers[0].id, now=chain.night.now)
    assert chain.tick() == 0
    assert the_end(chain, 1, 2) == cancelled(ChainEnd.OFFER_WITHDRAWN)


def test_nobody_else_is_asked_after_a_yes(chain: Chain) -> None:
    accept_offer(
        chain.night.context, chain.night.manager(chain.houses[0]), offer_id=chain.offers[0].id, now=chain.night.now
    )
    chain.night.clock.forward(timedelta(days=2))
    assert (chain.tick(), chain.states) == (0, [OfferState.ACCEPTED])


def test_an_arrival_ends_the_chain(chain: Chain) -> None:
    manager = chain.night.manager(chain.houses[0])
    accept_offer(chain.night.context, manager, offer_id=chain.offers[0].id, now=chain.night.now)
    confirm_arrival(chain.night.context, manager, offer_id=chain.offers[0].id, now=chain.night.now)
    assert the_end(chain, 1, 2) == cancelled(ChainEnd.ARRIVED)


def test_when_nobody_came_no_other_house_is_asked(chain: Chain) -> None:
    manager = chain.night.manager(chain.houses[0])
    accept_offer(chain.night.context, manager, offer_id=chain.offers[0].id, now=chain.night.now)
    chain.night.clock.forward(timedelta(days=2))
    record_no_show(chain.night.context, manager, offer_id=chain.offers[0].id, now=chain.night.now)
    assert chain.tick() == 0
    assert the_end(chain, 1, 2) == cancelled(ChainEnd.NOBODY_CAME)


def test_once_the_time_of_arrival_has_passed_the_chain_stops_and_says_so(night: Night) -> None:
    chain = Chain(night, hours_ahead=2).ask()
    night.clock.forward(ANSWER_DUE)
    assert chain.tick() == 0
    assert (chain.states, the_end(chain, 1, 2)) == ([OfferState.EXPIRED], cancelled(ChainEnd.ARRIVAL_PASSED))
    with night.context.store.reading() as session:
        [entry] = session.exec(select(AuditEntry).where(AuditEntry.action == Action.STOPPED_CHAIN)).all()
    assert (entry.actor_id, entry.detail) == (None, {"reason": "arrival_passed"})


def withdrawing(chain: Chain) -> None:
    withdraw_request(
        chain.night.context,
        chain.night.coordinator,
        request_id=chain.request_id,
        reason=WithdrawnReason.ALTERNATIVE_FOUND,
        now=chain.night.now,
    )


def ending_unmet(chain: Chain) -> None:
    end_unmet(
        chain.night.context,
        chain.night.coordinator,
        request_id=chain.request_id,
        reason=UnmetReason.NO_MATCH,
        now=chain.night.now,
    )


def moving_the_arrival(chain: Chain) -> None:
    move_waiting_arrival(
        chain.night.context,
        chain.night.coordinator,
        request_id=chain.request_id,
        arrives_at=chain.night.now + timedelta(hours=3),
        now=chain.night.now,
    )


def changing_the_request(chain: Chain) -> None:
    load_towns(chain.night.context)
    expire_overdue_holds(chain.night.context, now=chain.night.now)
    with chain.night.context.store.reading() as session:
        version = session.get_one(Request, chain.request_id).version
    change_request(
        chain.night.context,
        chain.night.coordinator,
        request_id=chain.request_id,
        version=version,
        draft=a_request_draft(
            keep_away=(AreaDraft("Utrecht, NL", 100, AreaKind.NETWORK),),
            arrives_at=chain.night.now + timedelta(hours=2),
        ),
        now=chain.night.now,
    )


def offering_by_hand(chain: Chain) -> None:
    make_offer(chain.night.context, chain.night.coordinator, suggestion_id=chain.suggestions[2], now=chain.night.now)


@pytest.mark.parametrize(
    ("deed", "end"),
    [
        (withdrawing, ChainEnd.REQUEST_ENDED),
        (ending_unmet, ChainEnd.REQUEST_ENDED),
        (moving_the_arrival, ChainEnd.REQUEST_CHANGED),
        (changing_the_request, ChainEnd.REQUEST_CHANGED),
        (offering_by_hand, ChainEnd.REPLACED),
    ],
)
def test_a_person_at_work_on_the_request_ends_the_chain(
    chain: Chain, deed: Callable[[Chain], None], end: ChainEnd
) -> None:
    """In the moment in which the time to answer has passed and nobody has gone on yet."""
    chain.night.clock.forward(ANSWER_DUE)
    deed(chain)
    assert the_end(chain, 1, 2) == cancelled(end)
    states = chain.states
    assert (chain.tick(), chain.states) == (0, states)
