"""The closed lists of the product: every enum's *value* is what is stored, sent and written to files, so it is never renamed."""

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


class HouseStatus(StrEnum):
    """Whether a house takes part at all."""

    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"
    COMPROMISED = "compromised"


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


class LanguageCover(StrEnum):
    """How a house covers a language, best first."""

    STAFF = "staff"
    PHONE_INTERPRETER = "phone_interpreter"
    BOOKED_INTERPRETER = "booked_interpreter"


class RuleCode(StrEnum):
    """Why a house is refused for a request, in the order in which codes are recorded."""

    HOUSE_NOT_OPEN = "house_not_open"
    COMPROMISED = "compromised"
    KEEP_AWAY = "keep_away"
    KEEP_APART = "keep_apart"
    GENDER = "gender"
    MINORS = "minors"
    SURVIVOR_REFUSED = "survivor_refused"
    COUNTRY = "country"
    SECURITY_LEVEL = "security_level"
    NEEDS = "needs"
    ENTITLEMENT = "entitlement"
    LANGUAGE = "language"
    INTAKE = "intake"
    DARK = "dark"
    NO_ROOM = "no_room"


CONFIDENTIAL_CODES = frozenset({RuleCode.COMPROMISED, RuleCode.KEEP_APART})
"""Shown per house as the one word `confidential`, in the own country only, and never part of a count."""

WAIVABLE_CODES = (
    RuleCode.SECURITY_LEVEL,
    RuleCode.NEEDS,
    RuleCode.ENTITLEMENT,
    RuleCode.LANGUAGE,
    RuleCode.INTAKE,
    RuleCode.DARK,
)
"""In table order. Nothing else can be waived, by anybody."""

TWO_PERSON_CODES = frozenset({RuleCode.SECURITY_LEVEL})
"""Waivable by two persons only."""


class Criterion(StrEnum):
    """What points are given for, in the order in which they are shown."""

    LANGUAGE = "language"
    MARGIN = "margin"
    JOURNEY = "journey"
    SPECIALISM = "specialism"
    STAY = "stay"
    FRESHNESS = "freshness"
    ROOM_FIT = "room_fit"


class Band(StrEnum):
    """Distance from the pick-up place to the house, lower end included."""

    UNDER_50 = "under_50"
    FROM_50_TO_100 = "50_100"
    FROM_100_TO_200 = "100_200"
    FROM_200_TO_400 = "200_400"
    FROM_400 = "400_and_more"


class AnswerWarning(StrEnum):
    """What an answer warns of although it is valid."""

    NO_KEEP_AWAY_AREA = "no_keep_away_area"


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


class PlanStatus(StrEnum):
    """What is known of a plan."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    TIME_LIMIT_WITHOUT_PLAN = "time_limit_without_plan"


class RequestState(StrEnum):
    """The life of a request; the last four are side exits or the end."""

    DRAFT = "draft"
    OPEN = "open"
    OFFERED = "offered"
    RESERVED = "reserved"
    IN_TRANSIT = "in_transit"
    CHECKED_IN = "checked_in"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    UNMET = "unmet"
    DUPLICATE = "duplicate"


class OfferState(StrEnum):
    """The life of an offer."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED_HOUSE = "declined_house"
    DECLINED_SURVIVOR = "declined_survivor"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class ClaimState(StrEnum):
    """The life of a claim; the first three are live."""

    HELD = "held"
    RESERVED = "reserved"
    OCCUPIED = "occupied"
    ENDED = "ended"
    RELEASED = "released"
    EXPIRED = "expired"


LIVE_CLAIM_STATES = (ClaimState.HELD, ClaimState.RESERVED, ClaimState.OCCUPIED)


class ClaimKind(StrEnum):
    """`used` by somebody, or `blocked` because the room is a household's own."""

    USED = "used"
    BLOCKED = "blocked"


