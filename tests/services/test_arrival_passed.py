"""A time of arrival that has passed: nothing is suggested or offered for it, and one field puts it right.

Seen red: with `refuse_passed_arrival` doing nothing, suggestions, offers; with `move_arrival` leaving out the request's own column or
the waiver; with the plan taking the time as it is stored.
"""

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from safehouse.domain.access import Action
from safehouse.domain.codes import OfferState, RequestState, RuleCode
from safehouse.domain.errors import InvalidInput, NotFound, Problem, WrongState
from safehouse.models.audit import AuditEntry
from safehouse.services.arrivals import change_arrival
from safehouse.services.offers import list_request_offers, make_offer, withdraw_offer
from safehouse.services.plans import ask_for_plan, find_plan
from safehouse.services.plans.computing import compute_plan
from safehouse.services.requests import get_request, list_desk, move_waiting_arrival
from safehouse.services.suggestions import find_suggestions, suggest_houses
from tests.rows import a_coordinator, a_report
from tests.services.drafts import problems_of
from tests.services.night import Night, an_area

IN_TWO_HOURS = timedelta(hours=2)
A_MINUTE = timedelta(minutes=1)
HAS_PASSED = {"arrives_at": Problem.HAS_PASSED}
FAR_AWAY = "871e701b3ffffff"


def suggest(night: Night, request_id: str) -> None:
    suggest_houses(night.context, night.coordinator, request_id=request_id, now=night.now)


def say(night: Night, request_id: str, arrives_at: datetime) -> None:
    move_waiting_arrival(night.context, night.coordinator, request_id=request_id, arrives_at=arrives_at, now=night.now)


def arrives_at(night: Night, request_id: str) -> datetime:
    return get_request(night.context, night.coordinator, request_id=request_id).arrives_at


def test_nothing_is_suggested_for_a_time_that_has_passed(night: Night) -> None:
    night.house(1)
    request_id = night.request()
    night.clock.forward(IN_TWO_HOURS + A_MINUTE)
    with pytest.raises(InvalidInput) as refused:
        suggest(night, request_id)
    assert problems_of(refused.value) == HAS_PASSED
    assert find_suggestions(night.context, night.coordinator, request_id=request_id) is None


def test_nothing_is_offered_for_a_time_that_has_passed_since_the_suggestion(night: Night) -> None:
    request_id = night.request()
    suggestion_id = night.suggestion(request_id, night.house(1))
    night.clock.forward(IN_TWO_HOURS + A_MINUTE)
    with pytest.raises(InvalidInput) as refused:
        make_offer(night.context, night.coordinator, suggestion_id=suggestion_id, now=night.now)
    assert problems_of(refused.value) == HAS_PASSED
    assert night.request_state(request_id) is RequestState.OPEN
    assert list_request_offers(night.context, night.coordinator, request_id=request_id) == ()


def test_the_minute_of_the_arrival_has_not_passed(night: Night) -> None:
    request_id, house = night.request(), night.house(1)
    night.clock.forward(IN_TWO_HOURS)
    night.clock.forward(timedelta(seconds=59) - timedelta(seconds=night.now.second))
    assert night.offer(request_id, house)


def test_one_field_puts_it_right_and_keeps_all_else(night: Night) -> None:
    house = night.house(1)
    request_id = night.request(keep_away=(an_area(FAR_AWAY),), tags=frozenset({"x"}), hand_over="Afraid of dogs.")
    night.waive(request_id, RuleCode.DARK)
    before = get_request(night.context, night.coordinator, request_id=request_id)
    night.clock.forward(IN_TWO_HOURS + A_MINUTE)
    say(night, request_id, night.now + A_MINUTE)
    after = get_request(night.context, night.coordinator, request_id=request_id)
    assert (after.arrives_at, after.version) == (night.now + A_MINUTE, before.version + 1)
    assert (after.keep_away, after.tags, after.waivers) == (before.keep_away, before.tags, before.waivers)
    assert after.has_hand_over
    assert night.offer(request_id, house)


