"""Two coordinators and a change of shift: requests change hands whole, with a reason, and nobody's work stays unseen."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from threading import Barrier

import pytest
from sqlmodel import Session

from safehouse.domain.access import Action, Actor, Grant
from safehouse.domain.codes import (
    DeskGroup,
    RequestState,
    Role,
    TakeOverReason,
    Urgency,
    WithdrawnReason,
)
from safehouse.domain.errors import InvalidInput, NotFound, OwnerChanged, Problem, WrongState
from safehouse.models.requests import Request
from safehouse.services.arrivals import confirm_arrival, record_departure
from safehouse.services.offers import withdraw_offer
from safehouse.services.request_states import lock_request
from safehouse.services.requests import (
    PassedOn,
    get_request,
    list_colleagues,
    list_desk,
    open_request,
    owning,
    pass_on_requests,
    withdraw_request,
)
from tests.rows import a_coordinator, an_account
from tests.services.drafts import problems_of
from tests.services.night import Night, a_night
from tests.services.racing import meet, race
from tests.services.shifts import (
    acts,
    changes_of_hands,
    disable,
    owners,
    pass_on,
    take_country_away,
    take_over,
    the_line,
)

MINUTE = timedelta(minutes=1)


@pytest.fixture
def colleague(night: Night) -> Actor:
    return an_account(night.context, Grant(Role.COORDINATOR, "NL", None), label="Sam Jansen")


def test_a_whole_shift_is_handed_over_with_one_reason_and_one_act_for_each_request(
    night: Night, colleague: Actor
) -> None:
    """Whatever it waits for. Seen red with the act recorded for the first request only."""
    house = night.house(2, 2)
    waiting, offered, expected = night.request(), night.request(), night.request()
    night.offer(offered, house)
    night.reservation(expected, house)
    pass_on(night, (waiting, offered, expected), colleague)
    assert owners(night) == dict.fromkeys((waiting, offered, expected), colleague.account_id)
    act = {"before": night.coordinator.account_id, "owner": colleague.account_id, "reason": "shift_change"}
    assert changes_of_hands(night) == dict.fromkeys((waiting, offered, expected), act)


def test_what_is_not_ticked_stays(night: Night, colleague: Actor) -> None:
    passed, kept = night.request(), night.request()
    pass_on(night, (passed,), colleague)
    assert owners(night) == {passed: colleague.account_id, kept: night.coordinator.account_id}


def test_one_request_that_has_ended_keeps_all_from_changing_hands(night: Night, colleague: Actor) -> None:
    """One transaction: all or none."""
    ended, waiting = night.request(), night.request()
    withdraw_request(night.context, night.coordinator, request_id=ended, reason=WithdrawnReason.ERROR, now=night.now)
    with pytest.raises(WrongState):
        pass_on(night, (waiting, ended), colleague)
    with pytest.raises(WrongState):
        take_over(night, (waiting, ended), colleague)
    assert owners(night) == {waiting: night.coordinator.account_id}
    assert changes_of_hands(night) == {}


def test_of_two_who_take_the_same_request_over_the_second_is_told(night: Night, colleague: Actor) -> None:
    """And takes nothing of what was ticked with it. Seen red without the owner that the form names."""
    both_want, alone = night.request(), night.request()
    third = a_coordinator(night.context)
    take_over(night, (both_want,), colleague)
    with pytest.raises(OwnerChanged):
        take_over(night, (both_want, alone), third)
    with pytest.raises(OwnerChanged):
        pass_on(night, (both_want,), third)
    assert owners(night) == {both_want: colleague.account_id, alone: night.coordinator.account_id}


def test_sending_the_form_twice_changes_nothing_more(night: Night, colleague: Actor) -> None:
    request_id = night.request()
    for _ in range(2):
        take_over(night, (request_id,), colleague)
    for _ in range(2):
        pass_on(night, (request_id,), colleague)
    assert acts(night, Action.TOOK_OVER_REQUEST) == 1


def test_the_new_owner_is_told_who_passed_it_on_until_it_is_opened(night: Night, colleague: Actor) -> None:
    request_id = night.request()
    passed_at = night.now
    pass_on(night, (request_id,), colleague)
    told = PassedOn(night.coordinator.label, Role.COORDINATOR, passed_at, TakeOverReason.SHIFT_CHANGE)
    assert the_line(night, colleague).passed_on == told
    assert get_request(night.context, colleague, request_id=request_id).passed_on == told
    night.clock.forward(MINUTE)
    for _ in range(2):
        open_request(night.context, colleague, request_id=request_id, now=night.now)
    assert the_line(night, colleague).passed_on is None
    assert acts(night, Action.OPENED_REQUEST) == 1


def test_only_the_owner_opens_what_was_passed_on(night: Night, colleague: Actor) -> None:
    request_id = night.request()
    pass_on(night, (request_id,), colleague)
    with pytest.raises(OwnerChanged):
        open_request(night.context, night.coordinator, request_id=request_id, now=night.now)
    with pytest.raises(NotFound):
        open_request(night.context, a_coordinator(night.context, "BE"), request_id=request_id, now=night.now)
    assert the_line(night, colleague).passed_on is not None


def test_whoever_takes_over_needs_not_be_told(night: Night, colleague: Actor) -> None:
    """Also not of the colleague who passed it to somebody else before."""
    request_id = night.request()
    pass_on(night, (request_id,), colleague)
    take_over(night, (request_id,), night.coordinator, colleague)
    assert the_line(night).passed_on is None


def test_a_request_is_passed_on_within_its_desk_only(night: Night, colleague: Actor) -> None:
    request_id = night.request()
    stranger = a_coordinator(night.context, "BE")
    gone = a_coordinator(night.context)
    disable(night, gone)
    assert [one.account_id for one in list_colleagues(night.context, night.coordinator)] == [colleague.account_id]
    for nobody in (stranger, gone, night.desk.national_contact):
        with pytest.raises(InvalidInput) as refusal:
            pass_on(night, (request_id,), nobody)
        assert problems_of(refusal.value) == {"account_id": Problem.UNKNOWN_CODE}
    assert owners(night) == {request_id: night.coordinator.account_id}


def test_who_works_at_two_desks_passes_to_a_colleague_of_one_only_what_is_of_that_desk(
    night: Night, colleague: Actor
) -> None:
    both = an_account(night.context, Grant(Role.COORDINATOR, "NL", None), Grant(Role.COORDINATOR, "BE", None))
    here = night.request(columns={"owner_id": both.account_id})
    there = a_night(night.context, night.clock, "BE").request(columns={"owner_id": both.account_id})

    def give(*request_ids: str) -> None:
        pass_on_requests(
            night.context,
            both,
            request_ids=request_ids,
            owner_id=both.account_id,
            account_id=colleague.account_id,
            reason=TakeOverReason.SHIFT_CHANGE,
            now=night.now,
        )

    with pytest.raises(InvalidInput):
        give(here, there)
    give(here)
    assert {line.request_id: line.owner_id for line in list_desk(night.context, both)} == {
        here: colleague.account_id,
        there: both.account_id,
    }


def test_a_stranger_takes_nothing_over_and_passes_nothing_on(night: Night, colleague: Actor) -> None:
    request_id = night.request()
    for stranger in (a_coordinator(night.context, "BE"), night.desk.national_contact):
        with pytest.raises(NotFound):
            take_over(night, (request_id,), stranger)
        with pytest.raises(NotFound):
            pass_on(night, (request_id,), colleague, by=stranger)


def test_nothing_ticked_is_refused(night: Night, colleague: Actor) -> None:
    with pytest.raises(InvalidInput) as refusal:
        take_over(night, (), colleague)
    assert problems_of(refusal.value) == {"request_ids": Problem.REQUIRED}
    with pytest.raises(InvalidInput) as refusal:
        pass_on(night, (), colleague)
    assert problems_of(refusal.value) == {"request_ids": Problem.REQUIRED}


@pytest.mark.parametrize("leave", [disable, take_country_away])
def test_a_request_whose_owner_has_left_is_nobodys_comes_first_and_can_be_taken_over(
    night: Night, colleague: Actor, leave: Callable[[Night, Actor], None]
) -> None:
    """Whatever it waits for, and however little urgent. Seen red with each of the two conditions left out."""
    gone = a_coordinator(night.context)
    theirs = night.request(columns={"owner_id": gone.account_id, "urgency": Urgency.PLANNED})
    own = night.request(columns={"owner_id": colleague.account_id, "urgency": Urgency.EMERGENCY})
    night.offer(theirs, night.house())
    leave(night, gone)
    lines = list_desk(night.context, colleague)
    assert [(line.request_id, line.group) for line in lines] == [(theirs, DeskGroup.NOBODY), (own, DeskGroup.YOU)]
    take_over(night, (theirs,), colleague, gone)
    assert {line.group for line in list_desk(night.context, colleague)} == {DeskGroup.HOUSE, DeskGroup.YOU}


def test_the_desk_is_grouped_by_whose_turn_it_is(night: Night, colleague: Actor) -> None:
    house, unsafe = night.house(2, 2), night.house(2)
    own = night.request()
    theirs = night.request(columns={"owner_id": colleague.account_id})
    offered, expected, endangered = night.request(), night.request(), night.request()
    night.offer(offered, house)
    night.reservation(expected, house)
    night.reservation(endangered, unsafe)
    night.compromise(unsafe)
    assert [(line.request_id, line.group) for line in list_desk(night.context, night.coordinator)] == [
        (endangered, DeskGroup.NOT_SAFE),
        (own, DeskGroup.YOU),
        (offered, DeskGroup.HOUSE),
        (theirs, DeskGroup.COLLEAGUE),
        (expected, DeskGroup.ARRIVAL),
    ]


def test_within_a_group_what_is_overdue_comes_first(night: Night) -> None:
    emergency = night.request(columns={"urgency": Urgency.EMERGENCY})
    late = night.request(columns={"urgency": Urgency.PLANNED, "arrives_at": night.now - 2 * MINUTE})
    assert [line.request_id for line in list_desk(night.context, night.coordinator)] == [late, emergency]


def test_since_when_is_the_moment_of_the_last_change_of_state(night: Night) -> None:
    """Seen red with the departure and the arrival forgotten."""
    house = night.house(2)
    request_id = night.request(columns={"created_at": night.now - timedelta(days=1), "opened_at": night.now})
    assert_since(night, RequestState.OPEN, night.now)
    offer_id = night.offer(request_id, house)
    withdraw_at = night.clock.forward(MINUTE)
    withdraw_offer(night.context, night.coordinator, offer_id=offer_id, now=withdraw_at)
    assert_since(night, RequestState.OPEN, withdraw_at)
    night.clock.forward(MINUTE)
    offer_id = night.reservation(request_id, house)
    assert_since(night, RequestState.RESERVED, night.now)
    departed_at = night.clock.forward(MINUTE)
    record_departure(night.context, night.coordinator, offer_id=offer_id, now=departed_at)
    assert_since(night, RequestState.IN_TRANSIT, departed_at)
    arrived_at = night.clock.forward(MINUTE)
    confirm_arrival(night.context, night.manager(house), offer_id=offer_id, now=arrived_at)
    night.compromise(house)
    night.clock.forward(MINUTE)
    assert_since(night, RequestState.CHECKED_IN, arrived_at)


def assert_since(night: Night, state: RequestState, since: datetime) -> None:
    line = the_line(night)
    assert (line.state, line.waits_since) == (state, since)


def test_a_change_of_owner_is_no_change_of_state(night: Night, colleague: Actor) -> None:
    request_id, since = night.request(), night.now
    night.clock.forward(MINUTE)
    pass_on(night, (request_id,), colleague)
    assert the_line(night).waits_since == since


def test_households_in_an_unsafe_house_are_handed_over_too(night: Night, colleague: Actor) -> None:
    house, request_id = night.house(2), night.request()
    night.stay(request_id, house)
    night.compromise(house)
    pass_on(night, (request_id,), colleague)
    line = the_line(night, colleague)
    assert (line.is_owner, line.group) == (True, DeskGroup.NOT_SAFE)


def test_of_two_who_take_over_at_the_same_moment_one_wins_and_the_other_is_told(
    night: Night, colleague: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen red on PostgreSQL with the request read without its lock: both had seen the same owner."""
    request_id = night.request()
    other = a_coordinator(night.context)
    meeting = Barrier(2)

    def lock_and_meet(session: Session, wanted: str) -> Request:
        request = lock_request(session, wanted)
        meet(meeting)
        return request

    monkeypatch.setattr(owning, "lock_request", lock_and_meet)
    outcomes = race(*(partial(take_over, night, (request_id,), someone) for someone in (colleague, other)))
    assert [type(outcome) for outcome in outcomes if outcome is not None] == [OwnerChanged]
    [act] = changes_of_hands(night).values()
    assert act["owner"] == owners(night)[request_id]
    assert acts(night, Action.TOOK_OVER_REQUEST) == 1
