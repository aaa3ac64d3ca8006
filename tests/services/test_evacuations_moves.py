"""An evacuation that is carried out: each move is an offer judged anew, nobody loses a place by it, and each step is seen.

Seen red with the old claims ended by the house's yes, and with the offer of people who are expected left standing. That a move is
carried out once has two guards: its stage, and that a stay has one offer to move at most.
"""

from datetime import timedelta

import pytest
from sqlmodel import select

from safehouse.domain.access import Action
from safehouse.domain.codes import (
    ClaimState,
    DeclinedHouse,
    MoveOn,
    MoveStage,
    OfferState,
    RequestState,
    TransferReason,
    Urgency,
)
from safehouse.domain.errors import BedTaken, NotFound, RulesRefuse, WrongState
from safehouse.models.audit import AuditEntry
from safehouse.models.offers import Offer
from safehouse.services.arrivals import record_departure
from safehouse.services.evacuations import (
    CarriedOut,
    EvacuationView,
    MoveLine,
    carry_out_all,
    carry_out_move,
    get_evacuation,
)
from safehouse.services.offers import accept_offer, decline_offer, make_offer
from safehouse.services.requests import list_desk
from safehouse.services.stays import check_out
from safehouse.services.transfers import find_transfer_of
from tests.rows import HouseRows, a_country_desk
from tests.services.night import Night, an_area
from tests.services.test_evacuations import evacuate
from tests.services.test_transfers import NEAR_THE_HOUSE, ask, live_claims


def seen(night: Night, house: HouseRows) -> EvacuationView:
    return get_evacuation(night.context, night.desk.national_contact, house_id=house.id)


def only_move(night: Night, house: HouseRows) -> MoveLine:
    [move] = seen(night, house).moves
    return move


def stage(night: Night, house: HouseRows) -> MoveStage:
    return only_move(night, house).stage


def carry_out(night: Night, house: HouseRows) -> str:
    """The id of the offer by which the only move of the house is carried out."""
    contact, move_id = night.desk.national_contact, only_move(night, house).move_id
    return carry_out_move(night.context, contact, move_id=move_id, now=night.now)


def planned(night: Night) -> tuple[str, HouseRows, HouseRows]:
    """Somebody stays in a house that is compromised and planned for: her request, the house and the one planned."""
    house, request_id = night.house(1), night.request(columns={"urgency": Urgency.URGENT})
    night.stay(request_id, house)
    other = night.house(1)
    night.compromise(house)
    evacuate(night, house)
    return request_id, house, other


def test_every_step_of_a_move_is_seen(night: Night) -> None:
    request_id, house, other = planned(night)
    assert stage(night, house) is MoveStage.PLANNED
    offer_id = carry_out(night, house)
    assert (stage(night, house), only_move(night, house).offer_id) == (MoveStage.OFFERED, offer_id)
    accept_offer(night.context, night.manager(other), offer_id=offer_id, now=night.now)
    assert stage(night, house) is MoveStage.ACCEPTED
    record_departure(night.context, night.coordinator, offer_id=offer_id, now=night.now)
    assert stage(night, house) is MoveStage.ON_THE_WAY
    assert (house.id, ClaimState.OCCUPIED) in live_claims(night, request_id)
    night.arrive(offer_id, other)
    assert stage(night, house) is MoveStage.ARRIVED
    assert live_claims(night, request_id) == [(other.id, ClaimState.OCCUPIED)]


def test_a_move_is_an_emergency_transfer_on_record(night: Night) -> None:
    request_id, house, _ = planned(night)
    offer_id = carry_out(night, house)
    transfer = find_transfer_of(night.context, night.coordinator, request_id=request_id)
    assert transfer is not None
    assert transfer.reason is TransferReason.HOUSE_COMPROMISED
    with night.context.store.reading() as session:
        offer = session.get_one(Offer, offer_id)
        assert offer.answer_by_at == night.now + night.context.settings.answer_within[Urgency.EMERGENCY]
        made = session.exec(select(AuditEntry).where(AuditEntry.subject_id == offer_id)).one()
        assert (made.action, made.actor_id) == (Action.MADE_OFFER, night.desk.national_contact.account_id)


def test_the_rules_are_applied_again_when_a_move_is_carried_out(night: Night) -> None:
    request_id, house, _ = planned(night)
    night.rewrite(request_id, keep_away=(an_area(NEAR_THE_HOUSE),))
    with pytest.raises(RulesRefuse):
        carry_out(night, house)
    assert live_claims(night, request_id) == [(house.id, ClaimState.OCCUPIED)]
    assert stage(night, house) is MoveStage.PLANNED


def test_what_does_not_hold_any_more_is_left_counted_and_planned_again(night: Night) -> None:
    house, one, other = night.house(1, 1), night.request(), night.request()
    for request_id in (one, other):
        night.stay(request_id, house)
    small, large = night.house(1), night.house(1)
    night.compromise(house)
    evacuate(night, house)
    night.offer(night.request(), small)
    carried = carry_out_all(night.context, night.desk.national_contact, house_id=house.id, now=night.now)
    assert carried == CarriedOut(offered=1, refused=1)
    third = night.house(1)
    night.clock.forward(timedelta(minutes=1))
    stages = {move.house_code: move.stage for move in evacuate(night, house).moves}
    assert stages == {large.code: MoveStage.OFFERED, third.code: MoveStage.PLANNED}


