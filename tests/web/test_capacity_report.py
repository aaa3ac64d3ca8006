"""The capacity report as a form: nothing is assumed, what was typed is kept, and a report by telephone says so."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from safehouse.domain.access import Actor
from safehouse.domain.codes import BedState
from safehouse.services.capacity import get_board
from safehouse.services.context import Context
from safehouse.services.houses import add_bed, retire_bed
from tests.rows import HouseRows, a_coordinator, a_manager
from tests.services.night import Night, a_night
from tests.support.stores import Clock
from tests.support.visitors import Fields, Visitor, text_of

VisitorAs = Callable[[Actor], Visitor]


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


def report(house: HouseRows, *states: str, **more: str | list[str]) -> Fields:
    """A form that says these states of the beds in order. `more`: inputs of beds and rooms by their numbers, as in `bed_0_reason`."""
    fields: dict[str, str | list[str]] = {"room_ids": [room.id for room in house.rooms], "bed_ids": list(house.beds)}
    fields |= {f"bed-{bed}-state": state for bed, state in zip(house.beds, states, strict=False)}
    return fields | {"needs_call_first": "no"} | {named(house, name): value for name, value in more.items()}


def named(house: HouseRows, name: str) -> str:
    """What the input is called in the form of this house."""
    found = re.fullmatch(r"(bed|room)_(\d+)_(\w+)", name)
    if found is None:
        return name
    group, number, last = found.groups()
    of = house.beds[int(number)] if group == "bed" else house.rooms[int(number)].id
    return f"{group}-{of}-{last}"


def chosen(page: str, name: str) -> list[str]:
    """The answers to a question of the form that are chosen already."""
    radios = re.findall(rf'<input[^>]*name="{name}" value="([^"]*)"([^>]*)>', page)
    assert radios, f"the page does not ask for {name}"
    return [value for value, rest in radios if "checked" in rest]


def states(night: Night, house: HouseRows) -> list[BedState]:
    board = get_board(night.context, night.desk.national_contact, house_id=house.id)
    return [bed.state for room in board.rooms for bed in room.beds]


def test_a_report_says_of_each_bed_what_it_is(night: Night, manager: Visitor, house: HouseRows) -> None:
    fields = report(house, "occupied", "free", "out", room_0_gender="woman", bed_2_reason="pest")
    assert manager.post(f"/houses/{house.id}/report", fields).status_code == 303
    assert states(night, house) == [BedState.OCCUPIED, BedState.FREE, BedState.OUT_OF_SERVICE]


def test_a_bed_of_which_nothing_is_said_is_asked_for(night: Night, manager: Visitor, house: HouseRows) -> None:
    refused = manager.post(f"/houses/{house.id}/report", report(house, "occupied", "free"))
    assert refused.status_code == 422
    assert named(house, "bed_2_state") + "-error" in refused.text
    assert states(night, house) == [BedState.FREE] * 3


def test_whether_to_call_first_has_no_starting_value(manager: Visitor, house: HouseRows) -> None:
    assert chosen(manager.get(f"/houses/{house.id}/report").text, "needs_call_first") == []
    refused = manager.post(f"/houses/{house.id}/report", report(house, "free", "free", "free", needs_call_first=""))
    assert refused.status_code == 422
    assert "needs_call_first-error" in refused.text


def test_a_bed_of_which_nothing_is_known_is_asked_for_and_never_filled_in_as_free(
    night: Night, house: HouseRows, visitor_as: VisitorAs, forward: Callable[[timedelta], datetime]
) -> None:
    """Seen to fail while a bed that is unknown was filled in as free."""
    forward(timedelta(hours=25))
    form = visitor_as(a_manager(night.context, house.id)).get(f"/houses/{house.id}/report").text
    assert chosen(form, named(house, "bed_0_state")) == []


def test_what_is_known_is_filled_in(manager: Visitor, house: HouseRows) -> None:
    assert chosen(manager.get(f"/houses/{house.id}/report").text, named(house, "bed_0_state")) == ["free"]


def test_strangers_in_a_shared_room_must_be_spoken_of(manager: Visitor, house: HouseRows) -> None:
    refused = manager.post(f"/houses/{house.id}/report", report(house, "occupied", "free", "free"))
    assert refused.status_code == 422
    assert named(house, "room_0_gender") + "-error" in refused.text
    kept = refused.text.split(f'name="{named(house, "bed_0_state")}" value="occupied"')[1][:20]
    assert "checked" in kept


def test_a_bed_out_of_service_needs_a_reason(manager: Visitor, house: HouseRows) -> None:
    refused = manager.post(f"/houses/{house.id}/report", report(house, "free", "free", "out"))
    assert refused.status_code == 422
    assert named(house, "bed_2_reason") + "-error" in refused.text


def test_a_bed_that_does_not_exist_or_is_claimed_is_refused_by_name(
    night: Night, manager: Visitor, house: HouseRows
) -> None:
    ghost = "0000000000000000000x"
    unknown = {**report(house, "free", "free", "free"), "bed_ids": [*house.beds, ghost], f"bed-{ghost}-state": "free"}
    assert manager.post(f"/houses/{house.id}/report", unknown).status_code == 422
    night.offer(night.request(), house)
    held = states(night, house).index(BedState.HELD)
    said = ["free", "free", "free"]
    said[held] = "out"
    fields = report(house, *said, **{f"bed_{held}_reason": "pest"})
    refused = manager.post(f"/houses/{house.id}/report", fields)
    assert refused.status_code == 422
    assert named(house, f"bed_{held}_state") + "-error" in refused.text
    assert states(night, house)[held] is BedState.HELD


def test_answers_stay_with_their_beds_when_one_is_retired_meanwhile(
    night: Night, manager: Visitor, house: HouseRows
) -> None:
    """Seen red with inputs numbered by their place on the page: the second sending said that the occupied bed is free."""
    fields = report(house, "free", "occupied", "free", room_0_gender="woman")
    contact = night.desk.national_contact
    retire_bed(night.context, contact, house_id=house.id, bed_id=house.beds[0], now=night.now)
    refused = manager.post(f"/houses/{house.id}/report", fields)
    assert refused.status_code == 422
    assert "This house has no such bed." in refused.text
    assert chosen(refused.text, named(house, "bed_1_state")) == ["occupied"]
    assert chosen(refused.text, named(house, "bed_2_state")) == ["free"]
    again = {**fields, "bed_ids": list(house.beds[1:])}
    assert manager.post(f"/houses/{house.id}/report", again).status_code == 303
    assert states(night, house) == [BedState.OCCUPIED, BedState.FREE]


def test_a_bed_that_was_added_meanwhile_is_asked_for(night: Night, manager: Visitor, house: HouseRows) -> None:
    fields = report(house, "free", "free", "free")
    room_id = house.rooms[0].id
    added = add_bed(night.context, night.desk.national_contact, house_id=house.id, room_id=room_id, now=night.now)
    refused = manager.post(f"/houses/{house.id}/report", fields)
    assert refused.status_code == 422
    assert chosen(refused.text, f"bed-{added}-state") == []


def test_a_report_by_telephone_is_shown_as_such(
    night: Night, manager: Visitor, house: HouseRows, visitor_as: VisitorAs
) -> None:
    desk = visitor_as(night.coordinator)
    fields = report(house, "free", "free", "free")
    assert desk.post(f"/country/houses/{house.id}/report", fields).status_code == 303
    said = "by telephone, entered by placement coordinator"
    assert said in text_of(manager.get(f"/houses/{house.id}").text)
    assert desk.post(f"/country/houses/{house.id}/nothing-changed").status_code == 303
    assert said in text_of(desk.get(f"/country/houses/{house.id}").text)


def test_another_countrys_desk_reports_for_nobody_here(
    context: Context, house: HouseRows, visitor_as: VisitorAs
) -> None:
    stranger = visitor_as(a_coordinator(context, "BE"))
    assert stranger.post(f"/country/houses/{house.id}/report", report(house, "free", "free", "free")).status_code == 404
