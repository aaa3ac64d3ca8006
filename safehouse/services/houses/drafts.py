"""What a national contact says of a house: at registration everything, later what can be changed."""

from dataclasses import dataclass

from safehouse.domain.codes import Entitlement, Exploitation, Gender, HouseNeed, LanguageCover, RoomNeed
from safehouse.services.contacts import Contact


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """What can be changed about a room: what the door says, whether strangers may share it, and what it has."""

    label: str
    shared: bool
    features: frozenset[RoomNeed]


@dataclass(frozen=True, slots=True)
class RoomDraft(RoomFacts):
    """A new room, with how many beds and cots stand in it."""

    beds: int
    cots: int


@dataclass(frozen=True, slots=True)
class HouseLanguageDraft:
    """A language by its name or code, and how the house covers it."""

    language: str
    cover: LanguageCover


@dataclass(frozen=True, slots=True, repr=False)
class HouseFacts:
    """What can be changed about a house, as one whole; not part of `repr`, so that no log holds it.

    `intake` None: day and night; else local ("HH:MM", "HH:MM"), and "24:00" may end a window. `max_boy_age` and
    `max_stay_nights` None: no limit. `time_zone` is asked and never taken from the town, which has it for more than a cell.
    `contacts` None: those that there are, which is refused at registration.
    """

    time_zone: str
    genders: frozenset[Gender]
    children_accepted: bool
    max_boy_age: int | None
    unaccompanied_minors: bool
    children_only: bool
    languages: tuple[HouseLanguageDraft, ...]
    services: frozenset[HouseNeed]
    security_level: int
    specialisms: frozenset[Exploitation]
    requires: frozenset[Entitlement]
    max_stay_nights: int | None
    intake: tuple[tuple[str, str], ...] | None
    turnaround_hours: int
    contacts: tuple[Contact, ...] | None


@dataclass(frozen=True, slots=True, repr=False)
class HouseDraft(HouseFacts):
    """Everything said at registration. `town` is turned into a cell and forgotten.

    `town`: an id, a label or a name of a place; `slack_km`: how far from its centre the house is at most, always asked.
    `cell`: the house cell itself, from a file that was exported, in place of the town. `code` None: the service makes one.
    """

    country: str
    town: str
    slack_km: float | None
    rooms: tuple[RoomDraft, ...]
    code: str | None = None
    cell: str | None = None
