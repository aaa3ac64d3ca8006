"""Several houses are asked at once: each is judged, the first yes counts, and a yes is never given twice.

Seen red, which `tests/faults/test_offers_faults.py` repeats: with the other offers left pending at a yes, with nothing locked
(PostgreSQL), and with the request opened again at the first no.
"""

from datetime import timedelta
from functools import partial

import pytest
from sqlmodel import select

from safehouse.domain.access import Action
from safehouse.domain.codes import (
    LIVE_CLAIM_STATES,
    ClaimState,
    DeclinedHouse,
    DeclinedSurvivor,
    HouseStatus,
    OfferState,
    ReleaseReason,
    RequestState,
    RuleCode,
)
from safehouse.domain.errors import BedTaken, HoldExpired, InvalidInput, NotFound, OfferAnswered, Problem, WrongState
from safehouse.models.audit import AuditEntry
from safehouse.models.claims import Claim
from safehouse.models.houses import House
from safehouse.models.offers import Offer
from safehouse.services.arrivals import change_arrival
from safehouse.services.offers import (
    Asked,
    accept_offer,
    decline_offer,
    expire_overdue_holds,
    get_house_offer,
    make_offers,
    record_survivor_refusal,
    withdraw_offer,
)
from safehouse.services.requests import write_hand_over
from tests.rows import HouseRows, a_coordinator
from tests.services.chaining import suggestions
from tests.services.night import Night, claims_of
from tests.services.racing import meet_after_a_yes_was_judged, race, winners


def ask(night: Night, request_id: str, *houses: HouseRows) -> Asked:
    """Put the request to all of these houses at once."""
    ids = suggestions(night, request_id, houses)
    return make_offers(night.context, night.coordinator, suggestion_ids=ids, now=night.now)


def refusal_of(night: Night, *suggestion_ids: str) -> Problem:
    with pytest.raises(InvalidInput) as refused:
        make_offers(night.context, night.coordinator, suggestion_ids=suggestion_ids, now=night.now)
    [problem] = refused.value.problems
    assert problem.field == "suggestion_ids"
    return problem.problem


def test_every_house_is_asked_and_holds_its_own_bed(night: Night) -> None:
    houses, request_id = [night.house(1) for _ in range(3)], night.request()
    asked = ask(night, request_id, *houses)
    assert (len(asked.offer_ids), asked.left_out) == (3, ())
    for offer_id, house in zip(asked.offer_ids, houses, strict=True):
        with night.context.store.reading() as session:
            [claim] = claims_of(session, offer_id)
        assert (claim.bed_id, claim.state) == (house.beds[0], ClaimState.HELD)
    assert night.request_state(request_id) is RequestState.OFFERED


def test_a_house_that_cannot_any_more_is_left_out_and_named(night: Night) -> None:
    able, taken, compromised = (night.house(1) for _ in range(3))
    request_id = night.request()
    ids = suggestions(night, request_id, (able, taken, compromised))
    night.offer(night.request(), taken)
    night.compromise(compromised)
    asked = make_offers(night.context, night.coordinator, suggestion_ids=ids, now=night.now)
    assert len(asked.offer_ids) == 1
    assert {(one.house_code, one.code) for one in asked.left_out} == {
        (taken.code, RuleCode.NO_ROOM),
        (compromised.code, "confidential"),
    }


def test_when_no_house_can_any_more_nothing_is_changed(night: Night) -> None:
    houses, request_id = [night.house(1) for _ in range(2)], night.request()
    ids = suggestions(night, request_id, houses)
    for house in houses:
        night.offer(night.request(), house)
    with pytest.raises(BedTaken):
        make_offers(night.context, night.coordinator, suggestion_ids=ids, now=night.now)
    assert night.request_state(request_id) is RequestState.OPEN


def test_one_to_three_houses_are_asked_and_none_twice(night: Night) -> None:
    houses, request_id = [night.house(1) for _ in range(4)], night.request()
    ids = suggestions(night, request_id, houses)
    assert refusal_of(night) is Problem.REQUIRED
    assert refusal_of(night, *ids) is Problem.TOO_MANY
    night.clock.forward(timedelta(minutes=1))
    again = suggestions(night, request_id, houses)
    assert refusal_of(night, ids[0], again[0]) is Problem.CONTRADICTS


def test_suggestions_of_two_requests_are_not_one_deed(night: Night) -> None:
    house, other = night.house(2), night.house(2)
    [one] = suggestions(night, night.request(), [house])
    [two] = suggestions(night, night.request(), [other])
    with pytest.raises(NotFound):
        make_offers(night.context, night.coordinator, suggestion_ids=[one, two], now=night.now)


