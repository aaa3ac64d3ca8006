"""Who sees what of an offer: the literal list of product and security, checked against everything that a view holds."""

from dataclasses import fields
from datetime import timedelta

import pytest

from safehouse.domain.codes import (
    AgeBand,
    DeclinedHouse,
    Gender,
    HouseNeed,
    OfferState,
    ReleaseReason,
    SpeakerLevel,
    Urgency,
)
from safehouse.domain.errors import NotFound
from safehouse.services.arrivals import record_no_show
from safehouse.services.offers import (
    Household,
    HouseOffer,
    accept_offer,
    decline_offer,
    get_desk_offer,
    get_house_offer,
    list_house_offers,
    list_request_offers,
    withdraw_offer,
)
from safehouse.services.offers.house import age_band
from tests.rows import HouseRows, a_coordinator, a_manager
from tests.services.night import MOTHER_AND_BABY, Night, an_area

FAR_AWAY = "871e701b3ffffff"
OF_A_HOUSEHOLD = {
    "people",
    "languages",
    "house_needs",
    "room_needs",
    "urgency",
    "arrives_at",
    "has_hand_over",
}
"""Number of people (one line each), gender and age band, languages, needs, urgency, time of arrival; and that there is a note."""
OF_AN_OFFER = {
    "offer_id",
    "house_id",
    "house_code",
    "state",
    "made_at",
    "answer_by_at",
    "opened_at",
    "telephone_role",
    "reason",
    "number_of_people",
    "household",
    "is_awaited",
    "is_move",
    "overdue_at",
    "is_overdue",
    "rooms",
    "stay",
    "doubts",
}


def an_offer(night: Night) -> tuple[str, HouseRows]:
    house = night.house(
        3, cots_per_room=(1,), services=frozenset({HouseNeed.NEWBORN}), specialisms=frozenset({"sexual"})
    )
    request_id = night.request(
        MOTHER_AND_BABY,
        columns={"exploitation": "sexual", "languages": {"ro": "fluent", "it": "some"}, "urgency": Urgency.URGENT},
        house_needs=frozenset({HouseNeed.NEWBORN}),
        keep_away=(an_area(FAR_AWAY),),
        tags=frozenset({"canary tag"}),
        hand_over="canary note",
    )
    return night.offer(request_id, house), house


def shown_to_house(night: Night, offer_id: str, house: HouseRows) -> HouseOffer:
    return get_house_offer(night.context, night.manager(house), offer_id=offer_id)


def test_a_house_sees_of_an_offer_exactly_what_it_may() -> None:
    assert {field.name for field in fields(HouseOffer)} == OF_AN_OFFER
    assert {field.name for field in fields(Household)} == OF_A_HOUSEHOLD


def test_a_house_sees_who_would_come_before_it_answers(night: Night) -> None:
    offer_id, house = an_offer(night)
    shown = shown_to_house(night, offer_id, house)
    assert shown.household is not None
    assert [(person.gender, person.age_band) for person in shown.household.people] == [
        (Gender.WOMAN, AgeBand.ADULT),
        (Gender.WOMAN, AgeBand.UNDER_2),
    ]
    assert shown.household.languages == {"ro": SpeakerLevel.FLUENT, "it": SpeakerLevel.SOME}
    assert shown.household.house_needs == {HouseNeed.NEWBORN}
    assert shown.household.arrives_at == night.now + timedelta(hours=2)
    assert [(room.label, len(room.beds), room.cots, room.blocked) for room in shown.rooms] == [("1", 1, 1, 2)]


def test_nothing_that_a_house_sees_holds_what_it_may_not(night: Night) -> None:
    offer_id, house = an_offer(night)
    accept_offer(night.context, night.manager(house), offer_id=offer_id, now=night.now)
    shown = repr(shown_to_house(night, offer_id, house))
    for canary in ("canary", "sexual", FAR_AWAY, "Elsewhere", "trafficker"):
        assert canary not in shown


def test_a_house_learns_of_a_note_only_after_it_accepted(night: Night) -> None:
    offer_id, house = an_offer(night)
    before = shown_to_house(night, offer_id, house).household
    accept_offer(night.context, night.manager(house), offer_id=offer_id, now=night.now)
    after = shown_to_house(night, offer_id, house).household
    assert before is not None
    assert after is not None
    assert (before.has_hand_over, after.has_hand_over) == (False, True)


def test_of_a_declined_offer_a_house_sees_number_and_reason_only(night: Night) -> None:
    offer_id, house = an_offer(night)
    manager = night.manager(house)
    decline_offer(night.context, manager, offer_id=offer_id, reason=DeclinedHouse.FUNDING, now=night.now)
    shown = shown_to_house(night, offer_id, house)
    assert (shown.household, shown.rooms) == (None, ())
    assert (shown.number_of_people, shown.reason) == (2, DeclinedHouse.FUNDING)


