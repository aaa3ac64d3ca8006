"""A house that must be left, on the pages: the manager says so, the contact sees the plan and carries it out; and a drill."""

from collections.abc import Callable

import pytest

from safehouse.domain.access import Actor
from safehouse.domain.codes import HouseStatus
from safehouse.models.houses import House
from safehouse.services.context import Context
from safehouse.services.evacuations import find_drill, get_evacuation
from safehouse.services.evacuations.computing import compute_drill, compute_evacuation
from safehouse.services.offers import list_house_offers
from tests.rows import HouseRows
from tests.services.night import MOTHER_AND_SON, Night, a_night
from tests.support.stores import Clock
from tests.support.visitors import Visitor, text_of

VisitorAs = Callable[[Actor], Visitor]


@pytest.fixture
def night(context: Context, clock: Clock) -> Night:
    return a_night(context, clock)


@pytest.fixture
def contact(night: Night, visitor_as: VisitorAs) -> Visitor:
    return visitor_as(night.desk.national_contact)


def compute(night: Night, house: HouseRows) -> None:
    job = get_evacuation(night.context, night.desk.national_contact, house_id=house.id).job
    assert job is not None
    compute_evacuation(night.context, job_id=job.id, now=night.now)


def test_a_manager_says_that_the_house_is_not_safe_and_the_contact_finds_it_being_planned(
    night: Night, contact: Visitor, visitor_as: VisitorAs
) -> None:
    house = night.house(1)
    manager = visitor_as(night.manager(house))
    assert manager.post(f"/houses/{house.id}/compromised").status_code == 303
    with night.context.store.reading() as session:
        assert session.get_one(House, house.id).status is HouseStatus.COMPROMISED
    board = text_of(manager.get(f"/houses/{house.id}").text)
    assert "This house is not safe." in board
    page = contact.get(f"/country/houses/{house.id}/evacuation").text
    assert "The evacuation is being planned." in text_of(page)
    assert f'hx-get="/country/houses/{house.id}/evacuation/progress"' in page


def test_the_contact_sees_who_must_leave_and_where_they_can_go_and_carries_it_out(
    night: Night, contact: Visitor
) -> None:
    house, request_id = night.house(2, shared=False), night.request(MOTHER_AND_SON)
    night.stay(request_id, house)
    other = night.house(2, shared=False)
    night.compromise(house)
    compute(night, house)
    address = f"/country/houses/{house.id}/evacuation"
    page = text_of(contact.get(address).text)
    assert "2 of 2 people have a place." in page
    assert night.case_code(request_id) in page
    assert f"House {other.code}" in page
    assert contact.post(f"{address}/moves").status_code == 303
    page = text_of(contact.get(address).text)
    assert "1 house was asked." in page
    assert "offered, the house must answer" in page
    offers = list_house_offers(night.context, night.manager(other), house_id=other.id)
    assert len(offers) == 1
    board = text_of(contact.get(f"/country/houses/{house.id}").text)
    assert "moves out to another place" in board


def test_a_move_that_does_not_hold_any_more_says_so(night: Night, contact: Visitor) -> None:
    house = night.house(1)
    night.stay(night.request(), house)
    other = night.house(1)
    night.compromise(house)
    compute(night, house)
    night.offer(night.request(), other)
    [move] = get_evacuation(night.context, night.desk.national_contact, house_id=house.id).moves
    answer = contact.post(f"/country/houses/{house.id}/evacuation/moves/{move.move_id}")
    assert answer.status_code == 409
    assert "Nothing was changed." in text_of(answer.text)


def test_who_has_no_place_is_told_why_and_strangers_are_counted(night: Night, contact: Visitor) -> None:
    house = night.house(1)
    night.stay(night.request(), house)
    night.compromise(house)
    compute(night, house)
    page = text_of(contact.get(f"/country/houses/{house.id}/evacuation").text)
    assert "0 of 1 person has a place." in page
    assert "no place found" in page


def test_a_drill_is_asked_for_with_ticks_and_says_its_numbers(night: Night, contact: Visitor) -> None:
    one, other = night.house(1), night.house(1)
    night.stay(night.request(), one)
    assert "There has been no drill yet." in text_of(contact.get("/country/drill").text)
    refused = contact.post("/country/drill", {"country": "NL"})
    assert refused.status_code == 422
    assert contact.post("/country/drill", {"country": "NL", "house_ids": [one.id, other.id]}).status_code == 303
    assert "The drill is being computed." in text_of(contact.get("/country/drill").text)
    found = find_drill(night.context, night.desk.national_contact, country="NL")
    assert found is not None
    compute_drill(night.context, job_id=found.job.id, now=night.now)
    page = text_of(contact.get("/country/drill").text)
    assert "The drill is being computed." not in page
    assert one.code in page


def test_what_is_foreign_is_not_found(night: Night, contact: Visitor, visitor_as: VisitorAs) -> None:
    assert contact.get(f"/country/houses/{'x' * 20}/evacuation").status_code == 404
    assert contact.post("/country/drill", {"country": "BE", "house_ids": ["x"]}).status_code == 404
    house = night.house(1)
    coordinator = visitor_as(night.coordinator)
    assert coordinator.get(f"/country/houses/{house.id}/evacuation").status_code == 404
