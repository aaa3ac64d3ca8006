"""Between a house's yes and the arrival."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from safehouse.domain.access import Action
from safehouse.domain.codes import ClaimState, OfferState, ReleaseReason, RequestState, RuleCode, Urgency
from safehouse.domain.errors import (
    FieldProblem,
    HoldExpired,
    InvalidInput,
    NotFound,
    OfferAnswered,
    Problem,
    WrongState,
)
from safehouse.models.audit import AuditEntry
from safehouse.models.claims import Stay
from safehouse.models.houses import House
from safehouse.services.arrivals import change_arrival, confirm_arrival, record_departure, record_no_show
from safehouse.services.offers import expire_overdue_holds, get_desk_offer, list_overdue
from safehouse.services.request_documents import read_document
from tests.rows import a_coordinator
from tests.services.night import MOTHER_AND_BABY, Night, claims_of

UNTIL_NOON = [["00:00", "12:00"], ["20:00", "24:00"]]
"""Noon in Brussels is eleven o'clock in UTC."""
UNTIL_OVERDUE = timedelta(hours=2) + timedelta(hours=12)
"""An urgent request that arrives in two hours, and its grace."""


def no_show(night: Night, offer_id: str) -> None:
    record_no_show(night.context, night.coordinator, offer_id=offer_id, now=night.now)


def move_arrival(night: Night, offer_id: str, arrives_at: datetime) -> None:
    change_arrival(night.context, night.coordinator, offer_id=offer_id, arrives_at=arrives_at, now=night.now)


def test_people_who_arrive_occupy_their_places(night: Night) -> None:
    house = night.house(2, cots_per_room=(1,))
    request_id = night.request(MOTHER_AND_BABY, columns={"nights": 30})
    offer_id = night.reservation(request_id, house)
    stay_id = night.arrive(offer_id, house)
    with night.context.store.reading() as session:
        stay = session.get_one(Stay, stay_id)
    assert night.claim_states(offer_id) == {ClaimState.OCCUPIED}
    assert night.request_state(request_id) is RequestState.CHECKED_IN
    assert (stay.checked_in_at, stay.expected_end_on) == (night.now, date(2026, 12, 24))


def test_the_expected_end_is_counted_from_the_day_at_the_house(night: Night) -> None:
    house = night.house(1, time_zone="Asia/Tokyo")
    night.clock.now = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
    offer_id = night.reservation(night.request(columns={"nights": 1}), house)
    stay_id = night.arrive(offer_id, house)
    with night.context.store.reading() as session:
        assert session.get_one(Stay, stay_id).expected_end_on == date(2026, 11, 26)


def test_the_hand_over_note_is_destroyed_at_the_arrival(night: Night) -> None:
    """Seen red with `destroy_hand_over` left out of `confirm_arrival`."""
    house = night.house(1)
    request_id = night.request(hand_over="Asks for a lamp at night.")
    offer_id = night.reservation(request_id, house)
    night.arrive(offer_id, house)
    with night.context.store.reading() as session:
        assert read_document(session, night.context.vault, request_id).hand_over is None


def test_people_who_are_on_their_way_arrive(night: Night) -> None:
    house = night.house(1)
    request_id = night.request()
    offer_id = night.reservation(request_id, house)
    record_departure(night.context, night.coordinator, offer_id=offer_id, now=night.now)
    assert night.request_state(request_id) is RequestState.IN_TRANSIT
    night.arrive(offer_id, house)


def test_nobody_arrives_or_leaves_for_a_house_that_has_not_accepted(night: Night) -> None:
    house = night.house(1)
    offer_id = night.offer(night.request(), house)
    with pytest.raises(WrongState):
        night.arrive(offer_id, house)
    with pytest.raises(WrongState):
        record_departure(night.context, night.coordinator, offer_id=offer_id, now=night.now)


def test_people_arrive_once(night: Night) -> None:
    house = night.house(1)
    offer_id = night.reservation(night.request(), house)
    night.arrive(offer_id, house)
    with pytest.raises(WrongState):
        night.arrive(offer_id, house)


