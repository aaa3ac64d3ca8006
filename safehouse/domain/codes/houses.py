"""What a house is and reports."""

from enum import StrEnum


class HouseStatus(StrEnum):
    """Whether a house takes part at all."""

    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"
    COMPROMISED = "compromised"


class LanguageCover(StrEnum):
    """How a house covers a language, best first."""

    STAFF = "staff"
    PHONE_INTERPRETER = "phone_interpreter"
    BOOKED_INTERPRETER = "booked_interpreter"


class OutOfServiceReason(StrEnum):
    """Why a bed is out of service."""

    PLANNED_WORKS = "planned_works"
    DAMAGE = "damage"
    DEEP_CLEAN = "deep_clean"
    COOLING_OFF = "cooling_off"
    STAFF_SHORTAGE = "staff_shortage"
    FIRE_OR_FLOOD = "fire_or_flood"
    SINGLE_USE_OF_DOUBLE = "single_use_of_double"
    PEST = "pest"
    OTHER = "other"


class Freshness(StrEnum):
    """From the age of a house's last capacity report."""

    FRESH = "fresh"
    STALE = "stale"
    DARK = "dark"


class Level(StrEnum):
    """How a count is shown outside the recipient's own scope."""

    NONE = "none"
    FROM_1_TO_4 = "1-4"
    FROM_5 = "5+"
