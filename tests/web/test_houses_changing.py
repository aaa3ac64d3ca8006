"""What is said of a house changes section by section, its rooms come and go, and the house sees what was changed."""

from collections.abc import Callable

import pytest

from safehouse.domain.access import Actor
from safehouse.services.context import Context
from safehouse.services.houses import get_house
from tests.rows import HouseRows, a_house, a_manager, a_national_contact
from tests.services.drafts import load_towns
from tests.services.night import WOMAN, Night, a_night
from tests.support.stores import Clock
from tests.support.visitors import Visitor, text_of
from tests.web.houses import NEW_HOUSE, houses_of, register

VisitorAs = Callable[[Actor], Visitor]


@pytest.fixture
def night(context: Context, clock: Clock) -> Night:
    load_towns(context)
    return a_night(context, clock)


@pytest.fixture
def contact(night: Night, visitor_as: VisitorAs) -> Visitor:
    return visitor_as(night.desk.national_contact)


def section(contact: Visitor, house: HouseRows, name: str) -> tuple[str, str]:
    """The address of a section's form, and what stands for the values that it began with."""
    address = f"/country/houses/{house.id}/facts/{name}"
    page = contact.get(address).text
    return address, page.split('name="seen" value="')[1].split('"')[0]


def test_a_section_changes_alone_and_no_other_field_with_it(night: Night, contact: Visitor) -> None:
    """Seen red with everything that was sent read into the facts."""
    house = night.house(2)
    before = get_house(night.context, night.desk.national_contact, house_id=house.id).facts
    address, seen = section(contact, house, "intake")
    sent = {"seen": seen, "time_zone": "Europe/Lisbon", "intake_kind": "hours", "intake-0-start": "08:00"}
    answer = contact.post(
        address, {**sent, "intake-0-end": "24:00", "security_level": "1", "genders": "man", "cell": "x"}
    )
    assert answer.status_code == 303
    after = get_house(night.context, night.desk.national_contact, house_id=house.id).facts
    assert (after.time_zone, after.intake) == ("Europe/Lisbon", (("08:00", "24:00"),))
    assert (after.security_level, after.genders) == (before.security_level, before.genders)
    page = text_of(contact.get(f"/country/houses/{house.id}/facts").text)
    assert "08:00 to 24:00, local time in Europe/Lisbon" in page


@pytest.mark.parametrize("name", ["whom", "care", "languages", "intake"])
def test_a_form_that_is_sent_as_it_came_changes_nothing(contact: Visitor, name: str) -> None:
    house_id = register(contact).split("/")[3]
    address = f"/country/houses/{house_id}/facts/{name}"
    page = contact.get(address).text
    seen = page.split('name="seen" value="')[1].split('"')[0]
    answer = contact.post(address, {**NEW_HOUSE, "seen": seen})
    assert answer.status_code == 303
    assert "Nothing was different." in text_of(contact.get(f"/country/houses/{house_id}/facts").text)


def test_a_section_that_somebody_else_changed_meanwhile_comes_back_with_what_was_typed(
    night: Night, contact: Visitor
) -> None:
    house = night.house(2)
    address, seen = section(contact, house, "intake")
    first = {"seen": seen, "time_zone": "Europe/Lisbon", "intake_kind": "always"}
    assert contact.post(address, first).status_code == 303
    late = contact.post(address, {**first, "time_zone": "Europe/Bucharest"})
    assert late.status_code == 409
    assert "Somebody changed this meanwhile." in text_of(late.text)
    assert '<option value="Europe/Bucharest" selected>' in late.text
    again = late.text.split('name="seen" value="')[1].split('"')[0]
    assert contact.post(address, {**first, "seen": again, "time_zone": "Europe/Bucharest"}).status_code == 303
    assert houses_of(night.context)[0].time_zone == "Europe/Bucharest"


def test_the_numbers_of_a_house_are_not_on_the_form_that_replaces_them(night: Night, contact: Visitor) -> None:
    """Opening them is an act of its own, on record."""
    house_id = register(contact).split("/")[3]
    address = f"/country/houses/{house_id}/facts/contacts"
    page = contact.get(address).text
    assert "+31" not in page
    assert "duty@example.org" not in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    assert contact.post(address, {"seen": seen}).status_code == 422
    two = {"seen": seen, "contacts-0-telephone": "+31 1", "contacts-1-telephone": "+31 2"}
    assert contact.post(address, two).status_code == 303
    assert get_house(night.context, night.desk.national_contact, house_id=house_id).contacts == 2


def test_households_that_no_longer_fit_are_named_to_the_contact(night: Night, contact: Visitor) -> None:
    house, request_id = night.house(2), night.request(WOMAN)
    night.stay(request_id, house)
    address, seen = section(contact, house, "whom")
    men = {"genders": "man", "children_accepted": "yes", "unaccompanied_minors": "no", "children_only": "no"}
    assert contact.post(address, {**men, "seen": seen}).status_code == 303
    page = text_of(contact.get(f"/country/houses/{house.id}/facts").text)
    assert f"no longer fits them: {night.case_code(request_id)} (" in page


