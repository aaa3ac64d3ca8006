"""The national contact registers houses: nothing typed is lost, nothing is guessed, and no place is ever shown."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import col, select

from safehouse.domain.access import Actor, Grant
from safehouse.domain.codes import Gender, HouseStatus, LanguageCover, Role, RoomNeed
from safehouse.models.houses import Room
from safehouse.services.context import Context
from safehouse.services.houses import HouseLanguageDraft, get_house
from tests.rows import an_account
from tests.services.drafts import load_towns
from tests.services.night import Night, a_night
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
    for field in ("Town", "How far from its centre at most", "Children", "Children only", "Security level", "Intake"):
        assert f"{field}: Please answer this." in said
    assert houses_of(context) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"town": "Atlantis"}, "Town: No town of this name is known."),
        ({"town": "Antwerp"}, "Town: This does not fit the rest."),
        ({"slack_km": "101"}, "How far from its centre at most: Please give a number from 0 to 100."),
        ({"slack_km": "far"}, "How far from its centre at most: Please give a number, as in 50 or 12.5"),
        ({"slack_km": "1.000"}, "How far from its centre at most: This may mean two numbers. Write 1000"),
        ({"max_boy_age": "1_0"}, "Oldest age of boys: Please give a whole number."),
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
        ({"intake-0-start": "8"}, "Hours 1, from: Please give a time of day, as in 08:00."),
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


def test_a_room_that_cannot_be_read_refuses_the_form(context: Context, contact: Visitor) -> None:
    """Seen red with numbers from 100 on left out: the house was registered without the room."""
    refused = contact.post("/country/houses/new", {**NEW_HOUSE, "rooms-100-label": "Cellar"})
    assert refused.status_code == 422
    assert "One of its lines cannot be read" in text_of(refused.text)
    assert houses_of(context) == []


def test_an_unclear_town_is_chosen_and_never_guessed(context: Context, contact: Visitor) -> None:
    refused = contact.post("/country/houses/new", {**NEW_HOUSE, "town": "Nieuw-Annerveen"})
    assert 'value="town=Nieuw-Annerveen, NL (4,000)"' in refused.text
    chosen = contact.post("/country/houses/new", {**NEW_HOUSE, "choose": "town=Nieuw-Annerveen, NL (4,000)"})
    assert 'value="Nieuw-Annerveen, NL (4,000)"' in chosen.text
    assert houses_of(context) == []


def test_the_country_of_the_house_says_which_town_is_meant(context: Context, contact: Visitor) -> None:
    """Seen red with the town looked up alone: there is a Utrecht in South Africa too."""
    assert contact.post("/country/houses/new", {**NEW_HOUSE, "town": "Utrecht"}).status_code == 303
    assert [house.country for house in houses_of(context)] == ["NL"]


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
