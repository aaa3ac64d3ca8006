"""The national contact registers and changes houses: nothing typed is lost, nothing is guessed, and no place is ever shown."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import col, select

from safehouse.domain.access import Actor, Grant
from safehouse.domain.codes import Gender, HouseStatus, LanguageCover, Role, RoomNeed
from safehouse.models.houses import House, Room
from safehouse.services.context import Context
from safehouse.services.houses import HouseLanguageDraft, get_house
from tests.rows import HouseRows, a_house, a_manager, a_national_contact, an_account
from tests.services.drafts import load_towns
from tests.services.night import WOMAN, Night, a_night
from tests.support.stores import Clock
from tests.support.visitors import Visitor, text_of

VisitorAs = Callable[[Actor], Visitor]

NEW_HOUSE: dict[str, Any] = {
    "town": "Utrecht, NL",
    "slack_km": "6",
    "time_zone": "Europe/Lisbon",
    "genders": ["woman", "nonbinary"],
    "children_accepted": "yes",
    "max_boy_age": "12",
    "unaccompanied_minors": "no",
    "children_only": "no",
    "languages-0-language": "Romanian",
    "languages-0-cover": "staff",
    "security_level": "2",
    "services": ["night_staff", "pregnancy"],
    "max_stay_nights": "90",
    "turnaround_hours": "4",
    "intake_kind": "hours",
    "intake-0-start": "22:00",
    "intake-0-end": "06:00",
    "contacts-0-telephone": "+31 6 00000000",
    "contacts-0-mail": "duty@example.org",
    "rooms-0-label": "Blue",
    "rooms-0-shared": "shared",
    "rooms-0-beds": "2",
    "rooms-0-cots": "0",
    "rooms-1-label": "Attic",
    "rooms-1-shared": "own",
    "rooms-1-beds": "3",
    "rooms-1-cots": "1",
    "rooms-1-step_free": "yes",
}


@pytest.fixture
def night(context: Context, clock: Clock) -> Night:
    load_towns(context)
    return a_night(context, clock)


@pytest.fixture
def contact(night: Night, visitor_as: VisitorAs) -> Visitor:
    return visitor_as(night.desk.national_contact)


def houses_of(context: Context) -> list[House]:
    with context.store.reading() as session:
        return list(session.exec(select(House)))


def register(contact: Visitor, **changes: Any) -> str:  # noqa: ANN401  # Fields of a form.
    """The address of the page that follows the registration."""
    answer = contact.post("/country/houses/new", {**NEW_HOUSE, **changes})
    assert answer.status_code == 303, text_of(answer.text)
    assert answer.location is not None
    return answer.location


def without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in NEW_HOUSE.items() if name not in names}


def test_one_form_registers_a_house_with_everything_that_was_typed(night: Night, contact: Visitor) -> None:
    house_id = register(contact).split("/")[3]
    view = get_house(night.context, night.desk.national_contact, house_id=house_id)
    assert (view.status, view.contacts, view.facts.time_zone) == (HouseStatus.PAUSED, 1, "Europe/Lisbon")
    assert view.facts.genders == frozenset({Gender.WOMAN, Gender.NONBINARY})
    assert view.facts.languages == (HouseLanguageDraft("ro", LanguageCover.STAFF),)
    assert (view.facts.intake, view.facts.max_boy_age) == ((("22:00", "06:00"),), 12)
    with night.context.store.reading() as session:
        rooms = session.exec(select(Room).where(Room.house_id == house_id).order_by(col(Room.position))).all()
    assert [(room.label, room.shared, room.features) for room in rooms] == [
        ("Blue", True, frozenset()),
        ("Attic", False, frozenset({RoomNeed.STEP_FREE})),
    ]


def test_the_contact_is_told_among_how_many_people_it_hides_and_what_comes_next(contact: Visitor) -> None:
    page = text_of(contact.get(register(contact)).text)
    assert "About 380,000 people live in the area that stands for this house." in page
    assert "That is few." not in page
    assert "Before the first report nobody can" in page


def test_the_contact_is_warned_when_they_are_few(contact: Visitor) -> None:
    page = text_of(contact.get(register(contact, town="Nieuw-Annerveen, NL (4,000)")).text)
    assert "That is few." in page


def test_the_place_of_a_house_is_on_no_page_afterwards(contact: Visitor) -> None:
    """Neither the town nor the cell nor how far it is from its centre. Seen red with the cell in place of the code."""
    address = register(contact, slack_km="17.5")
    base = address.removesuffix("/registered")
    house_id = address.split("/")[3]
    pages = [address, base, f"{base}/facts", f"{base}/facts/whom", f"{base}/rooms", f"/houses/{house_id}/changes"]
    for path in pages:
        page = contact.get(path)
        assert page.status_code == 200, path
        for secret in ("Utrecht", "17.5", "8519", "8419", "8319", "8219"):
            assert secret not in page.text, path


def test_nothing_about_safety_has_a_starting_value(context: Context, contact: Visitor) -> None:
    page = contact.get("/country/houses/new").text
    assert "checked" not in page
    said = text_of(contact.post("/country/houses/new", {"time_zone": "Europe/Amsterdam"}).text)
    for field in ("How far from its centre at most", "Children", "Children only", "Security level", "Intake"):
        assert f"{field}: Please answer this." in said
    assert houses_of(context) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"town": "Atlantis"}, "Town: No town of this name is known."),
        ({"town": "Antwerp"}, "Town: This does not fit the rest."),
        ({"slack_km": "101"}, "How far from its centre at most: Please give a number from 0 to 100."),
        ({"slack_km": "far"}, "How far from its centre at most: Please give a whole number."),
        ({"time_zone": "Mars/Olympus"}, "Time zone: This is not one of the possible answers."),
        ({"genders": ["woman", "everybody"]}, "Genders: This is not one of the possible answers."),
        ({"max_boy_age": "18"}, "Oldest age of boys: Please give a number from 0 to 17."),
        ({"children_accepted": "no", "children_only": "yes"}, "Children only: This does not fit the rest."),
        ({"languages-0-language": "Elvish"}, "Language 1: No language of this name is known."),
        ({"languages-0-cover": ""}, "Language 1, how: Please answer this."),
        ({"security_level": "4"}, "Security level: This is not one of the possible answers."),
        ({"services": ["pool"]}, "Services: This is not one of the possible answers."),
        ({"turnaround_hours": "169"}, "Hours to make a bed ready: Please give a number from 0 to 168."),
        ({"max_stay_nights": "0"}, "Longest stay in nights: Please give a number from 1 to 3650."),
        ({"intake-0-start": "8"}, "Hours 1, from: Please give a day and a time."),
        ({"intake_kind": "always"}, "Intake: This does not fit the rest."),
        ({"intake-0-start": "", "intake-0-end": ""}, "Hours 1, from: Please answer this."),
        ({"contacts-0-telephone": ""}, "Contact 1, telephone: Please answer this."),
        ({"rooms-0-label": ""}, "Room 1, what the door says: Please answer this."),
        ({"rooms-1-label": "blue"}, "Room 2, what the door says: This is in use already."),
        ({"rooms-1-shared": ""}, "Room 2, sharing: Please answer this."),
        ({"rooms-1-beds": "21"}, "Room 2, beds: Please give a number from 1 to 20."),
        ({"rooms-1-cots": "no"}, "Room 2, cots: Please give a whole number."),
    ],
)
def test_what_is_wrong_is_named_by_its_field_and_everything_typed_is_kept(
    context: Context, contact: Visitor, changes: dict[str, Any], sentence: str
) -> None:
    refused = contact.post("/country/houses/new", {**NEW_HOUSE, **changes})
    assert refused.status_code == 422
    assert sentence in text_of(refused.text)
    for name, value in {**NEW_HOUSE, **changes}.items():
        if (
            isinstance(value, str)
            and value
            and name in {"slack_km", "rooms-0-label", "contacts-0-telephone", "max_boy_age"}
        ):
            assert f'value="{value}"' in refused.text, name
    assert houses_of(context) == []


def test_an_unclear_town_is_chosen_and_never_guessed(context: Context, contact: Visitor) -> None:
    refused = contact.post("/country/houses/new", {**NEW_HOUSE, "town": "Utrecht"})
    assert 'value="town=Utrecht, NL (376,435)"' in refused.text
    chosen = contact.post("/country/houses/new", {**NEW_HOUSE, "choose": "town=Utrecht, NL (376,435)"})
    assert 'value="Utrecht, NL (376,435)"' in chosen.text
    assert houses_of(context) == []


@pytest.mark.parametrize(
    ("group", "field"),
    [
        ("languages", "languages-1-cover"),
        ("intake", "intake-1-start"),
        ("contacts", "contacts-1-mail"),
        ("rooms", "rooms-2-ground_floor"),
    ],
)
def test_one_more_row_judges_nothing_and_loses_nothing(
    context: Context, contact: Visitor, group: str, field: str
) -> None:
    page = contact.post("/country/houses/new", {**NEW_HOUSE, "slack_km": "far", "add": group})
    assert page.status_code == 200
    assert f'name="{field}"' in page.text
    assert 'value="far"' in page.text
    assert "error-summary" not in page.text
    assert houses_of(context) == []


def test_the_contact_of_two_countries_says_which_and_nobody_registers_abroad(
    context: Context, contact: Visitor, visitor_as: VisitorAs
) -> None:
    of_two = visitor_as(an_account(context, *(Grant(Role.NATIONAL_CONTACT, country, None) for country in ("BE", "NL"))))
    assert "Country: Please answer this." in text_of(of_two.post("/country/houses/new", NEW_HOUSE).text)
    assert contact.post("/country/houses/new", {**NEW_HOUSE, "country": "BE"}).status_code == 422
    assert houses_of(context) == []
    register(of_two, country="NL")
    register(of_two, country="BE", town="Antwerp")
    assert {house.country for house in houses_of(context)} == {"NL", "BE"}


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


def test_before_its_first_report_a_house_cannot_be_opened_and_the_page_says_why(night: Night, contact: Visitor) -> None:
    silent = night.house(2, is_reported=False, status=HouseStatus.PAUSED)
    page = contact.get(f"/country/houses/{silent.id}").text
    assert "It can be opened after its first report." in text_of(page)
    assert 'name="status" value="open"' not in page
    reported = night.house(2, status=HouseStatus.PAUSED)
    assert 'name="status" value="open"' in contact.get(f"/country/houses/{reported.id}").text


def test_the_list_of_the_country_leads_the_contact_alone_to_the_form(
    night: Night, contact: Visitor, visitor_as: VisitorAs
) -> None:
    assert "/country/houses/new" in contact.get("/country").text
    assert "/country/houses/new" not in visitor_as(night.coordinator).get("/country").text
