"""The lives of requests, offers and claims, what a bed is, and what comes next."""

from enum import StrEnum


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


class FallbackState(StrEnum):
    """The life of one suggestion of a fallback chain; all but the first are the end of it."""

    WAITING = "waiting"
    USED = "used"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


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


class BedDoubt(StrEnum):
    """Why a placement cannot count on a bed that it has: an outage, or what the house has reported of it."""

    OUT_OF_SERVICE = "out_of_service"
    SOMEBODY_ELSE = "somebody_else"
    NOBODY = "nobody"


class ConflictEnd(StrEnum):
    """How it was settled that a report contradicts a placement."""

    REPORT = "report"
    MOVED = "moved"
    ARRIVED = "arrived"
    LEFT = "left"
    RELEASED = "released"
    EXPIRED = "expired"


class MoveStage(StrEnum):
    """How far the move of one household out of a house that is not safe has come."""

    NO_PLACE = "no_place"
    PLANNED = "planned"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    ON_THE_WAY = "on_the_way"
    ARRIVED = "arrived"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    GONE = "gone"


class BorderState(StrEnum):
    """The life of a question to another country: may one of its houses be asked for these people."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class WaitsFor(StrEnum):
    """Who has to do something next for a request."""

    DESK = "desk"
    HOUSE = "house"
    ARRIVAL = "arrival"


class DeskGroup(StrEnum):
    """Under what a request stands on the desk, in the order of the page: whose turn it is, from where somebody looks."""

    NOT_SAFE = "not_safe"
    TAKEN_BACK = "taken_back"
    AWAY = "away"
    NOBODY = "nobody"
    YOU = "you"
    HOUSE = "house"
    COLLEAGUE = "colleague"
    ARRIVAL = "arrival"


class NextStep(StrEnum):
    """What happens to a request by itself if nobody does anything."""

    NOTHING = "nothing"
    OFFER_EXPIRES = "offer_expires"
    NEXT_HOUSE_IS_ASKED = "next_house_is_asked"
    BECOMES_OVERDUE = "becomes_overdue"
