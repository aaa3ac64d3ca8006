"""The pages of beds as they are: out of service, another bed, what was reported, and a word against a placement."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from safehouse.domain.access import Actor
from safehouse.domain.codes import BedState, ClaimKind, OfferState
from safehouse.services.capacity import get_board
from safehouse.services.context import Context
from tests.rows import HouseRows, a_manager
from tests.services.night import Night, a_night, claims_of
from tests.support.stores import Clock
from tests.support.visitors import Fields, Visitor, text_of

VisitorAs = Callable[[Actor], Visitor]
MUST_SPEAK = "house and desk must speak"


@pytest.fixture
def night(context: Context, clock: Clock) -> Night:
    return a_night(context, clock)


@pytest.fixture
def house(night: Night) -> HouseRows:
    return night.house(2, 1)


@pytest.fixture
def manager(
    context: Context, house: HouseRows, visitor_as: VisitorAs, forward: Callable[[timedelta], datetime]
) -> Visitor:
    forward(timedelta(minutes=5))
    return visitor_as(a_manager(context, house.id))


def states(night: Night, house: HouseRows) -> dict[str, BedState]:
    board = get_board(night.context, night.desk.national_contact, house_id=house.id)
    return {bed.id: bed.state for room in board.rooms for bed in room.beds}


def used_bed(night: Night, offer_id: str) -> str:
    with night.context.store.reading() as session:
        claims = [claim for claim in claims_of(session, offer_id) if claim.ended_at is None]
    bed = next(claim.bed_id for claim in claims if claim.kind is ClaimKind.USED)
    assert bed is not None
    return bed


def report_fields(house: HouseRows, **states: str) -> Fields:
    fields: dict[str, str | list[str]] = {"room_ids": [room.id for room in house.rooms], "bed_ids": list(house.beds)}
    fields |= {f"bed-{bed}-state": states.get(bed, "free") for bed in house.beds}
    fields |= {f"room-{room.id}-gender": "woman" for room in house.rooms}
    return fields | {"needs_call_first": "no"}


def outage_links(page: str) -> list[str]:
    return sorted(set(re.findall(r'href="([^"]*/outages/[^"/]+)"', page)))


@pytest.mark.parametrize("by_telephone", [False, True])
def test_a_bed_is_closed_changed_and_opened_again(
    night: Night, manager: Visitor, house: HouseRows, visitor_as: VisitorAs, *, by_telephone: bool
) -> None:
    visitor = visitor_as(night.coordinator) if by_telephone else manager
    address = f"/country/houses/{house.id}/outages" if by_telephone else f"/houses/{house.id}/outages"
    assert "Every bed is in service." in text_of(visitor.get(address).text)
    assert visitor.post(address, {"bed_id": house.beds[0]}).status_code == 422
    refused = visitor.post(address, {"bed_id": house.beds[0], "reason": "pest", "last_on": "yesterday"})
    assert "Please give a day." in refused.text
    assert visitor.post(address, {"bed_id": house.beds[0], "reason": "pest"}).status_code == 303
    assert states(night, house)[house.beds[0]] is BedState.OUT_OF_SERVICE
    [one] = outage_links(visitor.get(address).text)
    assert visitor.get(one).status_code == 200
    assert visitor.post(one, {"reason": "damage", "last_on": "2026-12-24"}).status_code == 303
    assert "Thursday 24 December 2026" in text_of(visitor.get(address).text)
    assert visitor.post(f"{one}/end").status_code == 303
    assert states(night, house)[house.beds[0]] is BedState.FREE
    assert visitor.post(f"{one}/end").status_code == 409


def test_an_outage_of_another_house_is_not_here(night: Night, manager: Visitor, house: HouseRows) -> None:
    other = night.house(1)
    assert manager.get(f"/houses/{other.id}/outages").status_code == 404
    assert manager.get(f"/houses/{house.id}/outages/0000000000000000000x").status_code == 404


def test_a_word_against_a_placement_is_asked_about_once_and_then_kept(
    night: Night, manager: Visitor, house: HouseRows, visitor_as: VisitorAs
) -> None:
    request_id = night.request()
    offer_id = night.offer(request_id, house)
    bed = used_bed(night, offer_id)
    address = f"/houses/{house.id}/report"
    assert "It is so all the same" not in manager.get(address).text
    refused = manager.post(address, report_fields(house, **{bed: "occupied"}))
    assert refused.status_code == 422
    assert "It is so all the same" in refused.text
    assert f"bed-{bed}-state-error" in refused.text
    kept = manager.post(address, {**report_fields(house, **{bed: "occupied"}), "is_so_all_the_same": "yes"})
    assert kept.status_code == 303
    desk = visitor_as(night.coordinator)
    for visitor, page in (
        (manager, f"/houses/{house.id}"),
        (desk, f"/requests/{request_id}"),
        (desk, f"/country/houses/{house.id}"),
    ):
        assert MUST_SPEAK in text_of(visitor.get(page).text)
    assert "bed in doubt" in text_of(desk.get("/").text) + text_of(desk.get("/desk").text)
    manager.post(f"/house-offers/{offer_id}/open")
    refused_yes = manager.post(f"/house-offers/{offer_id}/accept")
    assert refused_yes.status_code == 409
    assert "House and desk must speak" in text_of(refused_yes.text)
    assert night.offer_state(offer_id) is OfferState.PENDING
    assert "not settled yet" in text_of(manager.get(f"/houses/{house.id}/reports").text)
    assert manager.post(address, report_fields(house)).status_code == 303
    assert "settled by a later report" in text_of(desk.get(f"/country/houses/{house.id}/reports").text)


def test_somebody_taken_in_into_a_promised_bed_is_told(night: Night, manager: Visitor, house: HouseRows) -> None:
    offer_id = night.offer(night.request(), house)
    bed = used_bed(night, offer_id)
    address = f"/houses/{house.id}/people"
    fields: dict[str, str] = {f"bed-{one}-state": "free" for one in house.beds if one != bed}
    fields |= {f"bed-{bed}-state": "occupied", f"bed-{bed}-gender": "woman", f"bed-{bed}-age_band": "adult"}
    fields |= {"needs_call_first": "no"}
    refused = manager.post(address, fields)
    assert refused.status_code == 422
    assert "It is so all the same" in refused.text
    assert manager.post(address, {**fields, "is_so_all_the_same": "yes"}).status_code == 303
    assert MUST_SPEAK in text_of(manager.get(f"/house-offers/{offer_id}").text)


@pytest.mark.parametrize("by", ["house", "contact", "desk"])
def test_a_house_gives_them_another_bed_and_the_desk_sees_it(
    night: Night, manager: Visitor, house: HouseRows, visitor_as: VisitorAs, by: str
) -> None:
    request_id = night.request()
    offer_id = night.reservation(request_id, house)
    old = used_bed(night, offer_id)
    visitor, address = {
        "house": (manager, f"/house-offers/{offer_id}/other-bed"),
        "contact": (
            visitor_as(night.desk.national_contact),
            f"/country/houses/{house.id}/offers/{offer_id}/other-bed",
        ),
        "desk": (visitor_as(night.coordinator), f"/requests/{request_id}/offers/{offer_id}/other-bed"),
    }[by]
    offered = re.findall(r'name="beds" value="([^"]+)"', visitor.get(address).text)
    assert set(offered) == set(house.beds) - {old}
    assert visitor.post(address, {"beds": old}).status_code == 422
    assert visitor.post(address, {}).status_code == 422
    assert visitor.post(address, {"beds": offered[0]}).status_code == 303
    assert used_bed(night, offer_id) == offered[0]
    seen = text_of(visitor_as(night.coordinator).get(f"/requests/{request_id}").text)
    assert "the house has given them another bed" in seen


def test_the_board_says_when_the_house_goes_dark(manager: Visitor, house: HouseRows) -> None:
    assert "Without a new report the house goes dark:" in text_of(manager.get(f"/houses/{house.id}").text)
