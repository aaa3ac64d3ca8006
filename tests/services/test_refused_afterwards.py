"""What the survivor says of a house counts whenever she says it, and an offer that has passed is not taken back as if it were live.

Seen red with `refuse_passed` left out of `_lock_offer_of_desk`, with late refusals left out of the snapshot, and with those of a duplicate
left out of it.
"""

from datetime import timedelta

import pytest

from safehouse.domain.codes import ClaimState, DeclinedHouse, DeclinedSurvivor, OfferState, RequestState, RuleCode
from safehouse.domain.errors import HoldExpired, NotFound, OfferAnswered, RulesRefuse, WrongState
from safehouse.services.offers import (
    accept_offer,
    decline_offer,
    expire_overdue_holds,
    get_desk_offer,
    make_offer,
    record_survivor_refusal,
    withdraw_offer,
)
from safehouse.services.requests import mark_duplicate
from tests.rows import HouseRows, a_coordinator
from tests.services.night import Night

TO_ANSWER = timedelta(hours=4)


def refuse(night: Night, offer_id: str) -> None:
    reason = DeclinedSurvivor.TOO_CLOSE
    record_survivor_refusal(night.context, night.coordinator, offer_id=offer_id, reason=reason, now=night.now)


def waiting(night: Night) -> str:
    return night.request(columns={"arrives_at": night.now + timedelta(days=1)})


def why_not(night: Night, request_id: str, house: HouseRows) -> tuple[str, ...]:
    """Why the house is not among the next suggestions; nothing when it is."""
    others = {other.house_code: other.codes for other in night.suggest(request_id).others}
    return others.get(house.code, ())


@pytest.mark.parametrize("has_scheduler", [False, True])
def test_a_passed_offer_is_not_withdrawn(night: Night, *, has_scheduler: bool) -> None:
    offer_id = night.offer(waiting(night), night.house(1))
    night.clock.forward(TO_ANSWER)
    if has_scheduler:
        expire_overdue_holds(night.context, now=night.now)
    with pytest.raises(HoldExpired):
        withdraw_offer(night.context, night.coordinator, offer_id=offer_id, now=night.now)


@pytest.mark.parametrize("has_scheduler", [False, True])
def test_she_refuses_a_house_whose_offer_has_passed_and_is_not_sent_there(night: Night, *, has_scheduler: bool) -> None:
    request_id, house = waiting(night), night.house(1)
    offer_id = night.offer(request_id, house)
    night.clock.forward(TO_ANSWER)
    if has_scheduler:
        expire_overdue_holds(night.context, now=night.now)
    refuse(night, offer_id)
    shown = get_desk_offer(night.context, night.coordinator, offer_id=offer_id)
    assert (shown.state, shown.reason) == (OfferState.EXPIRED, None)
    assert shown.refused_afterwards is DeclinedSurvivor.TOO_CLOSE
    assert night.claim_states(offer_id) == {ClaimState.EXPIRED}
    assert night.request_state(request_id) is RequestState.OPEN
    assert why_not(night, request_id, house) == (RuleCode.SURVIVOR_REFUSED,)


def test_she_refuses_a_house_after_it_declined_and_after_a_withdrawal(night: Night) -> None:
    request_id, declined, withdrawn = waiting(night), night.house(1), night.house(1)
    first = night.offer(request_id, declined)
    reason = DeclinedHouse.FUNDING
    decline_offer(night.context, night.manager(declined), offer_id=first, reason=reason, now=night.now)
    second = night.offer(request_id, withdrawn)
    withdraw_offer(night.context, night.coordinator, offer_id=second, now=night.now)
    for offer_id, house, state in (
        (first, declined, OfferState.DECLINED_HOUSE),
        (second, withdrawn, OfferState.WITHDRAWN),
    ):
        refuse(night, offer_id)
        assert night.offer_state(offer_id) is state
        assert why_not(night, request_id, house) == (RuleCode.SURVIVOR_REFUSED,)


def test_what_she_said_of_an_earlier_offer_keeps_the_house_from_accepting_a_new_one(night: Night) -> None:
    request_id, house = waiting(night), night.house(1)
    earlier = night.offer(request_id, house)
    night.clock.forward(TO_ANSWER)
    again = night.offer(request_id, house)
    refuse(night, earlier)
    with pytest.raises(RulesRefuse):
        accept_offer(night.context, night.manager(house), offer_id=again, now=night.now)
    assert night.offer_state(again) is OfferState.PENDING


def test_a_suggestion_that_was_made_before_she_refused_is_not_offered(night: Night) -> None:
    request_id, house = waiting(night), night.house(1)
    offer_id = night.offer(request_id, house)
    night.clock.forward(TO_ANSWER)
    too_late = night.suggestion(request_id, house)
    refuse(night, offer_id)
    with pytest.raises(RulesRefuse):
        make_offer(night.context, night.coordinator, suggestion_id=too_late, now=night.now)


def test_what_she_refused_in_a_duplicate_is_refused_in_the_request_that_stays(night: Night) -> None:
    twice, kept, house = waiting(night), waiting(night), night.house(1)
    refuse(night, night.offer(twice, house))
    mark_duplicate(night.context, night.coordinator, request_id=twice, case_code=night.case_code(kept), now=night.now)
    assert why_not(night, kept, house) == (RuleCode.SURVIVOR_REFUSED,)


def test_she_refuses_an_offer_once(night: Night) -> None:
    offer_id = night.offer(waiting(night), night.house(1))
    night.clock.forward(TO_ANSWER)
    refuse(night, offer_id)
    with pytest.raises(OfferAnswered):
        refuse(night, offer_id)


def test_nothing_is_refused_afterwards_once_they_have_arrived(night: Night) -> None:
    request_id, house = waiting(night), night.house(1)
    passed = night.offer(request_id, house)
    night.clock.forward(TO_ANSWER)
    night.stay(request_id, house)
    with pytest.raises(WrongState):
        refuse(night, passed)


def test_another_desk_refuses_nothing(night: Night) -> None:
    offer_id = night.offer(waiting(night), night.house(1))
    night.clock.forward(TO_ANSWER)
    stranger = a_coordinator(night.context, "DE")
    reason = DeclinedSurvivor.NOT_SAID
    with pytest.raises(NotFound):
        record_survivor_refusal(night.context, stranger, offer_id=offer_id, reason=reason, now=night.now)


def test_her_refusal_takes_nothing_from_the_other_houses_and_nothing_from_her(night: Night) -> None:
    """The house is left out; the others keep their points and their order. Seen red with a point less for each refusal."""
    houses = [night.house(2), night.house(1), night.house(2, shared=False), night.house(1, max_stay_nights=20)]
    request_id = waiting(night)
    before = [(one.house_code, one.total, one.points) for one in night.suggest(request_id).suggestions]
    assert len({total for _, total, _ in before}) > 1
    refused = next(house for house in houses if house.code == before[0][0])
    refuse(night, night.offer(request_id, refused))
    night.clock.forward(timedelta(minutes=1))
    after = [(one.house_code, one.total, one.points) for one in night.suggest(request_id).suggestions]
    assert after == before[1:]
    assert why_not(night, request_id, refused) == (RuleCode.SURVIVOR_REFUSED,)