class BedState(StrEnum):
    """Computed, never stored; the first that holds counts."""

    OCCUPIED = "occupied"
    RESERVED = "reserved"
    HELD = "held"
    OUT_OF_SERVICE = "out_of_service"
    TURNAROUND = "turnaround"
    ROOM_BLOCKED = "room_blocked"
    UNKNOWN = "unknown"
    FREE = "free"


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


class DeclinedHouse(StrEnum):
    """Why a house declined an offer."""

    NO_BED_AFTER_ALL = "no_bed_after_all"
    STAFF_SHORTAGE = "staff_shortage"
    CANNOT_MEET_CLINICAL_NEED = "cannot_meet_clinical_need"
    RESIDENT_CONFLICT = "resident_conflict"
    HOUSEHOLD_TOO_LARGE = "household_too_large"
    SON_AGE_LIMIT = "son_age_limit"
    GENDER_POLICY = "gender_policy"
    LANGUAGE_NO_COVER = "language_no_cover"
    SECURITY_LEVEL = "security_level"
    FUNDING = "funding"
    CLOSED_TEMPORARILY = "closed_temporarily"
    OTHER = "other"


class DeclinedSurvivor(StrEnum):
    """Why the survivor declined; an outcome, never a fault."""

    TOO_CLOSE = "too_close"
    TOO_FAR = "too_far"
    WANTS_TO_STAY_WITH_SOMEONE = "wants_to_stay_with_someone"
    HOUSE_RULES = "house_rules"
    SHARED_ROOM = "shared_room"
    CHILDREN_SCHOOL = "children_school"
    PET = "pet"
    FEARS_COMMUNITY = "fears_community"
    CHANGED_MIND = "changed_mind"
    UNREACHABLE = "unreachable"
    NOT_SAID = "not_said"
    OTHER = "other"


class WithdrawnReason(StrEnum):
    """Why a request was withdrawn."""

    ALTERNATIVE_FOUND = "alternative_found"
    RETURNED_HOME = "returned_home"
    DETAINED = "detained"
    HOSPITALISED = "hospitalised"
    MISSING = "missing"
    ERROR = "error"


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


class MoveOn(StrEnum):
    """Where somebody went at check-out."""

    OWN_HOME = "own_home"
    FAMILY_OR_COMMUNITY_HOME_COUNTRY = "family_or_community_home_country"
    OTHER_SAFE_HOUSE = "other_safe_house"
    ASYLUM_ACCOMMODATION = "asylum_accommodation"
    HOSPITAL = "hospital"
    CHILD_PROTECTION = "child_protection"
    RETURNED_TO_EXPLOITATION = "returned_to_exploitation"
    UNKNOWN = "unknown"


class UnmetReason(StrEnum):
    """Why a request ended without a place."""

    NO_CAPACITY = "no_capacity"
    NO_MATCH = "no_match"
    SURVIVOR_DECLINED_ALL = "survivor_declined_all"
    OUT_OF_TIME = "out_of_time"


class ReleaseReason(StrEnum):
    """Why a live claim was released by a person."""

    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    NO_SHOW = "no_show"


class JobState(StrEnum):
    """The life of a job row."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class JobError(StrEnum):
    """Why a job failed."""

    INTERRUPTED = "interrupted"
    UNSAFE_PLAN = "unsafe_plan"
    OTHER = "other"


class TagKind(StrEnum):
    """What a request's tag means: what it brings, or what it must be kept apart from."""

    BRINGS = "brings"
    KEEP_APART = "keep_apart"


class AgeBand(StrEnum):
    """How old somebody is, as a house may know it before the arrival; upper end included."""

    UNDER_2 = "under_2"
    FROM_2_TO_11 = "2-11"
    FROM_12_TO_15 = "12-15"
    FROM_16_TO_17 = "16-17"
    ADULT = "adult"


