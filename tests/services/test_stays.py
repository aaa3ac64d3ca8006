"""Stays: check-out with a destination, absences, and who may enter them."""

from datetime import timedelta

import pytest

from safehouse.domain.codes import BedState, ClaimState, MoveOn, RequestState
from safehouse.domain.errors import NotFound, WrongState
from safehouse.models.claims import Stay
from safehouse.models.requests import Request
from safehouse.services.bed_facts import load_bed_facts
from safehouse.services.bed_states import bed_states
from safehouse.services.stays import check_out, record_absence, record_return
from tests.rows import HouseRows, a_coordinator, a_manager
from tests.services.night import MOTHER_AND_SON, WOMAN, Night


def leave(night: Night, stay_id: str, house: HouseRows) -> None:
    check_out(night.context, night.manager(house), stay_id=stay_id, move_on=MoveOn.OWN_HOME, now=night.now)


def states_of(night: Night, house: HouseRows) -> list[BedState]:
    with night.context.store.reading() as session:
        facts = load_bed_facts(session, house_ids=[house.id], now=night.now)
    return sorted(bed_states(facts, now=night.now, policy=night.context.policy).values())


def test_a_check_out_ends_the_stay_and_closes_the_request(night: Night) -> None:
    house = night.house(2)
    request_id = night.request(MOTHER_AND_SON)
    offer_id = night.reservation(request_id, house)
    stay_id = night.arrive(offer_id, house)
    night.clock.forward(timedelta(days=3))
    leave(night, stay_id, house)
    with night.context.store.reading() as session:
        stay, request = session.get_one(Stay, stay_id), session.get_one(Request, request_id)
    assert (stay.checked_out_at, stay.move_on) == (night.now, MoveOn.OWN_HOME)
    assert (request.state, request.ended_at) == (RequestState.CLOSED, night.now)
    assert night.claim_states(offer_id) == {ClaimState.ENDED}


def test_beds_are_made_ready_before_they_are_free_again(night: Night) -> None:
    house = night.house(2, turnaround_hours=3)
    stay_id = night.stay(night.request(WOMAN), house)
    assert states_of(night, house) == [BedState.FREE, BedState.OCCUPIED]
    leave(night, stay_id, house)
    assert states_of(night, house) == [BedState.FREE, BedState.TURNAROUND]
    night.clock.forward(timedelta(hours=3))
    assert states_of(night, house) == [BedState.FREE, BedState.FREE]


def test_a_bed_that_is_made_ready_does_not_keep_the_one_beside_it(night: Night) -> None:
    house = night.house(2, turnaround_hours=3)
    leave(night, night.stay(night.request(WOMAN), house), house)
    assert night.offer(night.request(WOMAN), house)


def test_a_stay_ends_once(night: Night) -> None:
    house = night.house(1)
    stay_id = night.stay(night.request(), house)
    leave(night, stay_id, house)
    with pytest.raises(WrongState):
        leave(night, stay_id, house)


def test_an_absence_is_no_check_out(night: Night) -> None:
    house = night.house(1)
    request_id = night.request()
    offer_id = night.reservation(request_id, house)
    stay_id = night.arrive(offer_id, house)
    manager = night.manager(house)
    record_absence(night.context, manager, stay_id=stay_id, now=night.now)
    with night.context.store.reading() as session:
        assert session.get_one(Stay, stay_id).absent_since == night.now
    assert night.claim_states(offer_id) == {ClaimState.OCCUPIED}
    record_return(night.context, manager, stay_id=stay_id, now=night.now)
    with night.context.store.reading() as session:
        assert session.get_one(Stay, stay_id).absent_since is None


def test_only_who_is_there_can_be_away_and_only_who_is_away_comes_back(night: Night) -> None:
    house = night.house(1)
    stay_id, manager = night.stay(night.request(), house), night.manager(house)
    with pytest.raises(WrongState):
        record_return(night.context, manager, stay_id=stay_id, now=night.now)
    record_absence(night.context, manager, stay_id=stay_id, now=night.now)
    with pytest.raises(WrongState):
        record_absence(night.context, manager, stay_id=stay_id, now=night.now)


def test_a_coordinator_checks_out_by_telephone_only(night: Night) -> None:
    stay_id = night.stay(night.request(), night.house(1))
    with pytest.raises(NotFound):
        check_out(night.context, night.coordinator, stay_id=stay_id, move_on=MoveOn.UNKNOWN, now=night.now)
    check_out(
        night.context, night.coordinator, stay_id=stay_id, move_on=MoveOn.UNKNOWN, now=night.now, by_telephone=True
    )


def test_absence_and_return_are_entered_by_telephone_by_somebody_of_the_country(night: Night) -> None:
    stay_id = night.stay(night.request(), night.house(1))
    for actor in (night.coordinator, night.desk.national_contact):
        with pytest.raises(NotFound):
            record_absence(night.context, actor, stay_id=stay_id, now=night.now)
        record_absence(night.context, actor, stay_id=stay_id, now=night.now, by_telephone=True)
        record_return(night.context, actor, stay_id=stay_id, now=night.now, by_telephone=True)
    with pytest.raises(NotFound):
        record_absence(
            night.context, a_coordinator(night.context, "DE"), stay_id=stay_id, now=night.now, by_telephone=True
        )


def test_strangers_end_no_stay(night: Night) -> None:
    stay_id = night.stay(night.request(), night.house(1))
    for stranger in (a_manager(night.context, night.house(1).id), a_coordinator(night.context, "DE")):
        for by_telephone in (False, True):
            with pytest.raises(NotFound):
                check_out(
                    night.context,
                    stranger,
                    stay_id=stay_id,
                    move_on=MoveOn.UNKNOWN,
                    now=night.now,
                    by_telephone=by_telephone,
                )