def test_a_strangers_desk_asks_nobody(night: Night) -> None:
    ids = suggestions(night, night.request(), [night.house(1)])
    with pytest.raises(NotFound):
        make_offers(night.context, a_coordinator(night.context, "BE"), suggestion_ids=ids, now=night.now)


def test_the_first_yes_withdraws_the_others_at_once(night: Night) -> None:
    houses, request_id = [night.house(1) for _ in range(3)], night.request()
    first, *others = ask(night, request_id, *houses).offer_ids
    accept_offer(night.context, night.manager(houses[0]), offer_id=first, now=night.now)
    assert night.request_state(request_id) is RequestState.RESERVED
    for offer_id in others:
        with night.context.store.reading() as session:
            offer = session.get_one(Offer, offer_id)
            [claim] = claims_of(session, offer_id)
        assert (offer.state, offer.reason) == (OfferState.WITHDRAWN, ReleaseReason.ANOTHER_HOUSE)
        assert (claim.state, claim.release_reason) == (ClaimState.RELEASED, ReleaseReason.ANOTHER_HOUSE)


def test_each_withdrawn_offer_has_its_row_on_record_and_none_names_the_other_house(night: Night) -> None:
    houses = [night.house(1) for _ in range(2)]
    first, second = ask(night, night.request(), *houses).offer_ids
    accept_offer(night.context, night.manager(houses[0]), offer_id=first, now=night.now)
    with night.context.store.reading() as session:
        [entry] = session.exec(select(AuditEntry).where(AuditEntry.action == Action.WITHDREW_OFFER)).all()
    assert (entry.subject_id, entry.house_id, entry.actor_id) == (second, houses[1].id, None)
    assert houses[0].id not in str(entry.detail)
    assert first not in str(entry.detail)


def test_a_house_that_was_too_late_sees_a_number_and_a_reason_only(night: Night) -> None:
    """Of people, needs and rooms nothing is left, and of the other house nothing is said."""
    houses = [night.house(1) for _ in range(2)]
    first, second = ask(night, night.request(), *houses).offer_ids
    late = night.manager(houses[1])
    accept_offer(night.context, night.manager(houses[0]), offer_id=first, now=night.now)
    seen = get_house_offer(night.context, late, offer_id=second)
    assert (seen.state, seen.reason, seen.number_of_people) == (OfferState.WITHDRAWN, ReleaseReason.ANOTHER_HOUSE, 1)
    assert (seen.household, seen.rooms, seen.stay, seen.overdue_at) == (None, (), None, None)
    assert houses[0].code not in repr(seen)


def test_a_house_that_says_yes_too_late_is_told_so(night: Night) -> None:
    houses = [night.house(1) for _ in range(2)]
    first, second = ask(night, night.request(), *houses).offer_ids
    accept_offer(night.context, night.manager(houses[0]), offer_id=first, now=night.now)
    with pytest.raises(OfferAnswered):
        accept_offer(night.context, night.manager(houses[1]), offer_id=second, now=night.now)