def test_a_coordinator_confirms_an_arrival_by_telephone(night: Night) -> None:
    offer_id = night.reservation(night.request(), night.house(1))
    stay_id = confirm_arrival(night.context, night.coordinator, offer_id=offer_id, now=night.now, by_telephone=True)
    with night.context.store.reading() as session:
        assert session.get_one(Stay, stay_id).by_telephone


def test_an_overdue_reservation_stays_and_is_shown_to_those_it_concerns(night: Night) -> None:
    offer_id = night.reservation(night.request(columns={"urgency": Urgency.URGENT}), night.house(1))
    night.clock.forward(UNTIL_OVERDUE - timedelta(milliseconds=1))
    assert list_overdue(night.context, night.desk.national_contact, country="NL") == ()
    night.clock.forward(timedelta(milliseconds=1))
    expire_overdue_holds(night.context, now=night.now)
    assert night.claim_states(offer_id) == {ClaimState.RESERVED}
    assert get_desk_offer(night.context, night.coordinator, offer_id=offer_id).is_overdue
    for actor in (night.coordinator, night.desk.national_contact):
        (line,) = list_overdue(night.context, actor, country="NL")
        assert (line.offer_id, line.overdue_at) == (offer_id, night.now)


def test_a_foreign_desk_sees_no_overdue_reservations(night: Night) -> None:
    with pytest.raises(NotFound):
        list_overdue(night.context, a_coordinator(night.context, "DE"), country="NL")


def test_nobody_loses_her_bed_before_she_is_overdue(night: Night) -> None:
    offer_id = night.reservation(night.request(), night.house(1))
    night.clock.forward(UNTIL_OVERDUE - timedelta(milliseconds=1))
    with pytest.raises(WrongState):
        no_show(night, offer_id)


def test_a_no_show_frees_the_places_and_opens_the_request(night: Night) -> None:
    request_id = night.request()
    offer_id = night.reservation(request_id, night.house(1))
    night.clock.forward(UNTIL_OVERDUE)
    no_show(night, offer_id)
    with night.context.store.reading() as session:
        claims = claims_of(session, offer_id)
    assert {(claim.state, claim.release_reason) for claim in claims} == {(ClaimState.RELEASED, ReleaseReason.NO_SHOW)}
    assert night.offer_state(offer_id) is OfferState.WITHDRAWN
    assert night.request_state(request_id) is RequestState.OPEN


def test_a_new_time_of_arrival_ends_being_overdue(night: Night) -> None:
    house = night.house(1)
    offer_id = night.reservation(night.request(), house)
    night.clock.forward(UNTIL_OVERDUE)
    arrives_at = night.now + timedelta(hours=1)
    change_arrival(night.context, night.manager(house), offer_id=offer_id, arrives_at=arrives_at, now=night.now)
    shown = get_desk_offer(night.context, night.coordinator, offer_id=offer_id)
    assert (shown.arrives_at, shown.is_overdue) == (arrives_at, False)


@pytest.mark.parametrize(
    ("hours", "problem"),
    [(-1, Problem.IN_THE_PAST), (7 * 24 + 1, Problem.TOO_FAR_AHEAD)],
)
def test_a_time_of_arrival_is_from_now_to_seven_days_ahead(night: Night, hours: int, problem: Problem) -> None:
    offer_id = night.reservation(night.request(), night.house(1))
    with pytest.raises(InvalidInput) as refused:
        move_arrival(night, offer_id, night.now + timedelta(hours=hours))
    assert [(found.field, found.problem) for found in refused.value.problems] == [("arrives_at", problem)]


def test_this_minute_is_not_the_past(night: Night) -> None:
    offer_id = night.reservation(night.request(), night.house(1))
    typed = night.now.replace(second=0)
    night.clock.forward(timedelta(seconds=59))
    move_arrival(night, offer_id, typed)


