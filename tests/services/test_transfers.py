"""A stay that goes on in another house: the new place is taken before the old one is given back, and nothing is lost on the way.

Seen red with the old claims ended at the house's yes, with the request opened again after a decline, with the own house among the
suggestions, with a second offer of the same stay let through, and with the offer kept when the stay ends.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import col, select

from safehouse.domain.codes import (
    ClaimState,
    DeclinedHouse,
    DeclinedSurvivor,
    MoveOn,
    OfferState,
    RequestState,
    TransferReason,
    Urgency,
)
from safehouse.domain.errors import BedTaken, InvalidInput, MovesByOffer, NotFound, OfferAnswered, WrongState
from safehouse.models.claims import Claim, Stay
from safehouse.models.offers import Offer
from safehouse.models.suggestions import Suggestion
from safehouse.services.arrivals import confirm_arrival, record_departure, record_no_show
from safehouse.services.bed_facts import is_live
from safehouse.services.offers import (
    accept_offer,
    decline_offer,
    expire_overdue_holds,
    make_offer,
    record_survivor_refusal,
    withdraw_offer,
)
from safehouse.services.stays import check_out
from safehouse.services.suggestions import suggest_houses
from safehouse.services.transfers import ask_for_transfer, find_transfer_of, give_up_transfer
from tests.rows import HouseRows, a_country_desk
from tests.services.night import MOTHER_AND_BABY, Night, an_area

NEAR_THE_HOUSE = "871969600ffffff"
Ending = Callable[[Night, str, HouseRows], object]


def ask(night: Night, request_id: str, reason: TransferReason = TransferReason.SURVIVOR_WISH) -> None:
    """The desk says that they are to be in another house in two hours."""
    soon = night.now + timedelta(hours=2)
    ask_for_transfer(
        night.context, night.coordinator, request_id=request_id, reason=reason, arrives_at=soon, now=night.now
    )


def staying(night: Night) -> tuple[str, HouseRows, str]:
    """A request whose person stays in a house and is to move: its id, the house and the stay."""
    house, request_id = night.house(1), night.request()
    stay_id = night.stay(request_id, house)
    ask(night, request_id)
    return request_id, house, stay_id


def live_claims(night: Night, request_id: str) -> list[tuple[str, ClaimState]]:
    """House and state of each live claim, in order of state."""
    with night.context.store.reading() as session:
        claims = select(Claim).where(Claim.request_id == request_id, is_live(night.now))
        return sorted((claim.house_id, claim.state) for claim in session.exec(claims))


def stays_of(night: Night, request_id: str) -> list[Stay]:
    with night.context.store.reading() as session:
        stays = select(Stay).where(Stay.request_id == request_id)
        return list(session.exec(stays.order_by(col(Stay.checked_in_at))))


class TestMoving:
    def test_the_old_place_is_kept_until_they_are_in_the_new_one(self, night: Night) -> None:
        request_id, house, _ = staying(night)
        other = night.house(1)
        both = {(house.id, ClaimState.OCCUPIED)}
        offer_id = night.offer(request_id, other)
        assert set(live_claims(night, request_id)) == both | {(other.id, ClaimState.HELD)}
        accept_offer(night.context, night.manager(other), offer_id=offer_id, now=night.now)
        assert set(live_claims(night, request_id)) == both | {(other.id, ClaimState.RESERVED)}
        record_departure(night.context, night.coordinator, offer_id=offer_id, now=night.now)
        assert night.request_state(request_id) is RequestState.CHECKED_IN
        assert set(live_claims(night, request_id)) == both | {(other.id, ClaimState.RESERVED)}
        night.clock.forward(timedelta(hours=1))
        night.arrive(offer_id, other)
        assert live_claims(night, request_id) == [(other.id, ClaimState.OCCUPIED)]

    def test_at_the_arrival_one_stay_ends_and_the_next_begins_in_the_same_moment(self, night: Night) -> None:
        request_id, _, stay_id = staying(night)
        other = night.house(1)
        offer_id = night.reservation(request_id, other)
        night.clock.forward(timedelta(hours=1))
        new_id = night.arrive(offer_id, other)
        old, new = stays_of(night, request_id)
        assert (old.id, old.checked_out_at, old.move_on) == (stay_id, night.now, MoveOn.OTHER_SAFE_HOUSE)
        assert (new.id, new.checked_in_at, new.house_id, new.checked_out_at) == (new_id, night.now, other.id, None)
        assert new.expected_end_on == old.expected_end_on
        assert night.request_state(request_id) is RequestState.CHECKED_IN
        assert find_transfer_of(night.context, night.coordinator, request_id=request_id) is None

    def test_the_stay_in_the_new_house_ends_as_every_stay_does(self, night: Night) -> None:
        request_id, _, _ = staying(night)
        other = night.house(1)
        new_id = night.stay(request_id, other)
        check_out(night.context, night.manager(other), stay_id=new_id, move_on=MoveOn.OWN_HOME, now=night.now)
        assert live_claims(night, request_id) == []
        assert night.request_state(request_id) is RequestState.CLOSED

    def test_they_may_move_once_more(self, night: Night) -> None:
        request_id, _, _ = staying(night)
        second, third = night.house(1), night.house(1)
        night.stay(request_id, second)
        ask(night, request_id)
        night.stay(request_id, third)
        assert live_claims(night, request_id) == [(third.id, ClaimState.OCCUPIED)]

    def test_a_mother_takes_her_baby_and_its_cot_along(self, night: Night) -> None:
        house, other = (night.house(2, shared=False, cots_per_room=(1,)) for _ in range(2))
        request_id = night.request(MOTHER_AND_BABY)
        night.stay(request_id, house)
        ask(night, request_id)
        night.stay(request_id, other)
        assert {house_id for house_id, _ in live_claims(night, request_id)} == {other.id}

    def test_whoever_is_not_safe_where_she_is_becomes_an_emergency(self, night: Night) -> None:
        house, request_id = night.house(1), night.request(columns={"urgency": Urgency.PLANNED})
        night.stay(request_id, house)
        ask(night, request_id, TransferReason.NOT_SAFE_HERE)
        offer_id = night.offer(request_id, night.house(1))
        with night.context.store.reading() as session:
            offer = session.get_one(Offer, offer_id)
            assert offer.answer_by_at == night.now + night.context.settings.answer_within[Urgency.EMERGENCY]


def declined(night: Night, offer_id: str, house: HouseRows) -> None:
    reason = DeclinedHouse.STAFF_SHORTAGE
    decline_offer(night.context, night.manager(house), offer_id=offer_id, reason=reason, now=night.now)


def refused(night: Night, offer_id: str, house: HouseRows) -> None:  # noqa: ARG001  # As every ending.
    reason = DeclinedSurvivor.CHANGED_MIND
    record_survivor_refusal(night.context, night.coordinator, offer_id=offer_id, reason=reason, now=night.now)


def taken_back(night: Night, offer_id: str, house: HouseRows) -> None:  # noqa: ARG001  # As every ending.
    withdraw_offer(night.context, night.coordinator, offer_id=offer_id, now=night.now)


def expired(night: Night, offer_id: str, house: HouseRows) -> None:  # noqa: ARG001  # As every ending.
    night.clock.forward(timedelta(days=2))
    assert expire_overdue_holds(night.context, now=night.now) == 1
    assert night.offer_state(offer_id) is OfferState.EXPIRED


def nobody_came(night: Night, offer_id: str, house: HouseRows) -> None:
    accept_offer(night.context, night.manager(house), offer_id=offer_id, now=night.now)
    record_departure(night.context, night.coordinator, offer_id=offer_id, now=night.now)
    night.clock.forward(timedelta(days=3))
    record_no_show(night.context, night.manager(house), offer_id=offer_id, now=night.now)


class TestEndings:
    @pytest.mark.parametrize("end", [declined, refused, taken_back, expired, nobody_came])
    def test_whatever_ends_the_offer_leaves_the_stay_as_it_is(self, night: Night, end: Ending) -> None:
        request_id, house, stay_id = staying(night)
        other = night.house(1)
        end(night, night.offer(request_id, other), other)
        assert live_claims(night, request_id) == [(house.id, ClaimState.OCCUPIED)]
        assert night.request_state(request_id) is RequestState.CHECKED_IN
        [stay] = stays_of(night, request_id)
        assert (stay.id, stay.checked_out_at, stay.move_on) == (stay_id, None, None)

    def test_after_a_decline_another_house_is_asked(self, night: Night) -> None:
        request_id, _, _ = staying(night)
        other, third = night.house(1), night.house(1)
        declined(night, night.offer(request_id, other), other)
        night.stay(request_id, third)
        assert live_claims(night, request_id) == [(third.id, ClaimState.OCCUPIED)]

    def test_the_house_that_she_refused_is_not_suggested_again(self, night: Night) -> None:
        request_id, _, _ = staying(night)
        other = night.house(1)
        refused(night, night.offer(request_id, other), other)
        assert night.suggest(request_id).suggestions == ()

    def test_a_stay_that_ends_takes_back_the_offer(self, night: Night) -> None:
        request_id, house, stay_id = staying(night)
        other = night.house(1)
        offer_id = night.reservation(request_id, other)
        check_out(night.context, night.manager(house), stay_id=stay_id, move_on=MoveOn.OWN_HOME, now=night.now)
        assert night.offer_state(offer_id) is OfferState.WITHDRAWN
        assert live_claims(night, request_id) == []
        assert night.request_state(request_id) is RequestState.CLOSED

    def test_a_house_cannot_end_the_stay_of_those_whom_the_next_house_expects_with_that_move(
        self, night: Night
    ) -> None:
        """The place in the next house would be given away while they are on the way to it."""
        request_id, house, stay_id = staying(night)
        other = night.house(1)
        offer_id = night.reservation(request_id, other)
        with pytest.raises(MovesByOffer):
            check_out(
                night.context, night.manager(house), stay_id=stay_id, move_on=MoveOn.OTHER_SAFE_HOUSE, now=night.now
            )
        assert night.offer_state(offer_id) is OfferState.ACCEPTED
        assert (other.id, ClaimState.RESERVED) in live_claims(night, request_id)

    def test_an_offer_that_has_become_a_stay_is_not_taken_back(self, night: Night) -> None:
        request_id, _, _ = staying(night)
        other = night.house(1)
        offer_id = night.reservation(request_id, other)
        night.arrive(offer_id, other)
        for deed in (taken_back, refused, nobody_came):
            with pytest.raises((WrongState, OfferAnswered)):
                deed(night, offer_id, other)
        assert live_claims(night, request_id) == [(other.id, ClaimState.OCCUPIED)]


class TestAsking:
    def test_the_house_in_which_they_are_is_not_suggested(self, night: Night) -> None:
        house, request_id = night.house(1, 1), night.request()
        night.stay(request_id, house)
        ask(night, request_id)
        found = night.suggest(request_id)
        assert (found.suggestions, found.others) == ((), ())

    def test_an_older_suggestion_of_that_house_is_refused(self, night: Night) -> None:
        house, request_id = night.house(1, 1), night.request()
        night.stay(request_id, house)
        ask(night, request_id)
        with night.context.store.reading() as session:
            old = session.exec(select(Suggestion.id).where(Suggestion.request_id == request_id)).one()
        with pytest.raises(BedTaken):
            make_offer(night.context, night.coordinator, suggestion_id=old, now=night.now)

    def test_the_rules_hold_for_a_move_as_for_every_placement(self, night: Night) -> None:
        request_id, _, _ = staying(night)
        other = night.house(1)
        suggestion_id = night.suggestion(request_id, other)
        night.rewrite(request_id, keep_away=(an_area(NEAR_THE_HOUSE),))
        with pytest.raises(Exception, match="rules refuse"):
            make_offer(night.context, night.coordinator, suggestion_id=suggestion_id, now=night.now)

    def test_a_stay_has_one_offer_to_move_at_most(self, night: Night) -> None:
        request_id, _, _ = staying(night)
        other, third = night.house(1), night.house(1)
        suggestion_id = night.suggestion(request_id, third)
        night.offer(request_id, other)
        with pytest.raises(WrongState):
            make_offer(night.context, night.coordinator, suggestion_id=suggestion_id, now=night.now)

    def test_whoever_is_not_to_move_gets_no_suggestions(self, night: Night) -> None:
        request_id = night.request()
        night.stay(request_id, night.house(1))
        with pytest.raises(WrongState):
            suggest_houses(night.context, night.coordinator, request_id=request_id, now=night.now)

    def test_only_people_who_stay_somewhere_can_be_said_to_move_and_only_once(self, night: Night) -> None:
        with pytest.raises(WrongState):
            ask(night, night.request())
        request_id, _, _ = staying(night)
        with pytest.raises(WrongState):
            ask(night, request_id)

    def test_a_time_that_has_passed_is_refused(self, night: Night) -> None:
        request_id = night.request()
        night.stay(request_id, night.house(1))
        reason, before = TransferReason.OTHER, night.now - timedelta(hours=1)
        with pytest.raises(InvalidInput):
            ask_for_transfer(
                night.context, night.coordinator, request_id=request_id, reason=reason, arrives_at=before, now=night.now
            )

    def test_another_desk_cannot_ask(self, night: Night) -> None:
        request_id = night.request()
        night.stay(request_id, night.house(1))
        abroad, soon = a_country_desk(night.context, "BE").coordinator, night.now + timedelta(hours=1)
        for other in (abroad, night.desk.national_contact):
            with pytest.raises(NotFound):
                ask_for_transfer(
                    night.context,
                    other,
                    request_id=request_id,
                    reason=TransferReason.OTHER,
                    arrives_at=soon,
                    now=night.now,
                )

    def test_it_can_be_given_up_as_long_as_no_house_is_asked(self, night: Night) -> None:
        request_id, house, _ = staying(night)
        other = night.house(1)
        offer_id = night.offer(request_id, other)
        with pytest.raises(WrongState):
            give_up_transfer(night.context, night.coordinator, request_id=request_id, now=night.now)
        taken_back(night, offer_id, other)
        give_up_transfer(night.context, night.coordinator, request_id=request_id, now=night.now)
        assert find_transfer_of(night.context, night.coordinator, request_id=request_id) is None
        assert live_claims(night, request_id) == [(house.id, ClaimState.OCCUPIED)]


def test_a_departure_is_recorded_once(night: Night) -> None:
    request_id, _, _ = staying(night)
    offer_id = night.reservation(request_id, night.house(1))
    record_departure(night.context, night.coordinator, offer_id=offer_id, now=night.now)
    with pytest.raises(WrongState):
        record_departure(night.context, night.coordinator, offer_id=offer_id, now=night.now)


def test_an_arrival_earlier_than_the_stay_before_is_refused(night: Night) -> None:
    request_id, _, _ = staying(night)
    other = night.house(1)
    offer_id = night.reservation(request_id, other)
    earlier = night.now - timedelta(minutes=30)
    with pytest.raises(InvalidInput):
        confirm_arrival(night.context, night.manager(other), offer_id=offer_id, now=night.now, happened_at=earlier)
