"""What is asked about people: gender, age bands, needs, languages, what they went through and keep away from."""

from enum import StrEnum


class Gender(StrEnum):
    """Asked, never guessed."""

    WOMAN = "woman"
    MAN = "man"
    NONBINARY = "nonbinary"


class Urgency(StrEnum):
    """How soon a request needs its place; the order of the members is the order of priority."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    PLANNED = "planned"


class AgeBand(StrEnum):
    """How old somebody is, as a house may know it before the arrival; upper end included."""

    UNDER_2 = "under_2"
    FROM_2_TO_11 = "2-11"
    FROM_12_TO_15 = "12-15"
    FROM_16_TO_17 = "16-17"
    ADULT = "adult"


class HouseNeed(StrEnum):
    """What a person may need from the house as a whole."""

    NIGHT_STAFF = "night_staff"
    TRANS_INCLUSIVE = "trans_inclusive"
    PREGNANCY = "pregnancy"
    NEWBORN = "newborn"
    MENTAL_HEALTH = "mental_health"
    SUBSTANCE_USE = "substance_use"
    MEDICAL = "medical"
    DETOX = "detox"
    DEAF_ACCESS = "deaf_access"
    PETS = "pets"
    SINGLE_GENDER = "single_gender"


class RoomNeed(StrEnum):
    """What a person may need from each room that is used."""

    STEP_FREE = "step_free"
    GROUND_FLOOR = "ground_floor"
    PRIVATE_BATHROOM = "private_bathroom"


class SpeakerLevel(StrEnum):
    """How well somebody of the household speaks a language."""

    FLUENT = "fluent"
    SOME = "some"


class Exploitation(StrEnum):
    """The type of exploitation, also what a house may specialise in."""

    SEXUAL = "sexual"
    LABOUR = "labour"
    DOMESTIC_SERVITUDE = "domestic_servitude"
    FORCED_CRIMINALITY = "forced_criminality"
    FORCED_BEGGING = "forced_begging"
    FORCED_MARRIAGE = "forced_marriage"
    OTHER = "other"


class Entitlement(StrEnum):
    """What a house's funding may require of a person."""

    REFLECTION_PERIOD = "reflection_period"
    RESIDENCE_PERMIT = "residence_permit"
    ASYLUM_CLAIM = "asylum_claim"
    MUNICIPAL_FUNDING = "municipal_funding"


class AreaKind(StrEnum):
    """Why an area is to be kept away from."""

    TRAFFICKER = "trafficker"
    NETWORK = "network"
    FAMILY = "family"
    RECRUITMENT = "recruitment"
    EXPLOITATION = "exploitation"
    OWN_CHOICE = "own_choice"


class TagKind(StrEnum):
    """What a request's tag means: what it brings, or what it must be kept apart from."""

    BRINGS = "brings"
    KEEP_APART = "keep_apart"


class RelationKind(StrEnum):
    """How two requests stand to each other."""

    KEEP_APART = "keep_apart"
    KEEP_TOGETHER = "keep_together"


class Profile(StrEnum):
    """Typical households; a house has as many places for each as it could take of them at once."""

    SINGLE_WOMAN = "single_woman"
    SINGLE_MAN = "single_man"
    MOTHER_AND_ONE = "mother_and_one"
    FAMILY_OF_FOUR = "family_of_four"
    STEP_FREE = "step_free"