def test_no_time_of_arrival_is_changed_after_the_answer_is_overdue(night: Night) -> None:
    offer_id = night.offer(night.request(), night.house(1))
    night.clock.forward(timedelta(hours=4))
    with pytest.raises(HoldExpired):
        move_arrival(night, offer_id, night.now)


def test_no_time_of_arrival_is_changed_after_the_arrival(night: Night) -> None:
    house = night.house(1)
    offer_id = night.reservation(night.request(), house)
    night.arrive(offer_id, house)
    with pytest.raises(WrongState):
        move_arrival(night, offer_id, night.now)
    with pytest.raises(WrongState):
        no_show(night, offer_id)


def test_a_pending_offer_has_no_no_show(night: Night) -> None:
    offer_id = night.offer(night.request(), night.house(1))
    with pytest.raises(OfferAnswered):
        no_show(night, offer_id)


def test_strangers_change_no_arrival(night: Night) -> None:
    offer_id = night.reservation(night.request(), night.house(1))
    stranger = a_coordinator(night.context, "DE")
    with pytest.raises(NotFound):
        change_arrival(night.context, stranger, offer_id=offer_id, arrives_at=night.now, now=night.now)
    with pytest.raises(NotFound):
        record_no_show(night.context, stranger, offer_id=offer_id, now=night.now)
    with pytest.raises(NotFound):
        record_departure(night.context, stranger, offer_id=offer_id, now=night.now)


def test_the_desk_says_no_time_at_which_the_house_takes_nobody_in(night: Night) -> None:
    """Seen red with `_refuse_outside_intake` left out: people were sent to a door that is closed at that hour."""
    house = night.house(1, intake=UNTIL_NOON)
    offer_id = night.reservation(night.request(), house)
    before = get_desk_offer(night.context, night.coordinator, offer_id=offer_id)
    with pytest.raises(InvalidInput) as refused:
        move_arrival(night, offer_id, night.now.replace(hour=11))
    assert refused.value.problems == (
        FieldProblem("arrives_at", Problem.OUTSIDE_INTAKE, {"hours": "00:00–12:00, 20:00–24:00"}),
    )
    assert get_desk_offer(night.context, night.coordinator, offer_id=offer_id) == before
    move_arrival(night, offer_id, night.now.replace(hour=10, minute=59))


def test_a_house_that_takes_nobody_in_any_more_names_no_hours(night: Night) -> None:
    house = night.house(1)
    offer_id = night.reservation(night.request(), house)
    with night.context.store.transaction() as session:
        session.get_one(House, house.id).intake = []
    with pytest.raises(InvalidInput) as refused:
        move_arrival(night, offer_id, night.now)
    assert refused.value.problems == (FieldProblem("arrives_at", Problem.OUTSIDE_INTAKE),)


def test_a_waiver_was_given_for_the_old_hour_and_not_for_the_new_one(night: Night) -> None:
    house = night.house(1, intake=[])
    request_id = night.request()
    night.waive(request_id, RuleCode.INTAKE)
    offer_id = night.reservation(request_id, house)
    with pytest.raises(InvalidInput):
        move_arrival(night, offer_id, night.now + timedelta(hours=3))


@pytest.mark.parametrize("is_house", [True, False], ids=["house", "telephone"])
def test_a_house_takes_people_in_at_any_time_that_it_says_itself(night: Night, *, is_house: bool) -> None:
    """By its manager, or by telephone: it is its word, and the desk sees that it is outside the hours."""
    house = night.house(1, intake=UNTIL_NOON)
    offer_id = night.reservation(night.request(), house)
    actor = night.manager(house) if is_house else night.coordinator
    noon = night.now.replace(hour=11)
    change_arrival(night.context, actor, offer_id=offer_id, arrives_at=noon, now=night.now, by_telephone=not is_house)
    shown = get_desk_offer(night.context, night.coordinator, offer_id=offer_id)
    assert (shown.arrives_at, shown.is_outside_hours) == (noon, True)
    with night.context.store.reading() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == Action.CHANGED_ARRIVAL)).one()
    assert entry.detail["by_telephone"] is not is_house
