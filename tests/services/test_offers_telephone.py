"""What the national contact sees who speaks for a house: who comes and when, and nothing that is sealed or another country's."""

from dataclasses import fields
from datetime import timedelta

import pytest
from sqlmodel import select

from safehouse.domain.access import Action
from safehouse.domain.codes import AgeBand, DeclinedHouse, Gender, HouseNeed, MoveOn, OfferState, Role
from safehouse.domain.errors import NotFound
from safehouse.models.audit import AuditEntry
from safehouse.services.arrivals import confirm_arrival
from safehouse.services.offers import (
    TelephoneOffer,
    accept_offer,
    decline_offer,
    get_telephone_offer,
    list_telephone_offers,
)
from safehouse.services.stays import check_out, record_absence, record_return
from tests.rows import HouseRows, a_national_contact
from tests.services.abroad import a_border
from tests.services.night import MOTHER_AND_BABY, WOMAN, Night, an_area

FAR_AWAY = "871e701b3ffffff"
UNTIL_OVERDUE = timedelta(hours=14)
SHOWN = {
    "doubts",
    "made_at",
    "offer_id",
    "house_id",
    "house_code",
    "case_code",
    "is_from_abroad",
    "state",
    "is_live",
    "answer_by_at",
    "arrives_at",
    "urgency",
    "people",
    "languages",
    "house_needs",
    "room_needs",
    "is_awaited",
    "is_move",
    "overdue_at",
    "is_overdue",
    "has_hand_over",
    "rooms",
    "stay",
}


def seen(night: Night, house: HouseRows) -> tuple[TelephoneOffer, ...]:
    return list_telephone_offers(night.context, night.desk.national_contact, house_id=house.id)


def test_the_contact_sees_of_an_offer_exactly_what_it_may() -> None:
    assert {field.name for field in fields(TelephoneOffer)} == SHOWN


def test_the_contact_sees_who_comes_by_age_band_and_by_case_code(night: Night) -> None:
    house = night.house(3, cots_per_room=(1,))
    request_id = night.request(MOTHER_AND_BABY)
    night.offer(request_id, house)
    (shown,) = seen(night, house)
    assert shown.case_code == night.case_code(request_id)
    assert [(person.gender, person.age_band) for person in shown.people] == [
        (Gender.WOMAN, AgeBand.ADULT),
        (Gender.WOMAN, AgeBand.UNDER_2),
    ]


def test_of_what_is_sealed_the_contact_sees_the_needs_alone(night: Night) -> None:
    house = night.house(2, services=frozenset({HouseNeed.NEWBORN}), specialisms=frozenset({"sexual"}))
    request_id = night.request(
        columns={"exploitation": "sexual"},
        house_needs=frozenset({HouseNeed.NEWBORN}),
        keep_away=(an_area(FAR_AWAY),),
        tags=frozenset({"canary tag"}),
        hand_over="canary note",
    )
    night.reservation(request_id, house)
    (shown,) = seen(night, house)
    assert shown.house_needs == {HouseNeed.NEWBORN}
    for canary in ("canary", "sexual", FAR_AWAY, "Elsewhere", "trafficker"):
        assert canary not in repr(shown)


def test_what_waits_for_an_answer_is_first_then_who_is_awaited_then_who_stays(night: Night) -> None:
    """Seen red with the order turned round."""
    house = night.house(3)
    staying, awaited, pending = night.request(WOMAN), night.request(WOMAN), night.request(WOMAN)
    night.stay(staying, house)
    night.reservation(awaited, house)
    night.offer(pending, house)
    assert [line.case_code for line in seen(night, house)] == [
        night.case_code(request_id) for request_id in (pending, awaited, staying)
    ]


def test_an_offer_that_has_passed_leaves_the_list_and_shows_nobody(night: Night) -> None:
    """Seen red with the people, and with the needs, of every offer shown."""
    house = night.house(1, services=frozenset({HouseNeed.NEWBORN}))
    offer_id = night.offer(night.request(house_needs=frozenset({HouseNeed.NEWBORN})), house)
    night.clock.forward(timedelta(hours=4))
    assert seen(night, house) == ()
    shown = get_telephone_offer(night.context, night.desk.national_contact, house_id=house.id, offer_id=offer_id)
    assert (shown.state, shown.is_live, shown.people, shown.house_needs) == (OfferState.EXPIRED, False, (), frozenset())


def test_what_is_overdue_says_so(night: Night) -> None:
    house = night.house(1)
    night.reservation(night.request(), house)
    night.clock.forward(UNTIL_OVERDUE)
    (shown,) = seen(night, house)
    assert shown.is_overdue


def test_only_the_contact_of_the_country_sees_it_and_an_offer_only_at_its_own_house(night: Night) -> None:
    """Seen red with the roles of the house's country left out, and with the house left out of the query."""
    house, other = night.house(1), night.house(1)
    offer_id = night.offer(night.request(), house)
    for actor in (night.coordinator, night.manager(house), a_national_contact(night.context, "BE")):
        with pytest.raises(NotFound):
            list_telephone_offers(night.context, actor, house_id=house.id)
        with pytest.raises(NotFound):
            get_telephone_offer(night.context, actor, house_id=house.id, offer_id=offer_id)
    with pytest.raises(NotFound):
        get_telephone_offer(night.context, night.desk.national_contact, house_id=other.id, offer_id=offer_id)


def test_an_offer_from_another_country_has_an_alias_and_nothing_of_it_is_left_when_it_ends(night: Night) -> None:
    """Seen red with the case code in place of the alias, and with offers that have ended."""
    border = a_border(night)
    request_id = night.request()
    offer_id = border.offer(request_id)
    (shown,) = list_telephone_offers(night.context, border.contact, house_id=border.house.id)
    assert (shown.is_from_abroad, len(shown.case_code)) == (True, len(night.case_code(request_id)))
    assert shown.case_code != night.case_code(request_id)
    decline_offer(
        night.context,
        border.contact,
        offer_id=offer_id,
        reason=DeclinedHouse.OTHER,
        now=night.now,
        by_telephone=True,
    )
    with pytest.raises(NotFound):
        get_telephone_offer(night.context, border.contact, house_id=border.house.id, offer_id=offer_id)


def test_the_contact_answers_receives_and_checks_out_by_telephone_on_record(night: Night) -> None:
    house, contact = night.house(1), night.desk.national_contact
    context, now = night.context, night.now
    refused = night.offer(night.request(), house)
    decline_offer(context, contact, offer_id=refused, reason=DeclinedHouse.OTHER, now=now, by_telephone=True)
    offer_id = night.offer(night.request(), house)
    accept_offer(context, contact, offer_id=offer_id, now=now, by_telephone=True)
    stay_id = confirm_arrival(context, contact, offer_id=offer_id, now=now, by_telephone=True)
    record_absence(context, contact, stay_id=stay_id, now=now, by_telephone=True)
    record_return(context, contact, stay_id=stay_id, now=now, by_telephone=True)
    check_out(context, contact, stay_id=stay_id, move_on=MoveOn.OWN_HOME, now=now, by_telephone=True)
    with context.store.reading() as session:
        entries = session.exec(select(AuditEntry).where(AuditEntry.actor_role == Role.NATIONAL_CONTACT)).all()
    assert all(entry.detail["by_telephone"] for entry in entries)
    assert sorted(entry.action for entry in entries) == sorted(
        (
            Action.DECLINED_OFFER,
            Action.ACCEPTED_OFFER,
            Action.CONFIRMED_ARRIVAL,
            Action.RECORDED_ABSENCE,
            Action.RECORDED_ABSENCE,
            Action.CHECKED_OUT,
        )
    )
