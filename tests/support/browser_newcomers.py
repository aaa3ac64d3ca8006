"""How people get into a service in which nobody is yet: one-time links, from the command line and from an administrator."""

import re

from playwright.sync_api import expect

from tests.support.browser import Person
from tests.support.browser_afternoon import run
from tests.support.browser_site import Site

PASSWORD = "thirty chairs in a field"


def administrator_link(site: Site, name: str) -> str:
    """The link that `safehouse create-admin` prints for `name`@house.example."""
    link = run(site.environ, "create-admin", "--email", mail_of(name), "--label", name).strip()
    assert link.startswith(f"{site.url}/")
    return link


def invite(administrator: Person, name: str, role: str, *, country: str = "", house: str = "") -> str:
    """Make an account for `name`@house.example and give its link, which is shown only then."""
    administrator.go("/accounts")
    administrator.click("link", "Invite somebody")
    administrator.type("Name", name)
    administrator.type("Mail address", mail_of(name))
    administrator.choose("Role 1", role)
    if country:
        administrator.choose("Country", country)
    if house:
        administrator.type("House code", house)
    administrator.click("button", "Make the account and its link")
    administrator.sees("It is shown only now.")
    return administrator.field("Invitation").input_value()


def follow(person: Person, link: str, *, language: str) -> None:
    """Open a one-time link, choose a password and the language of the pages."""
    person.page.goto(link)
    expect(person.page).to_have_url(f"{person.site.url}/link")
    person.type("New password", PASSWORD)
    person.choose("Language", language)
    person.click("button", "Set the password")
    person.sees("The password is set. Log in with it now.")


def log_in(person: Person, name: str) -> None:
    """Log in as `name`@house.example, with the password that everybody chose."""
    person.log_in_as(mail_of(name), PASSWORD)


def mail_of(name: str) -> str:
    """The mail address of somebody."""
    return f"{re.sub('[^a-z]', '', name.lower())}@house.example"
