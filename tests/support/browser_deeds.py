"""What people do in a night, in their own words: used by mouse, by keyboard alone, and without scripts alike."""

import re
from dataclasses import dataclass

from playwright.sync_api import expect

from tests.support.browser import Person

_HOUSE_CODE = re.compile(r"[A-Z]{2}-\w{4}")
_CASE_CODE = re.compile("[A-Z0-9]{8}$")


@dataclass(frozen=True)
class Household:
    """What a coordinator is told on the telephone. Towns as they can be typed: `Utrecht, NL`."""

    people: tuple[tuple[str, str], ...]
    languages: tuple[tuple[str, str], ...] = ()
    areas: tuple[tuple[str, str], ...] = ()
    needs: tuple[str, ...] = ()
    pickup: str = ""
    urgency: str = "Emergency"
    nights: str = "30"


MOTHER_AND_SON = Household(
    people=(("Woman or girl", "24"), ("Man or boy", "3")),
    languages=(("Romanian", "Fluent"), ("Italian", "Some")),
    areas=(("Rotterdam", "50"), ("Antwerp", "50")),
    pickup="Utrecht",
)
"""The household of the night: at a police station in Utrecht, the trafficker has people around Rotterdam and Antwerp."""
COUNTRY_OF = {"Rotterdam": "NL", "Antwerp": "BE", "Utrecht": "NL", "Groningen": "NL"}


def enter(person: Person, household: Household, *, by_choosing: bool = False) -> str:
    """Enter the request on its one screen, beginning there, and give its code; `by_choosing` as in `send`."""
    send(person, household, by_choosing=by_choosing)
    expect(person.heading).to_have_text(_CASE_CODE)
    return person.heading.inner_text().rpartition(" ")[-1]


def send(person: Person, household: Household, *, by_choosing: bool = False) -> None:
    """Fill in the form and send it, whatever comes of it.

    `by_choosing`: the towns are chosen from what the page offers while they are typed; else their country is typed too.
    """
    person.tick(household.urgency)
    for number, (gender, age) in enumerate(household.people, 1):
        if number > 1:
            person.click("button", "Add a person")
        row = person.part("group", f"Person {number}")
        person.tick(gender, within=row)
        person.type(f"Person {number}, age in years", age)
    for number, (language, level) in enumerate(household.languages, 1):
        person.type(f"Language {number}", language)
        person.choose(f"Language {number}, level", level)
    _say_where(person, household.pickup, "Pick-up town", by_choosing=by_choosing)
    person.type("Nights", household.nights)
    person.tick("This country only")
    for number, (town, radius) in enumerate(household.areas, 1):
        _say_where(person, town, f"Area {number}, town", by_choosing=by_choosing)
        person.type(f"Area {number}, radius in km", radius)
        person.choose(f"Area {number}, because of", "Trafficker")
    if not household.areas:
        person.tick("No keep-away area is known")
    person.tick("1")
    for need in household.needs:
        person.tick(need)
    person.click("button", "Save and suggest houses")


def hold_best(person: Person) -> str:
    """Hold the bed of the first suggestion, and give the code of its house."""
    suggestion = person.page.get_by_role("heading", name=_HOUSE_CODE).first
    found = _HOUSE_CODE.search(suggestion.inner_text())
    assert found is not None
    person.click("button", f"Hold this bed in house {found.group()}")
    person.sees("The bed is held.")
    person.sees("Nobody could be woken: call the house.")
    return found.group()


def _say_where(person: Person, town: str, field: str, *, by_choosing: bool) -> None:
    if not town:
        return
    name = f"{town}, {COUNTRY_OF[town]}"
    person.type(field, town if by_choosing else name)
    if by_choosing:
        person.click("button", re.compile(rf"^{name}"))
