"""A compromised house: nobody is sent there any more, and everybody who can act sees whom it concerns.

Seen red with `is_unsafe` of an offer and of a line of the desk always False, with stays left out of the desk, with the order of the
desk by urgency alone, with strangers not counted, and with the houses of other countries not left out.
"""

from collections.abc import Callable

import pytest
from sqlmodel import select

from safehouse.domain.access import Action
from safehouse.domain.codes import Gender, MoveOn, RequestState, Urgency
from safehouse.models.audit import AuditEntry
from safehouse.services.arrivals import record_departure
from safehouse.services.capacity import BedDraft, RoomStatement, report_capacity
from safehouse.services.offers import Concerned, get_desk_offer, list_unsafe_houses, withdraw_offer
from safehouse.services.requests import list_desk
from safehouse.services.stays import check_out
from tests.rows import HouseRows, a_country_desk, a_manager
from tests.services.drafts import a_report_draft
from tests.services.night import MOTHER_AND_SON, Night

Placing = Callable[[Night, str, HouseRows], str]


def offered(night: Night, request_id: str, house: HouseRows) -> str:
    return night.offer(request_id, house)


def reserved(night: Night, request_id: str, house: HouseRows) -> str:
    return night.reservation(request_id, house)


def on_the_way(night: Night, request_id: str, house: HouseRows) -> str:
    offer_id = night.reservation(request_id, house)
    record_departure(night.context, night.coordinator, offer_id=offer_id, now=night.now)
    return offer_id


def arrived(night: Night, request_id: str, house: HouseRows) -> str:
    offer_id = night.reservation(request_id, house)
    night.arrive(offer_id, house)
    return offer_id


@pytest.mark.parametrize("place", [offered, reserved, on_the_way, arrived])
def test_the_desk_sees_first_who_is_in_or_on_the_way_to_a_house_that_is_not_safe(night: Night, place: Placing) -> None:
    house, other = night.house(1), night.house(1)
    emergency = night.request(columns={"urgency": Urgency.EMERGENCY})
    concerned = night.request(columns={"urgency": Urgency.PLANNED})
    night.offer(emergency, other)
    offer_id = place(night, concerned, house)
    assert not get_desk_offer(night.context, night.coordinator, offer_id=offer_id).is_unsafe
    night.compromise(house)
    lines = list_desk(night.context, night.coordinator)
    assert [(line.request_id, line.is_unsafe) for line in lines] == [(concerned, True), (emergency, False)]
    assert lines[0].house_code == house.code
    assert get_desk_offer(night.context, night.coordinator, offer_id=offer_id).is_unsafe


def test_people_who_stay_in_a_safe_house_are_not_on_the_desk(night: Night) -> None:
    arrived(night, night.request(), night.house(1))
    assert list_desk(night.context, night.coordinator) == ()


def test_what_was_taken_back_or_has_ended_concerns_nobody(night: Night) -> None:
    house = night.house(2)
    back, left = night.request(), night.request()
    offer_id = night.reservation(back, house)
    stay_id = night.stay(left, house)
    night.compromise(house)
    withdraw_offer(night.context, night.coordinator, offer_id=offer_id, now=night.now)
    check_out(night.context, night.manager(house), stay_id=stay_id, move_on=MoveOn.OTHER_SAFE_HOUSE, now=night.now)
    [line] = list_desk(night.context, night.coordinator)
    assert (line.request_id, line.state, line.is_unsafe) == (back, RequestState.OPEN, False)
    [unsafe] = list_unsafe_houses(night.context, night.desk.national_contact)
    assert (unsafe.households, unsafe.people_there, unsafe.people_expected) == ((), 0, 0)


@pytest.mark.parametrize("is_compromised", [False, True])
def test_an_arrival_in_a_house_that_is_not_safe_is_flagged_on_record(night: Night, *, is_compromised: bool) -> None:
    house = night.house(1)
    offer_id = on_the_way(night, night.request(), house)
    if is_compromised:
        night.compromise(house)
    night.arrive(offer_id, house)
    with night.context.store.reading() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == Action.CONFIRMED_ARRIVAL)).one()
    assert entry.detail["is_unsafe"] is is_compromised


def test_the_national_contact_sees_how_many_must_be_moved_and_must_not_arrive(night: Night) -> None:
    house = night.house(3, 2, 1)
    _say_that_a_woman_sleeps_in_the_last_bed(night, house)
    family, guest, coming = night.request(MOTHER_AND_SON), night.request(), night.request()
    arrived(night, family, house)
    arrived(night, guest, house)
    on_the_way(night, coming, house)
    night.compromise(house)
    [unsafe] = list_unsafe_houses(night.context, night.desk.national_contact)
    expected = [(family, 2, True), (guest, 1, True), (coming, 1, False)]
    assert set(unsafe.households) == {Concerned(night.case_code(one), people, there) for one, people, there in expected}
    assert (unsafe.house_code, unsafe.people_there, unsafe.people_expected) == (house.code, 4, 1)
    assert unsafe.unknown_people == 1


def test_nobody_sees_a_compromised_house_of_another_country(night: Night) -> None:
    house, safe = night.house(1), night.house(1)
    night.compromise(house)
    abroad = a_country_desk(night.context, "BE")
    for stranger in (abroad.coordinator, abroad.national_contact, a_manager(night.context, house.id)):
        assert list_unsafe_houses(night.context, stranger) == ()
    for own in (night.coordinator, night.desk.national_contact):
        seen = [unsafe.house_code for unsafe in list_unsafe_houses(night.context, own)]
        assert seen == [house.code]
        assert safe.code not in seen


def _say_that_a_woman_sleeps_in_the_last_bed(night: Night, house: HouseRows) -> None:
    bed = BedDraft(house.beds[-1], in_service=True, occupied=True)
    room = RoomStatement(house.rooms[-1].id, Gender.WOMAN, has_minors=False, will_not_say=False)
    draft = a_report_draft(house, bed, rooms=[room])
    report_capacity(night.context, night.manager(house), house_id=house.id, draft=draft, now=night.now)
