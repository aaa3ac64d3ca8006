"""The form of a new house as it is typed, for the tests of the pages about houses."""

from typing import Any

from sqlmodel import select

from safehouse.models.houses import House
from safehouse.services.context import Context
from tests.support.visitors import Visitor, text_of

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


def houses_of(context: Context) -> list[House]:
    with context.store.reading() as session:
        return list(session.exec(select(House)))


def register(contact: Visitor, **changes: Any) -> str:  # noqa: ANN401  # Fields of a form.
    """The address of the page that follows the registration."""
    answer = contact.post("/country/houses/new", {**NEW_HOUSE, **changes})
    assert answer.status_code == 303, text_of(answer.text)
    assert answer.location is not None
    return answer.location
