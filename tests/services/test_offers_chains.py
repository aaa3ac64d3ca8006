"""Fallback chains: the next house is asked by itself, exactly once, whoever is killed and whoever sleeps.

Seen red, which `tests/faults/test_offers_faults.py` repeats: with nobody going on after a no, with a scheduler that knows no chains,
with nothing locked (PostgreSQL), and with the next house not judged.
"""

from functools import partial

import pytest
from sqlmodel import select

from safehouse.domain.access import Action
from safehouse.domain.codes import (
    FallbackState,
    OfferState,
    RequestState,
    RuleCode,
)
from safehouse.domain.errors import BedTaken, NotFound, Unavailable
from safehouse.models.audit import AuditEntry
from safehouse.models.mail import OutboxMessage
from safehouse.services.offers import (
    answering,
    ask_for_chain,
    continue_chains,
    stop_chain,
)
from tests.rows import a_coordinator
from tests.services.chaining import ANSWER_DUE, Chain, the_end
from tests.services.night import Night, an_area
from tests.services.racing import meet_after_judging, race

NEAR_THE_HOUSE = "871969600ffffff"


def test_only_the_first_house_is_asked(chain: Chain) -> None:
    assert (chain.states, chain.asked.left_out) == ([OfferState.PENDING], ())
    assert [state for state, _ in chain.rows] == [FallbackState.USED, FallbackState.WAITING, FallbackState.WAITING]


def test_a_no_asks_the_next_house_at_once(chain: Chain) -> None:
    chain.decline(0)
    assert chain.states == [OfferState.DECLINED_HOUSE, OfferState.PENDING]
    assert chain.night.request_state(chain.request_id) is RequestState.OFFERED


def test_a_house_that_does_not_answer_is_followed_by_the_next_while_everybody_sleeps(chain: Chain) -> None:
    chain.night.clock.forward(ANSWER_DUE)
    assert chain.tick() == 1
    assert chain.states == [OfferState.EXPIRED, OfferState.PENDING]
    assert chain.offers[1].answer_by_at == chain.night.now + ANSWER_DUE


def test_the_last_no_leaves_the_request_to_the_desk(chain: Chain) -> None:
    for position in range(3):
        chain.decline(position)
    assert chain.states == [OfferState.DECLINED_HOUSE] * 3
    assert chain.night.request_state(chain.request_id) is RequestState.OPEN
    assert chain.tick() == 0


def test_the_next_house_is_woken_like_any_other(chain: Chain) -> None:
    manager = chain.night.manager(chain.houses[1])
    chain.decline(0)
    second = chain.offers[1]
    with chain.night.context.store.reading() as session:
        woken = session.exec(select(OutboxMessage).where(OutboxMessage.subject_id == second.id)).all()
    assert {message.account_id for message in woken} == {manager.account_id}


def test_the_offer_is_made_in_the_name_of_who_asked_and_by_the_service(chain: Chain) -> None:
    chain.decline(0)
    second = chain.offers[1]
    assert second.made_by_id == chain.night.coordinator.account_id
    with chain.night.context.store.reading() as session:
        made = select(AuditEntry).where(AuditEntry.action == Action.MADE_OFFER, AuditEntry.subject_id == second.id)
        assert session.exec(made).one().actor_id is None


def test_a_kill_between_a_no_and_the_next_house_loses_nothing(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen red with a chain that only the answering process goes on with."""

    def killed(*_args: object, **_kwargs: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(answering, "go_on_after", killed)
        with pytest.raises(SystemExit):
            chain.decline(0)
    assert chain.states == [OfferState.DECLINED_HOUSE]
    assert (chain.tick(), chain.tick()) == (1, 0)
    assert chain.states == [OfferState.DECLINED_HOUSE, OfferState.PENDING]


def test_a_store_that_is_away_after_a_no_does_not_unsay_it(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_args: object, **_kwargs: object) -> int:
        raise Unavailable

    with monkeypatch.context() as patch:
        patch.setattr("safehouse.services.offers.chains.continue_chains", away)
        chain.decline(0)
    assert chain.states == [OfferState.DECLINED_HOUSE]
    assert chain.tick() == 1


def test_two_who_go_on_with_one_chain_ask_one_house(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen red, on PostgreSQL, without the locks of houses and request: the same house was asked twice."""
    meet_after_judging(monkeypatch, 2)
    with monkeypatch.context() as patch:
        patch.setattr(answering, "go_on_after", lambda *_args, **_kwargs: None)
        chain.decline(0)
    go_on = partial(continue_chains, chain.night.context, now=chain.night.now)
    assert sorted(map(str, race(go_on, go_on, go_on))) == ["0", "0", "1"]
    assert chain.states == [OfferState.DECLINED_HOUSE, OfferState.PENDING]


def test_a_house_that_is_full_by_now_is_skipped_with_its_code(chain: Chain) -> None:
    chain.night.offer(chain.night.request(), chain.houses[1])
    chain.decline(0)
    assert [offer.house_id for offer in chain.offers] == [chain.houses[0].id, chain.houses[2].id]
    assert chain.rows[1] == (FallbackState.SKIPPED, RuleCode.NO_ROOM.value)


def test_a_house_that_is_compromised_by_now_is_skipped_and_the_reason_is_kept(chain: Chain) -> None:
    chain.night.compromise(chain.houses[1])
    chain.decline(0)
    assert chain.rows[1] == (FallbackState.SKIPPED, "confidential")


def test_a_house_inside_an_area_that_was_learnt_meanwhile_is_never_asked(chain: Chain) -> None:
    """Seen red with the rules not applied again for the next house."""
    chain.night.rewrite(chain.request_id, keep_away=(an_area(NEAR_THE_HOUSE, 100),))
    chain.decline(0)
    assert chain.states == [OfferState.DECLINED_HOUSE]
    assert the_end(chain, 1, 2) == {(FallbackState.SKIPPED, RuleCode.KEEP_AWAY.value)}


def test_each_skipped_house_is_on_record(chain: Chain) -> None:
    chain.night.offer(chain.night.request(), chain.houses[1])
    chain.decline(0)
    with chain.night.context.store.reading() as session:
        [entry] = session.exec(select(AuditEntry).where(AuditEntry.action == Action.SKIPPED_SUGGESTION)).all()
    assert (entry.subject_id, entry.detail) == (chain.request_id, {"house": chain.houses[1].id, "code": "no_room"})


def test_when_the_first_house_is_full_already_the_next_is_asked_and_the_desk_is_told(night: Night) -> None:
    chain = Chain(night)
    night.offer(night.request(), chain.houses[0])
    chain.ask()
    assert [offer.house_id for offer in chain.offers] == [chain.houses[1].id]
    assert [one.house_code for one in chain.asked.left_out] == [chain.houses[0].code]


def test_when_no_house_of_it_holds_there_is_no_chain(night: Night) -> None:
    chain = Chain(night, houses=2)
    for house in chain.houses:
        night.offer(night.request(), house)
    with pytest.raises(BedTaken):
        chain.ask()
    assert (chain.rows, night.request_state(chain.request_id)) == ([], RequestState.OPEN)


def test_a_strangers_desk_neither_asks_nor_stops(night: Night) -> None:
    chain, stranger = Chain(night).ask(), a_coordinator(night.context, "BE")
    with pytest.raises(NotFound):
        ask_for_chain(night.context, stranger, suggestion_ids=chain.suggestions, now=night.now)
    with pytest.raises(NotFound):
        stop_chain(night.context, stranger, request_id=chain.request_id, now=night.now)
