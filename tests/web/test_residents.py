"""The screen on which a house says who is there: nothing is assumed, and it is its report."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from safehouse.domain.access import Actor
from safehouse.domain.codes import BedState, HouseStatus
from safehouse.services.capacity import Board, get_board
from safehouse.services.context import Context
from tests.rows import HouseRows, a_coordinator, a_manager, a_national_contact
from tests.services.night import Night, a_night
from tests.support.stores import Clock
from tests.support.visitors import Visitor, text_of

VisitorAs = Callable[[Actor], Visitor]


@pytest.fixture
def night(context: Context, clock: Clock) -> Night:
    return a_night(context, clock)


@pytest.fixture
def house(night: Night) -> HouseRows:
    return night.house(2, 1, is_reported=False, cots_per_room=(1,), status=HouseStatus.PAUSED)


@pytest.fixture
def manager(context: Context, house: HouseRows, visitor_as: VisitorAs) -> Visitor:
    return visitor_as(a_manager(context, house.id))


def board(night: Night, house: HouseRows) -> Board:
    return get_board(night.context, night.desk.national_contact, house_id=house.id)


def states(night: Night, house: HouseRows) -> list[BedState]:
    return [bed.state for room in board(night, house).rooms for bed in room.beds]


def said(house: HouseRows, **changes: str) -> dict[str, str]:
    """A woman in the first bed with a child in the cot, and nobody else; `bed0_age_band="2-11"` changes an answer."""
    fields = {f"bed-{bed}-state": "free" for bed in house.beds}
    names = {f"bed{number}": f"bed-{bed}" for number, bed in enumerate(house.beds)}
    names["cot0"] = f"cot-{house.rooms[0].cots[0]}"
    fields |= {f"{names['bed0']}-{name}": value for name, value in WOMAN.items()}
    fields |= {f"{names['cot0']}-state": "occupied", f"{names['cot0']}-gender": "man", "needs_call_first": "no"}
    for name, value in changes.items():
        place, _dash, last = name.partition("_")
        fields[f"{names[place]}-{last}" if place in names else name] = value
    return fields


CHOSEN = re.compile(r"\bchecked\b")
WOMAN = {"state": "occupied", "gender": "woman", "age_band": "adult"}


def test_the_first_evening_is_one_form_and_then_the_house_can_be_opened(
    night: Night, manager: Visitor, house: HouseRows
) -> None:
    assert f"/houses/{house.id}/people" in manager.get(f"/houses/{house.id}").text
    answer = manager.post(f"/houses/{house.id}/people", said(house, bed0_expected_end_on="2026-12-06"))
    assert answer.status_code == 303
    assert states(night, house) == [BedState.OCCUPIED, BedState.FREE, BedState.FREE]
    page = text_of(manager.get(f"/houses/{house.id}").text)
    assert "until about Sunday 6 December 2026" in page
    assert manager.post(f"/houses/{house.id}/open").status_code == 303
    assert board(night, house).status is HouseStatus.OPEN


def test_nothing_is_filled_in_on_the_first_evening(manager: Visitor, house: HouseRows) -> None:
    """Seen to fail with beds filled in as free."""
    page = manager.get(f"/houses/{house.id}/people").text
    assert f'name="bed-{house.beds[0]}-state"' in page
    assert not CHOSEN.search(page)
    assert " selected" not in page


def test_later_what_is_known_is_filled_in(manager: Visitor, house: HouseRows) -> None:
    manager.post(f"/houses/{house.id}/people", said(house, bed0_expected_end_on="2026-12-06"))
    page = manager.get(f"/houses/{house.id}/people").text
    assert 'value="2026-12-06"' in page
    assert len(CHOSEN.findall(page)) == len(house.beds) + 1


def test_a_bed_of_which_nothing_is_said_is_asked_for(night: Night, manager: Visitor, house: HouseRows) -> None:
    refused = manager.post(f"/houses/{house.id}/people", said(house, bed2_state="", needs_call_first=""))
    assert refused.status_code == 422
    assert f"bed-{house.beds[2]}-state-error" in refused.text
    assert "needs_call_first-error" in refused.text
    assert board(night, house).last_report is None


def test_what_is_missing_or_wrong_of_somebody_is_named_and_what_was_typed_is_kept(
    night: Night, manager: Visitor, house: HouseRows
) -> None:
    wrong = said(house, bed0_age_band="", bed0_expected_end_on="soon", cot0_gender="", bed1_state="out")
    refused = manager.post(f"/houses/{house.id}/people", wrong)
    assert refused.status_code == 422
    first, cot = f"bed-{house.beds[0]}", f"cot-{house.rooms[0].cots[0]}"
    for field in (f"{first}-age_band", f"{first}-expected_end_on", f"{cot}-gender", f"bed-{house.beds[1]}-reason"):
        assert f"{field}-error" in refused.text
    assert 'value="soon"' in refused.text
    assert board(night, house).last_report is None


def test_two_missing_answers_of_one_bed_are_told_apart(manager: Visitor, house: HouseRows) -> None:
    """Seen red with the bed alone named: the list said the same twice."""
    refused = manager.post(f"/houses/{house.id}/people", said(house, bed0_gender="", bed0_age_band=""))
    shown = " ".join(text_of(refused.text).split())
    assert [shown.count(f"1, bed 1: {asked}: Please answer this.") for asked in ("gender", "age")] == [1, 1]


def test_what_the_service_refuses_is_shown_at_its_input(night: Night, manager: Visitor, house: HouseRows) -> None:
    refused = manager.post(f"/houses/{house.id}/people", said(house, bed0_expected_end_on="2026-11-01"))
    assert refused.status_code == 422
    assert f"bed-{house.beds[0]}-expected_end_on-error" in refused.text
    assert "1, bed 1: expected to leave on: This is in the past." in text_of(refused.text)
    assert board(night, house).last_report is None


def test_a_bed_that_a_placement_has_is_shown_and_not_asked_for(
    night: Night, visitor_as: VisitorAs, forward: Callable[[timedelta], object]
) -> None:
    house = night.house(1)
    night.stay(night.request(), house)
    forward(timedelta(minutes=5))
    manager = visitor_as(night.manager(house))
    page = manager.get(f"/houses/{house.id}/people").text
    assert "by a placement; it changes there" in page
    assert f'name="bed-{house.beds[0]}-state"' not in page
    assert manager.post(f"/houses/{house.id}/people", {"needs_call_first": "no"}).status_code == 303


def test_by_telephone_it_is_shown_as_such(
    night: Night, manager: Visitor, house: HouseRows, visitor_as: VisitorAs
) -> None:
    contact = visitor_as(night.desk.national_contact)
    assert f"/country/houses/{house.id}/people" in contact.get(f"/country/houses/{house.id}").text
    assert contact.post(f"/country/houses/{house.id}/people", said(house)).status_code == 303
    assert "by telephone, entered by national contact" in text_of(manager.get(f"/houses/{house.id}").text)


def test_what_is_foreign_is_missing(context: Context, night: Night, house: HouseRows, visitor_as: VisitorAs) -> None:
    for actor in (a_coordinator(context, "BE"), a_national_contact(context, "BE")):
        visitor = visitor_as(actor)
        assert visitor.get(f"/country/houses/{house.id}/people").status_code == 404
        assert visitor.post(f"/country/houses/{house.id}/people", said(house)).status_code == 404
    stranger = visitor_as(a_manager(context, night.house().id))
    assert stranger.get(f"/houses/{house.id}/people").status_code == 404
    assert stranger.post(f"/houses/{house.id}/people", said(house)).status_code == 404