def test_a_move_that_was_declined_is_planned_again_without_those_who_are_on_their_way(night: Night) -> None:
    request_id, house, other = planned(night)
    offer_id = carry_out(night, house)
    reason = DeclinedHouse.STAFF_SHORTAGE
    decline_offer(night.context, night.manager(other), offer_id=offer_id, reason=reason, now=night.now)
    assert stage(night, house) is MoveStage.DECLINED
    assert live_claims(night, request_id) == [(house.id, ClaimState.OCCUPIED)]
    night.clock.forward(timedelta(minutes=1))
    evacuate(night, house)
    assert stage(night, house) is MoveStage.PLANNED
    accept_offer(night.context, night.manager(other), offer_id=carry_out(night, house), now=night.now)
    night.clock.forward(timedelta(minutes=1))
    plan = evacuate(night, house).plan
    assert plan is not None
    assert plan.people == 0
    assert stage(night, house) is MoveStage.ACCEPTED


def test_people_who_are_expected_are_sent_elsewhere_and_the_house_gets_nobody(night: Night) -> None:
    house, request_id = night.house(1), night.request()
    old_id = night.reservation(request_id, house)
    other = night.house(1)
    night.compromise(house)
    evacuate(night, house)
    carry_out(night, house)
    assert night.offer_state(old_id) is OfferState.WITHDRAWN
    assert live_claims(night, request_id) == [(other.id, ClaimState.HELD)]
    assert night.request_state(request_id) is RequestState.OFFERED


def test_people_who_are_expected_keep_their_place_when_the_next_one_does_not_hold(night: Night) -> None:
    house, request_id = night.house(1), night.request()
    old_id = night.reservation(request_id, house)
    other = night.house(1)
    night.compromise(house)
    evacuate(night, house)
    night.offer(night.request(), other)
    with pytest.raises((BedTaken, RulesRefuse)):
        carry_out(night, house)
    assert night.offer_state(old_id) is OfferState.ACCEPTED
    assert live_claims(night, request_id) == [(house.id, ClaimState.RESERVED)]


def test_somebody_who_was_to_move_into_the_house_is_sent_elsewhere_and_stays_where_she_is(night: Night) -> None:
    first, request_id = night.house(1), night.request()
    night.stay(request_id, first)
    ask(night, request_id)
    house = night.house(1)
    night.reservation(request_id, house)
    other = night.house(1)
    night.compromise(house)
    evacuate(night, house)
    carry_out(night, house)
    assert set(live_claims(night, request_id)) == {(first.id, ClaimState.OCCUPIED), (other.id, ClaimState.HELD)}


def test_a_move_is_carried_out_once(night: Night) -> None:
    _, house, _ = planned(night)
    carry_out(night, house)
    with pytest.raises(WrongState):
        carry_out(night, house)


def test_whoever_has_left_is_not_moved(night: Night) -> None:
    house, request_id = night.house(1), night.request()
    stay_id = night.stay(request_id, house)
    night.house(1)
    night.compromise(house)
    evacuate(night, house)
    check_out(night.context, night.manager(house), stay_id=stay_id, move_on=MoveOn.HOSPITAL, now=night.now)
    assert stage(night, house) is MoveStage.GONE
    with pytest.raises(WrongState):
        carry_out(night, house)


def test_a_move_that_the_desk_began_by_itself_is_seen_too(night: Night) -> None:
    house, request_id = night.house(1), night.request()
    night.stay(request_id, house)
    ask(night, request_id)
    other = night.house(1)
    night.compromise(house)
    evacuate(night, house)
    make_offer(night.context, night.coordinator, suggestion_id=night.suggestion(request_id, other), now=night.now)
    assert stage(night, house) is MoveStage.OFFERED


def test_only_the_national_contact_of_the_country_carries_out(night: Night) -> None:
    _, house, _ = planned(night)
    move_id = only_move(night, house).move_id
    abroad = a_country_desk(night.context, "BE").national_contact
    for other in (night.coordinator, night.manager(house), abroad):
        with pytest.raises(NotFound):
            carry_out_move(night.context, other, move_id=move_id, now=night.now)
        with pytest.raises(NotFound):
            carry_out_all(night.context, other, house_id=house.id, now=night.now)
    with pytest.raises(NotFound):
        carry_out_move(night.context, night.desk.national_contact, move_id="x" * 20, now=night.now)


def test_the_desk_has_its_own_requests_of_the_house_on_top_until_they_are_out_of_it(night: Night) -> None:
    request_id, house, other = planned(night)
    offer_id = carry_out(night, house)
    [line] = list_desk(night.context, night.coordinator)
    assert (line.request_id, line.is_unsafe) == (request_id, True)
    accept_offer(night.context, night.manager(other), offer_id=offer_id, now=night.now)
    [line] = list_desk(night.context, night.coordinator)
    assert (line.request_id, line.is_unsafe) == (request_id, True)
    night.arrive(offer_id, other)
    assert list_desk(night.context, night.coordinator) == ()
