"""What the engine and the plan say."""

from enum import StrEnum


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
CONFIDENTIAL = "confidential"
"""Stands for whichever confidential codes a house has."""


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


class Note(StrEnum):
    """What the survivor and the coordinator should know about a suggestion; the sentence for each stands in the interface."""

    LANGUAGE_SPOKEN = "language_spoken"
    LANGUAGE_INTERPRETED = "language_interpreted"
    LANGUAGE_MISSING = "language_missing"
    KEEP_AWAY_CLEARED = "keep_away_cleared"
    COMPANIONS_HERE = "companions_here"
    COMPANIONS_ELSEWHERE = "companions_elsewhere"
    WAIVED = "waived"
    REPORT_IS_OLD = "report_is_old"
    NEVER_REPORTED = "never_reported"
    HOUSE_ASKS_TO_CALL = "house_asks_to_call"
    HOUSE_DECLINED_BEFORE = "house_declined_before"
    FREE_BEDS_ABROAD = "free_beds_abroad"
    REJECTED_ABROAD_BEFORE = "rejected_abroad_before"
    SHARED_ROOM = "shared_room"
    TWO_ROOMS = "two_rooms"
    BLOCKS_BEDS = "blocks_beds"
    USES_COTS = "uses_cots"
    NOT_STEP_FREE = "not_step_free"
    SHORTER_STAY = "shorter_stay"


class PlanStatus(StrEnum):
    """What is known of a plan."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    TIME_LIMIT_WITHOUT_PLAN = "time_limit_without_plan"