class Note(StrEnum):
    """What the survivor and the coordinator should know about a suggestion; the sentence for each stands in the interface."""

    LANGUAGE_SPOKEN = "language_spoken"
    LANGUAGE_INTERPRETED = "language_interpreted"
    LANGUAGE_MISSING = "language_missing"
    KEEP_AWAY_CLEARED = "keep_away_cleared"
    WAIVED = "waived"
    REPORT_IS_OLD = "report_is_old"
    NEVER_REPORTED = "never_reported"
    HOUSE_ASKS_TO_CALL = "house_asks_to_call"
    HOUSE_DECLINED_BEFORE = "house_declined_before"
    SHARED_ROOM = "shared_room"
    TWO_ROOMS = "two_rooms"
    BLOCKS_BEDS = "blocks_beds"
    USES_COTS = "uses_cots"
    NOT_STEP_FREE = "not_step_free"
    SHORTER_STAY = "shorter_stay"


class Role(StrEnum):
    """What an account may be; administrator and auditor never go with another role."""

    COORDINATOR = "coordinator"
    MANAGER = "manager"
    NATIONAL_CONTACT = "national_contact"
    ANALYST = "analyst"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class WaiverReason(StrEnum):
    """Why a coordinator waived a code."""

    CONFIRMED_BY_TELEPHONE = "confirmed_by_telephone"
    COVER_ARRANGED = "cover_arranged"
    FUNDING_AGREED = "funding_agreed"
    SURVIVOR_ACCEPTS = "survivor_accepts"
    NOTHING_ELSE_TONIGHT = "nothing_else_tonight"


class TakeOverReason(StrEnum):
    """Why a request got another owner at its desk."""

    SHIFT_CHANGE = "shift_change"
    OWNER_AWAY = "owner_away"
    CANNOT_WAIT = "cannot_wait"
    OTHER = "other"


class WaitsFor(StrEnum):
    """Who has to do something next for a request."""

    DESK = "desk"
    HOUSE = "house"
    ARRIVAL = "arrival"


class NextStep(StrEnum):
    """What happens to a request by itself if nobody does anything."""

    NOTHING = "nothing"
    OFFER_EXPIRES = "offer_expires"
    BECOMES_OVERDUE = "becomes_overdue"


class RelationKind(StrEnum):
    """How two requests stand to each other."""

    KEEP_APART = "keep_apart"
    KEEP_TOGETHER = "keep_together"


class JobKind(StrEnum):
    """What a job row asks for."""

    PLAN_COUNTRY = "plan_country"


class MailKind(StrEnum):
    """What a message announces; the text never says."""

    OFFER = "offer"
    OFFER_REMINDER = "offer_reminder"
    SUMMARY = "summary"


class Channel(StrEnum):
    """How a message leaves."""

    MAIL = "mail"
    COMMAND = "command"


class ScopeKind(StrEnum):
    """What a row of figures is about."""

    HOUSE = "house"
    COUNTRY = "country"
    NETWORK = "network"


class Profile(StrEnum):
    """Typical households; a house has as many places for each as it could take of them at once."""

    SINGLE_WOMAN = "single_woman"
    SINGLE_MAN = "single_man"
    MOTHER_AND_ONE = "mother_and_one"
    FAMILY_OF_FOUR = "family_of_four"
    STEP_FREE = "step_free"


class Count(StrEnum):
    """What a summary counts beside the sections of its own codes; arrivals and departures are households."""

    HOUSES = "houses"
    BEDS_IN_SERVICE = "beds_in_service"
    ARRIVALS = "arrivals"
    DEPARTURES = "departures"


class SecondFactorKind(StrEnum):
    """What a second factor is."""

    TOTP = "totp"
    PASSKEY = "passkey"


class SessionEnd(StrEnum):
    """Why a session ended."""

    LOGOUT = "logout"
    EXPIRED = "expired"
    PASSWORD_CHANGE = "password_change"  # noqa: S105  # The name of a reason, not a password.
    ROLE_CHANGE = "role_change"
    DISABLED = "disabled"