def test_hours_of_intake_are_judged_at_the_new_time_and_waived_anew(night: Night) -> None:
    """Open until three at night: the waiver was given for two hours from now, not for four."""
    request_id = night.request()
    night.waive(request_id, RuleCode.INTAKE)
    say(night, request_id, night.now + timedelta(hours=4))
    assert get_request(night.context, night.coordinator, request_id=request_id).waivers == ()
    with night.context.store.reading() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == Action.CHANGED_ARRIVAL)).one()
    assert (entry.subject_kind, entry.detail) == ("request", {"ended_intake_waiver": True})


@pytest.mark.parametrize(
    ("hours", "problem"), [(-1, Problem.IN_THE_PAST), (7 * 24 + 1, Problem.TOO_FAR_AHEAD)], ids=["past", "far"]
)
def test_the_new_time_is_from_now_to_seven_days_ahead(night: Night, hours: int, problem: Problem) -> None:
    request_id = night.request()
    with pytest.raises(InvalidInput) as refused:
        say(night, request_id, night.now + timedelta(hours=hours))
    assert problems_of(refused.value) == {"arrives_at": problem}


def test_while_an_offer_is_out_its_own_time_is_changed(night: Night) -> None:
    request_id = night.request()
    night.offer(request_id, night.house(1))
    with pytest.raises(WrongState):
        say(night, request_id, night.now + A_MINUTE)


def test_a_passed_offer_does_not_keep_the_new_time_away(night: Night) -> None:
    request_id = night.request()
    offer_id = night.offer(request_id, night.house(1))
    night.clock.forward(timedelta(hours=4))
    say(night, request_id, night.now + A_MINUTE)
    assert night.offer_state(offer_id) is OfferState.EXPIRED


def test_strangers_say_no_time(night: Night) -> None:
    request_id = night.request()
    for stranger in (a_coordinator(night.context, "DE"), night.desk.national_contact):
        with pytest.raises(NotFound):
            move_waiting_arrival(
                night.context, stranger, request_id=request_id, arrives_at=night.now + A_MINUTE, now=night.now
            )


def test_the_request_holds_the_newest_time_when_its_offer_ends(night: Night) -> None:
    request_id = night.request()
    offer_id = night.reservation(request_id, night.house(1))
    newest = night.now + timedelta(hours=9)
    change_arrival(night.context, night.coordinator, offer_id=offer_id, arrives_at=newest, now=night.now)
    withdraw_offer(night.context, night.coordinator, offer_id=offer_id, now=night.now)
    assert arrives_at(night, request_id) == newest


def test_desk_and_request_say_that_the_time_has_passed(night: Night) -> None:
    request_id = night.request()
    desk = (night.context, night.coordinator)
    for has_passed in (False, True):
        [line] = list_desk(*desk)
        seen = get_request(*desk, request_id=request_id)
        assert (line.has_arrival_passed, seen.has_arrival_passed) == (has_passed, has_passed)
        night.clock.forward(IN_TWO_HOURS + A_MINUTE)


def test_people_who_are_late_on_their_way_do_not_wait_for_a_new_time(night: Night) -> None:
    night.reservation(night.request(), night.house(1))
    night.clock.forward(IN_TWO_HOURS + A_MINUTE)
    [line] = list_desk(night.context, night.coordinator)
    assert not line.has_arrival_passed


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_whose_time_has_passed_is_planned_as_arriving_now(night: Night) -> None:
    """The house is closed at the old hour and open at this one, so her bed is not planned for somebody else."""
    house = night.house(1, intake=[["05:00", "12:00"]])
    request_id = night.request()
    night.clock.forward(timedelta(hours=6))
    a_report(night.context, house, reported_at=night.now)
    job_id = ask_for_plan(night.context, night.coordinator, country="NL", now=night.now)
    compute_plan(night.context, job_id=job_id, now=night.now)
    found = find_plan(night.context, night.coordinator, country="NL")
    assert found is not None
    assert found.plan is not None
    assert [(line.request_id, line.house_code) for line in found.plan.lines] == [(request_id, house.code)]