def test_rooms_and_beds_are_added_and_retired_on_their_page(night: Night, contact: Visitor) -> None:
    house = night.house(2, 1)
    address, room = f"/country/houses/{house.id}/rooms", house.rooms[0]
    new = {"label": "Attic", "shared": "own", "beds": "3", "cots": "1", "step_free": "yes"}
    assert contact.post(address, new).status_code == 303
    assert contact.post(f"{address}/{room.id}/beds").status_code == 303
    assert contact.post(f"{address}/{room.id}/cots").status_code == 303
    assert contact.post(f"{address}/beds/{room.beds[0]}/retire").status_code == 303
    assert contact.post(f"{address}/{house.rooms[1].id}/retire").status_code == 303
    renamed = {"label": "Red", "shared": "shared", "ground_floor": "yes"}
    assert contact.post(f"{address}/{room.id}", renamed).status_code == 303
    page = text_of(contact.get(address).text)
    assert "Attic a room of one’s own · step-free" in page
    assert "Red shared · ground floor" in page
    changes = text_of(contact.get(f"/houses/{house.id}/changes").text)
    for words in (
        "Room Red was changed: what the door says, what the room has",
        "Room 2 was retired",
        "Bed 1 of room Red was retired",
        "Cot 1 was added to room Red",
        "Bed 3 was added to room Red",
        "Room Attic was added",
    ):
        assert words in changes


def test_a_room_that_cannot_be_is_named_by_field_and_keeps_what_was_typed(night: Night, contact: Visitor) -> None:
    house = night.house(2)
    address = f"/country/houses/{house.id}/rooms"
    refused = contact.post(address, {"label": "1", "shared": "own", "beds": "99", "cots": "0"})
    assert refused.status_code == 422
    said = text_of(refused.text)
    assert "What the door says: This is in use already." in said
    assert "Beds: Please give a number from 1 to 20." in said
    assert 'value="99"' in refused.text


def test_a_bed_that_is_in_use_is_named_and_stays(night: Night, contact: Visitor) -> None:
    house = night.house(2)
    night.stay(night.request(WOMAN), house)
    address = f"/country/houses/{house.id}/rooms"
    used = min(house.beds)
    label = str(house.beds.index(used) + 1)
    refused = contact.post(f"{address}/beds/{used}/retire")
    assert refused.status_code == 409
    assert f"In room 1 somebody is in, or is promised: bed {label}. Nothing was changed." in text_of(refused.text)
    changed = contact.post(f"{address}/{house.rooms[0].id}", {"label": "1", "shared": "own"})
    assert changed.status_code == 422
    assert "Sharing: Somebody is in this room or it is promised to somebody" in text_of(changed.text)


def test_the_house_sees_what_was_changed_about_it(night: Night, contact: Visitor, visitor_as: VisitorAs) -> None:
    house = night.house(2)
    address, seen = section(contact, house, "intake")
    contact.post(address, {"seen": seen, "time_zone": "Europe/Lisbon", "intake_kind": "always"})
    manager = visitor_as(night.manager(house))
    page = text_of(manager.get(f"/houses/{house.id}/changes").text)
    assert "Changed: time zone national contact" in page
    assert f"/houses/{house.id}/changes" in manager.get(f"/houses/{house.id}").text


def test_the_house_sees_by_what_it_is_decided_who_comes_and_changes_nothing(
    night: Night, visitor_as: VisitorAs
) -> None:
    house = night.house(2, max_boy_age=11, security_level=2)
    night.duty_contact(house, "+31 6 5550 1234")
    manager = visitor_as(night.manager(house))
    page = manager.get(f"/houses/{house.id}/facts")
    assert "Oldest age of boys 11" in text_of(page.text)
    assert f"/houses/{house.id}/facts" in manager.get(f"/houses/{house.id}").text
    assert f"/country/houses/{house.id}" not in page.text
    assert "5550" not in page.text
    other = visitor_as(night.manager(night.house(1)))
    assert other.get(f"/houses/{house.id}/facts").status_code == 404


def test_the_board_asks_the_manager_to_report_new_beds(night: Night, contact: Visitor, visitor_as: VisitorAs) -> None:
    house = night.house(2)
    board = visitor_as(night.manager(house))
    assert "New beds wait for your report." not in text_of(board.get(f"/houses/{house.id}").text)
    contact.get(f"/country/houses/{house.id}/rooms")
    contact.post(f"/country/houses/{house.id}/rooms/{house.rooms[0].id}/beds")
    assert "New beds wait for your report." in text_of(board.get(f"/houses/{house.id}").text)


def test_a_house_of_another_country_does_not_exist(night: Night, contact: Visitor, visitor_as: VisitorAs) -> None:
    """Seen red with the houses taken from the store without their scope."""
    house = night.house(2, 1, cots_per_room=(1,))
    stranger = visitor_as(a_national_contact(night.context, "BE"))
    missing = text_of(stranger.get("/country/houses/nothing/facts").text)
    base, room = f"/country/houses/{house.id}", house.rooms[0]
    for path in ("/registered", "/facts", "/facts/whom", "/facts/contacts", "/rooms", f"/rooms/{room.id}"):
        answer = stranger.get(f"{base}{path}")
        assert (answer.status_code, text_of(answer.text)) == (404, missing), path
    posts = (
        "/facts/whom",
        "/rooms",
        f"/rooms/{room.id}",
        f"/rooms/{room.id}/beds",
        f"/rooms/{room.id}/cots",
        f"/rooms/{room.id}/retire",
        f"/rooms/beds/{room.beds[0]}/retire",
        f"/rooms/cots/{room.cots[0]}/retire",
    )
    for path in posts:
        answer = stranger.post(f"{base}{path}", {**NEW_HOUSE, "label": "x", "shared": "own", "beds": "1", "cots": "0"})
        assert (answer.status_code, text_of(answer.text)) == (404, missing), path
    for actor in (a_national_contact(night.context, "BE"), a_manager(night.context, a_house(night.context).id)):
        assert visitor_as(actor).get(f"/houses/{house.id}/changes").status_code == 404
    assert contact.get(f"{base}/facts/nothing").status_code == 404
