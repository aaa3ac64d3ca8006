"""A network moves in: from a service without anybody to a woman in a house from a file, in Dutch, over two changes of shift."""

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import Seat
from tests.support.browser import DESK, PHONE, Person
from tests.support.browser_deeds import Household, enter, hold_best
from tests.support.browser_dutch import DutchSpeaker
from tests.support.browser_looks import shortcomings
from tests.support.browser_newcomers import administrator_link, follow, invite, log_in
from tests.support.browser_site import Site
from tests.support.house_workbooks import HOUSES, ROOMS, fill_in

WOMAN = Household(
    people=(("Woman or girl", "24"),),
    languages=(("Roemeens", "Fluent"),),
    areas=(("Rotterdam", "50"),),
    pickup="Utrecht",
)
WRONG_HOUSES = (HOUSES[0], HOUSES[1] | {"genders": "men"}, HOUSES[2] | {"town": "Nergenshuizen"})
WRONG_ROOMS = (ROOMS[0] | {"beds": "een"}, ROOMS[1])
MISTAKES = {
    "Blad houses, rij 3, kolom genders": "Dit is geen van de mogelijke antwoorden.",
    "Blad houses, rij 4, kolom town": "Er is geen plaats met deze naam bekend.",
    "Blad rooms, rij 2, kolom beds": "Geef een heel getal.",
}


def test_from_an_empty_service_to_a_woman_placed_in_dutch_over_two_changes_of_shift(
    empty_site: Site, seat: Seat, tmp_path: Path
) -> None:
    office = an_administrator_of_two(empty_site, seat)
    contact = a_contact_who_chooses_dutch(empty_site, seat, office)
    codes = take_in_houses(contact, tmp_path)
    evening, night, manager = (
        settle_in(seat(empty_site, viewport=viewport, person=DutchSpeaker), name, link)
        for name, viewport, link in (
            ("Avond", DESK, invite(office, "Avond", "Placement coordinator", country="Netherlands")),
            ("Nacht", DESK, invite(office, "Nacht", "Placement coordinator", country="Netherlands")),
            ("Beheer", PHONE, invite(office, "Beheer", "House manager", house=codes[0])),
        )
    )
    say_who_is_there_and_open(manager)
    case_code = place(evening, house=codes[0])
    take_over(night, case_code)
    accept(manager)
    hand_over(night, to="Avond")
    open_what_was_passed_on(evening, case_code, by="Nacht")
    receive(manager)
    evening.page.reload()
    evening.sees("ingeschreven")


def an_administrator_of_two(site: Site, seat: Seat) -> Person:
    """Two administrators come in by links from the command line, and each sees the other; one of them."""
    links = {name: administrator_link(site, name) for name in ("Een", "Twee")}
    people = []
    for name, link in links.items():
        person = seat(site)
        follow(person, link, language="English")
        log_in(person, name)
        people.append(person)
    first, _second = people
    first.go("/accounts")
    first.sees("Twee")
    look_at(first)
    return first


def a_contact_who_chooses_dutch(site: Site, seat: Seat, office: Person) -> Person:
    """With an English browser, so that the language is the account's and not the browser's."""
    link = invite(office, "Land", "National contact", country="Netherlands")
    person = seat(site)
    follow(person, link, language="Nederlands")
    log_in(person, "Land")
    expect(person.page.locator("html")).to_have_attribute("lang", "nl")
    return DutchSpeaker(site, person.page)


def settle_in(person: Person, name: str, link: str) -> Person:
    """Somebody who was invited chooses a password, and is in."""
    follow(person, link, language="Nederlands")
    log_in(person, name)
    look_at(person)
    return person


