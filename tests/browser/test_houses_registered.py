"""A house is registered on a phone without scripts, its contact learns how well it is hidden, and its rooms are changed."""

from collections.abc import Mapping

from playwright.sync_api import expect

from tests.browser.conftest import Seat
from tests.support.browser import PHONE, Person
from tests.support.browser_looks import shortcomings
from tests.support.browser_site import Site

TYPED: Mapping[str, str] = {
    "How far from its centre at most, in km": "8",
    "Room 1, what the door says": "Blue",
    "Room 1, beds": "2",
    "Room 2, what the door says": "Attic",
    "Room 2, beds": "1",
    "Contact 1, telephone": "+31 6 00000000",
    "Hours to make a bed ready": "4",
    "Language 1": "Romanian",
    "Hours 1, from": "08:00",
    "Hours 1, until": "20:00",
}


def fill_in(contact: Person) -> None:
    for words, text in TYPED.items():
        contact.type(words, text)
    contact.choose("Room 1, sharing", "Shared by strangers")
    contact.choose("Room 2, sharing", "A room of one’s own")
    contact.choose("Language 1, how", "Spoken by staff")
    contact.tick("At these hours")
    contact.tick("Women and girls")
    contact.tick("2")
    for question, answer in (("Are children taken?", "No"), ("licensed for minors", "No"), ("children only", "No")):
        contact.tick(answer, within=contact.page.get_by_role("group", name=question))


def test_a_contact_registers_a_house_without_scripts_and_is_told_how_well_it_is_hidden(site: Site, seat: Seat) -> None:
    contact = seat(site, viewport=PHONE, scripts=False).log_in("contact.nl")
    contact.click("link", "Register a house")
    fill_in(contact)
    contact.click("button", "Add a room")
    expect(contact.field("Room 1, what the door says")).to_have_value("Blue")
    expect(contact.field("Room 3, what the door says")).to_be_visible()
    contact.type("Town", "Nowhere at all")
    contact.click("button", "Register the house")
    contact.sees("Town: No town of this name is known. Choose one from the list.")
    contact.type("Town", "Utrecht, NL")
    contact.click("button", "Register the house")
    contact.sees("people live in the area that stands for this house.")
    contact.sees("The house is paused and gets no offers yet.")
    contact.click("link", "Go to the house")
    contact.unfold("Change the status")
    contact.sees("It can be opened after its first report.")
    expect(contact.page.get_by_role("button", name="Set to: open")).to_have_count(0)


def test_a_contact_adds_and_retires_a_room_and_the_list_of_changes_says_so(site: Site, seat: Seat) -> None:
    contact = seat(site, viewport=PHONE).log_in("contact.nl")
    contact.page.locator("table").get_by_role("link").first.click()
    contact.click("link", "Rooms and beds")
    contact.type("What the door says", "Garden")
    contact.choose("Sharing", "A room of one’s own")
    contact.type("Beds", "2")
    contact.click("button", "Add the room")
    contact.sees("Nobody is offered its beds before the house has reported them.")
    garden = contact.page.get_by_role("region", name="Garden")
    contact.click("button", "Retire the room", within=garden)
    contact.sees("Retired. It is kept on record and shown no more.")
    expect(garden).to_have_count(0)
    rooms = contact.page.url
    contact.page.goto(rooms.replace("/rooms", "/registered"))
    contact.sees("How well it is hidden")
    assert shortcomings(contact.page) == []
    contact.page.goto(rooms)
    contact.click("link", "House NL-")
    contact.click("link", "Changes")
    contact.sees("Room Garden was retired")
    assert shortcomings(contact.page) == []
