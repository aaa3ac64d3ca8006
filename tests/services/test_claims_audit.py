"""No act without its audit row: when the row cannot be written, nothing of the deed is; and each deed writes just one.

Seen red with the audit row written in a transaction of its own, after the deed.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest

from safehouse.domain.access import Action
from safehouse.domain.codes import DeclinedHouse, DeclinedSurvivor, MoveOn
from safehouse.services.arrivals import change_arrival, confirm_arrival, record_departure, record_no_show
from safehouse.services.offers import (
    accept_offer,
    decline_offer,
    expire_overdue_holds,
    make_offer,
    open_offer,
    record_survivor_refusal,
    stop_chain,
    take_back_acceptance,
    withdraw_offer,
)
from safehouse.services.phones import open_hand_over, open_house_phone, open_phone
from safehouse.services.stays import check_out, record_absence, record_return
from safehouse.services.suggestions import suggest_houses
from tests.services.audited import Deed, assert_nothing_happens, written_by
from tests.services.chaining import Chain
from tests.services.night import Night

Ready = Callable[[Night], Deed]

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
"""That a transaction is forgotten as a whole is tested on both databases by `test_db.py`."""


def suggesting(night: Night) -> Deed:
    night.house(1)
    request_id = night.request()
    return lambda: suggest_houses(night.context, night.coordinator, request_id=request_id, now=night.now)


def making(night: Night) -> Deed:
    suggestion_id = night.suggestion(night.request(), night.house(1))
    return lambda: make_offer(night.context, night.coordinator, suggestion_id=suggestion_id, now=night.now)


def stopping_a_chain(night: Night) -> Deed:
    chain = Chain(night).ask()
    return lambda: stop_chain(night.context, night.coordinator, request_id=chain.request_id, now=night.now)


def of_offer(deed: Callable[..., object], *, by_house: bool, is_accepted: bool = False, **arguments: object) -> Ready:
    """A deed on an offer that is pending, or accepted, by its house or by the desk."""

    def ready(night: Night) -> Deed:
        house = night.house(1)
        request_id = night.request(hand_over="Asks for a lamp at night.")
        offer_id = night.reservation(request_id, house) if is_accepted else night.offer(request_id, house)
        actor = night.manager(house) if by_house else night.coordinator
        return lambda: deed(night.context, actor, offer_id=offer_id, now=night.now, **arguments)

    return ready


def moving_arrival(night: Night) -> Deed:
    offer_id = night.reservation(night.request(), night.house(1))
    return lambda: change_arrival(
        night.context, night.coordinator, offer_id=offer_id, arrives_at=night.now, now=night.now
    )


def not_coming(night: Night) -> Deed:
    offer_id = night.reservation(night.request(), night.house(1))
    night.clock.forward(timedelta(days=2))
    return lambda: record_no_show(night.context, night.coordinator, offer_id=offer_id, now=night.now)


def expiring(night: Night) -> Deed:
    night.offer(night.request(), night.house(1))
    night.clock.forward(timedelta(hours=4))
    return lambda: expire_overdue_holds(night.context, now=night.now)


def calling_a_house(night: Night) -> Deed:
    house = night.house(1)
    return lambda: open_house_phone(night.context, night.desk.national_contact, house_id=house.id, now=night.now)


def of_stay(deed: Callable[..., object], *, is_away: bool = False, **arguments: object) -> Ready:
    """A deed on a stay, by its house."""

    def ready(night: Night) -> Deed:
        house = night.house(1)
        stay_id, manager = night.stay(night.request(), house), night.manager(house)
        if is_away:
            record_absence(night.context, manager, stay_id=stay_id, now=night.now)
        return lambda: deed(night.context, manager, stay_id=stay_id, now=night.now, **arguments)

    return ready


DEEDS: Mapping[Action, Ready] = {
    Action.SUGGESTED_HOUSES: suggesting,
    Action.MADE_OFFER: making,
    Action.OPENED_OFFER: of_offer(open_offer, by_house=True),
    Action.ACCEPTED_OFFER: of_offer(accept_offer, by_house=True),
    Action.DECLINED_OFFER: of_offer(decline_offer, by_house=True, reason=DeclinedHouse.OTHER),
    Action.RECORDED_SURVIVOR_REFUSAL: of_offer(record_survivor_refusal, by_house=False, reason=DeclinedSurvivor.PET),
    Action.WITHDREW_OFFER: of_offer(withdraw_offer, by_house=False),
    Action.TOOK_BACK_ACCEPTANCE: of_offer(
        take_back_acceptance, by_house=True, is_accepted=True, reason=DeclinedHouse.OTHER
    ),
    Action.STOPPED_CHAIN: stopping_a_chain,
    Action.OFFER_EXPIRED: expiring,
    Action.CHANGED_ARRIVAL: moving_arrival,
    Action.RECORDED_DEPARTURE: of_offer(record_departure, by_house=False, is_accepted=True),
    Action.RECORDED_NO_SHOW: not_coming,
    Action.CONFIRMED_ARRIVAL: of_offer(confirm_arrival, by_house=True, is_accepted=True),
    Action.RECORDED_ABSENCE: of_stay(record_absence),
    Action.CHECKED_OUT: of_stay(check_out, move_on=MoveOn.OWN_HOME),
    Action.OPENED_PHONE: of_offer(open_phone, by_house=False),
    Action.OPENED_HAND_OVER: of_offer(open_hand_over, by_house=True, is_accepted=True),
}
OTHER_WAYS: Mapping[str, tuple[Action, Ready]] = {
    "return": (Action.RECORDED_ABSENCE, of_stay(record_return, is_away=True)),
    "call of the national contact": (Action.OPENED_PHONE, calling_a_house),
}
ALL = [*DEEDS.items(), *OTHER_WAYS.values()]
NAMES = [*(action.value for action in DEEDS), *OTHER_WAYS]


@pytest.mark.parametrize(("action", "ready"), ALL, ids=NAMES)
def test_without_its_audit_row_a_deed_does_not_happen(
    night: Night, broken_audit: Callable[[], None], action: Action, ready: Ready
) -> None:
    del action
    assert_nothing_happens(night.context, ready(night), broken_audit)


@pytest.mark.parametrize(("action", "ready"), ALL, ids=NAMES)
def test_each_deed_writes_one_audit_row(night: Night, action: Action, ready: Ready) -> None:
    assert written_by(night.context, ready(night)) == [action]