def test_of_houses_that_say_yes_at_once_one_has_them(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen red on PostgreSQL without the locks of houses and request: both had them."""
    meet_after_a_yes_was_judged(monkeypatch, 2)
    houses = [night.house(1) for _ in range(3)]
    request_id = night.request()
    offer_ids = ask(night, request_id, *houses).offer_ids
    outcomes = race(
        *[
            partial(accept_offer, night.context, night.manager(house), offer_id=offer_id, now=night.now)
            for house, offer_id in zip(houses, offer_ids, strict=True)
        ]
    )
    assert len(winners(outcomes)) == 1
    assert sum(isinstance(outcome, OfferAnswered) for outcome in outcomes) == 2
    with night.context.store.reading() as session:
        claims = session.exec(select(Claim).where(Claim.request_id == request_id)).all()
    assert [claim.state for claim in claims if claim.state in LIVE_CLAIM_STATES] == [ClaimState.RESERVED]


def test_a_yes_and_a_no_at_once_are_both_heard(night: Night) -> None:
    houses, request_id = [night.house(1) for _ in range(2)], night.request()
    yes, no = ask(night, request_id, *houses).offer_ids
    say_no = partial(decline_offer, offer_id=no, reason=DeclinedHouse.OTHER, now=night.now)
    race(
        partial(accept_offer, night.context, night.manager(houses[0]), offer_id=yes, now=night.now),
        partial(say_no, night.context, night.manager(houses[1])),
    )
    assert night.request_state(request_id) is RequestState.RESERVED
    assert night.offer_state(no) in {OfferState.DECLINED_HOUSE, OfferState.WITHDRAWN}


def test_the_request_waits_for_the_others_until_the_last_has_said_no(night: Night) -> None:
    houses, request_id = [night.house(1) for _ in range(2)], night.request()
    offer_ids = ask(night, request_id, *houses).offer_ids
    states = []
    for house, offer_id in zip(houses, offer_ids, strict=True):
        decline_offer(
            night.context, night.manager(house), offer_id=offer_id, reason=DeclinedHouse.FUNDING, now=night.now
        )
        states.append(night.request_state(request_id))
    assert states == [RequestState.OFFERED, RequestState.OPEN]


def test_one_offer_can_be_withdrawn_or_refused_while_the_others_wait(night: Night) -> None:
    houses, request_id = [night.house(1) for _ in range(3)], night.request()
    one, two, three = ask(night, request_id, *houses).offer_ids
    withdraw_offer(night.context, night.coordinator, offer_id=one, now=night.now)
    refusal = DeclinedSurvivor.TOO_CLOSE
    record_survivor_refusal(night.context, night.coordinator, offer_id=two, reason=refusal, now=night.now)
    assert (night.request_state(request_id), night.offer_state(three)) == (RequestState.OFFERED, OfferState.PENDING)


def test_all_expire_together_and_the_request_is_open_once(night: Night) -> None:
    houses, request_id = [night.house(1) for _ in range(3)], night.request()
    offer_ids = ask(night, request_id, *houses).offer_ids
    night.clock.forward(timedelta(hours=4))
    assert expire_overdue_holds(night.context, now=night.now) == 3
    assert expire_overdue_holds(night.context, now=night.now) == 0
    assert {night.offer_state(offer_id) for offer_id in offer_ids} == {OfferState.EXPIRED}
    assert night.request_state(request_id) is RequestState.OPEN


def test_a_yes_after_the_time_is_refused_although_no_scheduler_ran(night: Night) -> None:
    houses = [night.house(1) for _ in range(2)]
    first, _ = ask(night, night.request(), *houses).offer_ids
    night.clock.forward(timedelta(hours=4))
    with pytest.raises(HoldExpired):
        accept_offer(night.context, night.manager(houses[0]), offer_id=first, now=night.now)


def test_all_can_be_offered_anew_once_their_time_has_passed(night: Night) -> None:
    houses = [night.house(1) for _ in range(2)]
    request_id = night.request(columns={"arrives_at": night.now + timedelta(days=1)})
    ids = suggestions(night, request_id, houses)
    ask(night, request_id, *houses)
    night.clock.forward(timedelta(hours=4))
    assert len(make_offers(night.context, night.coordinator, suggestion_ids=ids, now=night.now).offer_ids) == 2


def test_while_houses_are_asked_nobody_else_is(night: Night) -> None:
    houses, request_id = [night.house(1) for _ in range(3)], night.request()
    ids = suggestions(night, request_id, houses)
    ask(night, request_id, *houses[:2])
    with pytest.raises(WrongState):
        make_offers(night.context, night.coordinator, suggestion_ids=ids[2:], now=night.now)


def test_every_house_that_is_asked_sees_the_new_time_of_arrival(night: Night) -> None:
    houses = [night.house(1) for _ in range(2)]
    offer_ids = ask(night, night.request(), *houses).offer_ids
    later = night.now + timedelta(hours=5)
    change_arrival(night.context, night.coordinator, offer_id=offer_ids[0], arrives_at=later, now=night.now)
    with night.context.store.reading() as session:
        assert {session.get_one(Offer, offer_id).arrives_at for offer_id in offer_ids} == {later}


def test_a_hand_over_note_waits_until_it_is_known_for_which_house_it_is(night: Night) -> None:
    houses, request_id = [night.house(1) for _ in range(2)], night.request()
    first, _ = ask(night, request_id, *houses).offer_ids
    write = partial(write_hand_over, night.context, night.coordinator, request_id=request_id, note="By tram.")
    for offer_id in (first, None):
        with pytest.raises(WrongState):
            write(offer_id=offer_id, now=night.now)
    accept_offer(night.context, night.manager(houses[0]), offer_id=first, now=night.now)
    write(offer_id=first, now=night.now)


def test_a_house_of_the_three_that_is_compromised_cannot_say_yes_and_the_others_can(night: Night) -> None:
    houses = [night.house(1) for _ in range(2)]
    first, second = ask(night, night.request(), *houses).offer_ids
    with night.context.store.transaction() as session:
        session.get_one(House, houses[0].id).status = HouseStatus.COMPROMISED
    managers = [night.manager(house) for house in houses]
    outcomes = race(
        *[
            partial(accept_offer, night.context, manager, offer_id=offer_id, now=night.now)
            for manager, offer_id in zip(managers, (first, second), strict=True)
        ]
    )
    assert winners(outcomes) == [outcomes[1]]
    assert night.offer_state(first) is OfferState.WITHDRAWN