def take_in_houses(contact: Person, folder: Path) -> list[str]:
    """Fill in the template, be told every mistake by row and column, mend them, and take the houses in; gives their codes."""
    contact.click("link", "From a file")
    with contact.page.expect_download() as download:
        contact.click("link", "Workbook")
    template, wrong, right = folder / "leeg.xlsx", folder / "fout.xlsx", folder / "goed.xlsx"
    download.value.save_as(template)
    fill_in(template, wrong, WRONG_HOUSES, WRONG_ROOMS)
    check(contact, wrong)
    contact.sees("5 dingen kloppen niet. Er is niets overgenomen.")
    for place, reason in MISTAKES.items():
        expect(contact.page.get_by_role("row").filter(has_text=place)).to_contain_text(reason)
    look_at(contact)
    codes = fill_in(template, right)
    check(contact, right)
    contact.sees("This would be taken in: 3 new, 0 changed, 0 as they are.")
    look_at(contact)
    choose_file(contact, right)
    contact.click("button", "Take these houses in")
    contact.sees("Taken in: 3 new, 0 changed, 0 as they were.")
    return codes


def check(contact: Person, file: Path) -> None:
    """Ask what the file would do."""
    choose_file(contact, file)
    contact.click("button", "Check, and change nothing yet")


def choose_file(contact: Person, file: Path) -> None:
    """The server keeps no file, so it is chosen anew for each step."""
    contact.field("The workbook, or the sheet houses as CSV").set_input_files(file)


def look_at(person: Person) -> None:
    """Nothing serious is wrong with the page as it stands."""
    assert shortcomings(person.page) == []


def say_who_is_there_and_open(manager: Person) -> None:
    """The first evening: a woman sleeps in one bed of the shared room, and the house can be opened then."""
    manager.click("link", "Enter who is there")
    manager.tick("free", within=manager.part("region", "Blauw"))
    shared = manager.part("region", "Groen")
    manager.tick("somebody sleeps here", within=shared.get_by_role("group").nth(0))
    manager.choose("Bed 1: gender", "woman", within=shared)
    manager.choose("Bed 1: age", "adult", within=shared)
    manager.tick("free", within=shared.get_by_role("group").nth(1))
    manager.tick("Yes, nobody")
    look_at(manager)
    manager.click("button", "Save who is there")
    manager.click("button", "Open the house")
    manager.does_not_see("The house is paused and gets no offers.")


def place(desk: Person, *, house: str) -> str:
    """Enter the request and hold the bed that is suggested first; gives the case code."""
    desk.click("link", "New request")
    case_code = enter(desk, WOMAN, by_choosing=True)
    desk.sees("Het personeel spreekt Roemeens.")
    look_at(desk)
    assert hold_best(desk) == house
    look_at(desk)
    return case_code


def take_over(desk: Person, case_code: str) -> None:
    """What a colleague who went home answered for becomes one's own, with a reason."""
    desk.click("link", "Desk")
    desk.click("link", f"{desk.said('Take over')} {case_code}")
    desk.tick("change of shift")
    look_at(desk)
    desk.click("button", "Take over")
    desk.sees("The requests are yours now.")


def accept(manager: Person) -> None:
    """The offer stands on the page of the house."""
    manager.page.reload()
    manager.click("button", "Open the offer")
    manager.sees("Roemeens")
    manager.does_not_see("Rotterdam")
    manager.click("button", "Yes, we take them")
    manager.sees("Aanvaard: de plaats is gereserveerd.")
    look_at(manager)


def hand_over(desk: Person, *, to: str) -> None:
    """At the end of the shift all that is one's own goes to a colleague."""
    desk.click("link", "Desk")
    desk.click("link", "Hand over my shift")
    desk.choose("Colleague", to)
    look_at(desk)
    desk.click("button", "Hand over")
    desk.sees("Your shift is handed over.")


def open_what_was_passed_on(desk: Person, case_code: str, *, by: str) -> None:
    """The desk says who passed it on and why, until it is opened."""
    desk.click("link", "Desk")
    passed_on = desk.page.get_by_role("listitem").filter(has_text=case_code)
    expect(passed_on).to_contain_text(by)
    expect(passed_on).to_contain_text(desk.said("change of shift"))
    look_at(desk)
    desk.click("button", f"{desk.said('Open')} {case_code}")
    expect(desk.heading).to_contain_text(case_code)


def receive(manager: Person) -> None:
    """She is at the door."""
    manager.click("button", "They have arrived")
    manager.sees("Zij zijn aangekomen.")
    look_at(manager)
