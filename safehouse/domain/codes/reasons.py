"""Why something was declined, withdrawn, waived or ended."""

from enum import StrEnum


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


class RejectedCountry(StrEnum):
    """Why the national contact of a country rejected a placement from another one."""

    NO_CAPACITY = "no_capacity"
    STAFF_SHORTAGE = "staff_shortage"
    NOT_SAFE_HERE = "not_safe_here"
    NO_RIGHT_TO_STAY = "no_right_to_stay"
    FUNDING = "funding"
    LANGUAGE_NO_COVER = "language_no_cover"
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


class UnmetReason(StrEnum):
    """Why a request ended without a place."""

    NO_CAPACITY = "no_capacity"
    NO_MATCH = "no_match"
    SURVIVOR_DECLINED_ALL = "survivor_declined_all"
    OUT_OF_TIME = "out_of_time"


class ReleaseReason(StrEnum):
    """Why a live claim was released by what a person did."""

    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    NO_SHOW = "no_show"
    ANOTHER_HOUSE = "another_house"
    TAKEN_BACK = "taken_back"
    MOVED = "moved"


class ChainEnd(StrEnum):
    """Why the rest of a fallback chain is offered to nobody any more."""

    STOPPED = "stopped"
    REPLACED = "replaced"
    SURVIVOR_DECLINED = "survivor_declined"
    OFFER_WITHDRAWN = "offer_withdrawn"
    NOBODY_CAME = "nobody_came"
    ARRIVED = "arrived"
    ARRIVAL_PASSED = "arrival_passed"
    REQUEST_CHANGED = "request_changed"
    REQUEST_ENDED = "request_ended"


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


class TransferReason(StrEnum):
    """Why somebody who stays in a house is to move to another one."""

    HOUSE_COMPROMISED = "house_compromised"
    NOT_SAFE_HERE = "not_safe_here"
    NEEDS_CHANGED = "needs_changed"
    SURVIVOR_WISH = "survivor_wish"
    STAY_IS_OVER = "stay_is_over"
    HOUSE_CANNOT_GO_ON = "house_cannot_go_on"
    OTHER = "other"


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