def test_of_a_withdrawn_offer_a_house_sees_the_number_only(night: Night) -> None:
    offer_id, house = an_offer(night)
    withdraw_offer(night.context, night.coordinator, offer_id=offer_id, now=night.now)
    shown = shown_to_house(night, offer_id, house)
    assert (shown.household, shown.number_of_people, shown.reason) == (None, 2, None)


def test_an_offer_whose_time_has_passed_shows_nobody_although_no_scheduler_ran(night: Night) -> None:
    offer_id, house = an_offer(night)
    night.clock.forward(timedelta(hours=4))
    shown = shown_to_house(night, offer_id, house)
    assert (shown.state, shown.household) == (OfferState.EXPIRED, None)
    assert get_desk_offer(night.context, night.coordinator, offer_id=offer_id).state is OfferState.EXPIRED


def test_a_house_knows_whom_it_awaits_and_whom_it_has(night: Night) -> None:
    offer_id, house = an_offer(night)
    manager = night.manager(house)
    accept_offer(night.context, manager, offer_id=offer_id, now=night.now)
    awaited = shown_to_house(night, offer_id, house)
    night.arrive(offer_id, house)
    (there,) = list_house_offers(night.context, manager, house_id=house.id)
    assert awaited.is_awaited
    assert (there.is_awaited, there.overdue_at) == (False, None)
    assert there.household is not None
    assert there.stay is not None


def test_people_who_stay_long_never_drop_off_the_list(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("safehouse.services.offers.house.PAST_OFFERS_SHOWN", 1)
    house = night.house(2)
    staying = night.reservation(night.request(), house)
    night.arrive(staying, house)
    for _ in range(2):
        night.clock.forward(timedelta(minutes=1))
        passing = night.offer(night.request(), house)
        withdraw_offer(night.context, night.coordinator, offer_id=passing, now=night.now)
    offers = list_house_offers(night.context, night.manager(house), house_id=house.id)
    assert [offer.offer_id for offer in offers] == [passing, staying]


def test_nobody_who_came_is_shown_as_such(night: Night) -> None:
    offer_id, house = an_offer(night)
    accept_offer(night.context, night.manager(house), offer_id=offer_id, now=night.now)
    night.clock.forward(timedelta(hours=14))
    assert shown_to_house(night, offer_id, house).is_overdue
    record_no_show(night.context, night.coordinator, offer_id=offer_id, now=night.now)
    shown = shown_to_house(night, offer_id, house)
    assert (shown.reason, shown.household, shown.is_overdue) == (ReleaseReason.NO_SHOW, None, False)


def test_a_foreign_manager_sees_nothing(night: Night) -> None:
    offer_id, house = an_offer(night)
    stranger = a_manager(night.context, night.house(1).id)
    with pytest.raises(NotFound):
        get_house_offer(night.context, stranger, offer_id=offer_id)
    with pytest.raises(NotFound):
        list_house_offers(night.context, stranger, house_id=house.id)


def test_the_desk_sees_its_offers_newest_first(night: Night) -> None:
    first, _ = an_offer(night)
    request_id = get_desk_offer(night.context, night.coordinator, offer_id=first).request_id
    withdraw_offer(night.context, night.coordinator, offer_id=first, now=night.now)
    night.clock.forward(timedelta(minutes=1))
    second = night.offer(request_id, night.house(3, services=frozenset({HouseNeed.NEWBORN})))
    offers = list_request_offers(night.context, night.coordinator, request_id=request_id)
    assert [offer.offer_id for offer in offers] == [second, first]


def test_a_foreign_desk_sees_nothing(night: Night) -> None:
    offer_id, _ = an_offer(night)
    stranger = a_coordinator(night.context, "DE")
    request_id = get_desk_offer(night.context, night.coordinator, offer_id=offer_id).request_id
    with pytest.raises(NotFound):
        get_desk_offer(night.context, stranger, offer_id=offer_id)
    with pytest.raises(NotFound):
        list_request_offers(night.context, stranger, request_id=request_id)


@pytest.mark.parametrize(
    ("age", "band"),
    [
        (0, AgeBand.UNDER_2),
        (1, AgeBand.UNDER_2),
        (2, AgeBand.FROM_2_TO_11),
        (11, AgeBand.FROM_2_TO_11),
        (12, AgeBand.FROM_12_TO_15),
        (15, AgeBand.FROM_12_TO_15),
        (16, AgeBand.FROM_16_TO_17),
        (17, AgeBand.FROM_16_TO_17),
        (18, AgeBand.ADULT),
        (120, AgeBand.ADULT),
    ],
)
def test_age_bands_end_where_product_says(age: int, band: AgeBand) -> None:
    assert age_band(age) is band
