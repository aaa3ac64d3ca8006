"""What becomes of an offer: accepted, declined, refused by the survivor, withdrawn, or expired by the database's clock."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from safehouse.domain.access import Actor
from safehouse.domain.codes import (
    ClaimState,
    DeclinedHouse,
    DeclinedSurvivor,
    HouseStatus,
    OfferState,
    ReleaseReason,
    RequestState,
    RuleCode,
    TagKind,
)
from safehouse.domain.errors import HoldExpired, NotFound, OfferAnswered, RulesRefuse, WrongState
from safehouse.models.houses import House, HouseTag
from safehouse.models.offers import Offer
from safehouse.services.offers import (
    accept_offer,
    decline_offer,
    expire_overdue_holds,
    open_offer,
    record_survivor_refusal,
    withdraw_offer,
)
from tests.rows import HouseRows, a_coordinator, a_manager
from tests.services.night import WOMAN, Night, claims_of

TO_ANSWER = timedelta(hours=4)
"""An urgent offer must be answered before that."""
A_MOMENT = timedelta(milliseconds=1)
Answer = Callable[[Night, Actor, str], None]


def accept(night: Night, manager: Actor, offer_id: str) -> None:
    accept_offer(night.context, manager, offer_id=offer_id, now=night.now)


def decline(night: Night, manager: Actor, offer_id: str) -> None:
    decline_offer(night.context, manager, offer_id=offer_id, reason=DeclinedHouse.STAFF_SHORTAGE, now=night.now)


def refuse_for_survivor(night: Night, offer_id: str) -> None:
    reason = DeclinedSurvivor.TOO_CLOSE
    record_survivor_refusal(night.context, night.coordinator, offer_id=offer_id, reason=reason, now=night.now)


def withdraw(night: Night, offer_id: str) -> None:
    withdraw_offer(night.context, night.coordinator, offer_id=offer_id, now=night.now)


def ready(night: Night) -> tuple[str, str, HouseRows, Actor]:
    """A request with a pending offer: request, offer, house and its manager."""
    house = night.house(2)
    request_id = night.request(WOMAN)
    return request_id, night.offer(request_id, house), house, night.manager(house)


def test_an_accepted_offer_reserves_its_places_and_no_clock_ends_that(night: Night) -> None:
    request_id, offer_id, _, manager = ready(night)
    accept(night, manager, offer_id)
    night.clock.forward(timedelta(days=30))
    expire_overdue_holds(night.context, now=night.now)
    assert night.offer_state(offer_id) is OfferState.ACCEPTED
    assert night.claim_states(offer_id) == {ClaimState.RESERVED}
    assert night.request_state(request_id) is RequestState.RESERVED


def test_a_declined_offer_frees_its_places_and_opens_the_request(night: Night) -> None:
    request_id, offer_id, house, manager = ready(night)
    decline(night, manager, offer_id)
    with night.context.store.reading() as session:
        offer = session.get_one(Offer, offer_id)
        claims = claims_of(session, offer_id)
    assert (offer.state, offer.reason, offer.answered_at) == (
        OfferState.DECLINED_HOUSE,
        DeclinedHouse.STAFF_SHORTAGE,
        night.now,
    )
    assert {(claim.state, claim.release_reason) for claim in claims} == {(ClaimState.RELEASED, ReleaseReason.DECLINED)}
    assert night.request_state(request_id) is RequestState.OPEN
    assert night.offer(request_id, house)


def test_a_refusal_of_the_survivor_counts_after_the_house_accepted_too(night: Night) -> None:
    request_id, offer_id, _, manager = ready(night)
    accept(night, manager, offer_id)
    refuse_for_survivor(night, offer_id)
    assert night.offer_state(offer_id) is OfferState.DECLINED_SURVIVOR
    assert night.claim_states(offer_id) == {ClaimState.RELEASED}
    assert night.request_state(request_id) is RequestState.OPEN


def test_a_withdrawn_offer_frees_its_places(night: Night) -> None:
    request_id, offer_id, _, _ = ready(night)
    withdraw(night, offer_id)
    with night.context.store.reading() as session:
        assert {claim.release_reason for claim in claims_of(session, offer_id)} == {ReleaseReason.WITHDRAWN}
    assert night.request_state(request_id) is RequestState.OPEN


def test_a_declined_offer_changes_nobody_elses_places(night: Night) -> None:
    _, offer_id, house, manager = ready(night)
    neighbour = night.offer(night.request(WOMAN), house)
    decline(night, manager, offer_id)
    assert night.claim_states(neighbour) == {ClaimState.HELD}


@pytest.mark.parametrize("first", [accept, decline])
@pytest.mark.parametrize("second", [accept, decline])
def test_an_offer_is_answered_once(night: Night, first: Answer, second: Answer) -> None:
    _, offer_id, _, manager = ready(night)
    first(night, manager, offer_id)
    with pytest.raises(OfferAnswered):
        second(night, manager, offer_id)


@pytest.mark.parametrize("answer", [accept, decline])
def test_a_withdrawn_offer_cannot_be_answered(night: Night, answer: Answer) -> None:
    _, offer_id, _, manager = ready(night)
    withdraw(night, offer_id)
    with pytest.raises(OfferAnswered):
        answer(night, manager, offer_id)


@pytest.mark.parametrize("is_late", [False, True])
@pytest.mark.parametrize("answer", [accept, decline])
def test_the_databases_clock_decides_to_the_millisecond(night: Night, answer: Answer, *, is_late: bool) -> None:
    """None is confirmed after its time, none refused before. Seen red with `<` turned into `<=`, and with `now` in its place."""
    _, offer_id, _, manager = ready(night)
    asked_at = night.now
    night.clock.forward(TO_ANSWER if is_late else TO_ANSWER - A_MOMENT)
    # The web worker's clock stands still, and is not asked.
    frozen = Night(night.context, type(night.clock)(asked_at), night.desk)
    if is_late:
        with pytest.raises(HoldExpired):
            answer(frozen, manager, offer_id)
    else:
        answer(frozen, manager, offer_id)


@pytest.mark.parametrize("answer", [accept, decline])
def test_an_offer_that_has_expired_says_so(night: Night, answer: Answer) -> None:
    _, offer_id, _, manager = ready(night)
    night.clock.forward(TO_ANSWER)
    expire_overdue_holds(night.context, now=night.now)
    with pytest.raises(HoldExpired):
        answer(night, manager, offer_id)


def test_overdue_holds_expire_once_and_others_stay(night: Night) -> None:
    request_id, offer_id, house, _ = ready(night)
    night.clock.forward(TO_ANSWER - timedelta(minutes=1))
    later = night.offer(night.request(WOMAN), house)
    night.clock.forward(timedelta(minutes=1))
    assert expire_overdue_holds(night.context, now=night.now) == 1
    assert expire_overdue_holds(night.context, now=night.now) == 0
    assert night.claim_states(offer_id) == {ClaimState.EXPIRED}
    assert night.request_state(request_id) is RequestState.OPEN
    assert night.claim_states(later) == {ClaimState.HELD}


def test_a_house_that_became_unsafe_cannot_accept(night: Night) -> None:
    _, offer_id, house, manager = ready(night)
    with night.context.store.transaction() as session:
        session.get_one(House, house.id).status = HouseStatus.COMPROMISED
    with pytest.raises(RulesRefuse):
        accept(night, manager, offer_id)
    assert night.offer_state(offer_id) is OfferState.PENDING


def test_a_resident_to_be_kept_apart_from_keeps_a_house_from_accepting(night: Night) -> None:
    house = night.house(2)
    offer_id = night.offer(night.request(WOMAN, keep_apart_tags=frozenset({"x"})), house)
    with night.context.store.transaction() as session:
        known = night.context.vault.keyed_hash("tag", "x")
        session.add(HouseTag(house_id=house.id, kind=TagKind.BRINGS, tag_hash=known))
    with pytest.raises(RulesRefuse) as refused:
        accept(night, night.manager(house), offer_id)
    assert refused.value.codes == ()


def test_the_own_tags_of_a_request_do_not_keep_its_house_from_accepting(night: Night) -> None:
    house = night.house(2)
    same = frozenset({"the same network"})
    offer_id = night.offer(night.request(WOMAN, tags=same, keep_apart_tags=same), house)
    accept(night, night.manager(house), offer_id)


def test_a_house_that_has_no_other_bed_can_accept_and_so_can_a_dark_one(night: Night) -> None:
    house = night.house(1, is_reported=False)
    request_id = night.request()
    night.waive(request_id, RuleCode.DARK)
    accept(night, night.manager(house), night.offer(request_id, house))


def test_a_coordinator_answers_for_a_house_that_is_on_the_telephone(night: Night) -> None:
    _, offer_id, _, _ = ready(night)
    accept_offer(night.context, night.coordinator, offer_id=offer_id, now=night.now, by_telephone=True)
    with night.context.store.reading() as session:
        offer = session.get_one(Offer, offer_id)
    assert (offer.by_telephone, offer.answered_by_id) == (True, night.coordinator.account_id)


@pytest.mark.parametrize("by_telephone", [False, True])
def test_strangers_answer_nothing(night: Night, *, by_telephone: bool) -> None:
    _, offer_id, _, _ = ready(night)
    strangers = [a_coordinator(night.context, "DE"), a_manager(night.context, night.house(1).id)]
    for stranger in strangers:
        with pytest.raises(NotFound):
            accept_offer(night.context, stranger, offer_id=offer_id, now=night.now, by_telephone=by_telephone)


def test_a_coordinator_does_not_answer_as_if_she_were_the_house(night: Night) -> None:
    _, offer_id, _, _ = ready(night)
    with pytest.raises(NotFound):
        accept(night, night.coordinator, offer_id)


def test_a_manager_neither_withdraws_nor_speaks_for_the_survivor(night: Night) -> None:
    _, offer_id, _, manager = ready(night)
    reason = DeclinedSurvivor.NOT_SAID
    with pytest.raises(NotFound):
        withdraw_offer(night.context, manager, offer_id=offer_id, now=night.now)
    with pytest.raises(NotFound):
        record_survivor_refusal(night.context, manager, offer_id=offer_id, reason=reason, now=night.now)


def test_an_offer_is_opened_once(night: Night) -> None:
    _, offer_id, _, manager = ready(night)
    opened_at = night.now
    open_offer(night.context, manager, offer_id=offer_id, now=opened_at)
    open_offer(night.context, manager, offer_id=offer_id, now=night.clock.forward(timedelta(minutes=1)))
    with night.context.store.reading() as session:
        assert session.get_one(Offer, offer_id).opened_at == opened_at


@pytest.mark.parametrize("deed", [refuse_for_survivor, withdraw])
def test_after_the_arrival_nothing_is_taken_back(night: Night, deed: Callable[[Night, str], None]) -> None:
    house = night.house(1)
    offer_id = night.reservation(night.request(), house)
    night.arrive(offer_id, house)
    with pytest.raises(WrongState):
        deed(night, offer_id)
