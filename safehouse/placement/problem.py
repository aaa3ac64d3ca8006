"""The problem that the engine solves and the values it answers with: frozen, and without a default on any safety field.

Ids are compared as strings; wherever an order matters it is the order of ids. Languages are canonical codes (ISO 639-1 where
ISO 639-3 gives one, else 639-3), made so by whoever builds the problem. Tags are opaque and only ever compared.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from safehouse.domain.codes import (
    AnswerWarning,
    Band,
    Criterion,
    Gender,
    HouseNeed,
    HouseStatus,
    LanguageCover,
    PlanStatus,
    RoomNeed,
    RuleCode,
    SpeakerLevel,
    Urgency,
)

RULE_ORDER: tuple[RuleCode, ...] = tuple(RuleCode)
"""The order in which failing codes are recorded."""

ADULT_AGE = 18
COT_AGE = 2
"""A cot takes a child under this age."""
SELF_ACCEPTED_AGE = 16
"""From this age on the house must accept the person's own gender, in a household with an adult."""
SPLIT_CARE_AGE = 12
"""A household with children under this age takes two rooms only with an adult for each."""
MARGIN_FULL_KM = 150.0
JOURNEY_NONE_KM = 600.0
SPEAKER_SHARE: Mapping[SpeakerLevel, float] = {SpeakerLevel.FLUENT: 1.0, SpeakerLevel.SOME: 0.6}
COVER_SHARE: Mapping[LanguageCover, float] = {
    LanguageCover.STAFF: 1.0,
    LanguageCover.PHONE_INTERPRETER: 0.6,
    LanguageCover.BOOKED_INTERPRETER: 0.3,
}
MINUTES_PER_DAY = 1440


class UnusablePolicy(ValueError):  # noqa: N818  # Named after what it is.
    """A house would be dark before its report is stale, or in that moment; says for which urgency."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What is configuration: the weight of each criterion (whole points) and when a report is fresh and dark.

    Raises UnusablePolicy unless a house is dark later than its report is fresh: in between the freshness points fall.
    """

    weights: Mapping[Criterion, int]
    fresh_for: Mapping[Urgency, timedelta]
    dark_after: Mapping[Urgency, timedelta]

    def __post_init__(self) -> None:
        for urgency in Urgency:
            if self.dark_after[urgency] <= self.fresh_for[urgency]:
                raise UnusablePolicy(
                    f"a report must be fresh for less time than it takes a house to be dark: {urgency}"
                )


DEFAULT_POLICY = Policy(
    weights={
        Criterion.LANGUAGE: 300,
        Criterion.MARGIN: 150,
        Criterion.JOURNEY: 150,
        Criterion.SPECIALISM: 100,
        Criterion.STAY: 100,
        Criterion.FRESHNESS: 100,
        Criterion.ROOM_FIT: 100,
    },
    fresh_for={
        Urgency.EMERGENCY: timedelta(hours=12),
        Urgency.URGENT: timedelta(hours=12),
        Urgency.PLANNED: timedelta(hours=24),
    },
    dark_after={
        Urgency.EMERGENCY: timedelta(hours=24),
        Urgency.URGENT: timedelta(hours=24),
        Urgency.PLANNED: timedelta(hours=72),
    },
)


@dataclass(frozen=True, slots=True)
class Person:
    """One person of a household; age in whole years."""

    id: str
    gender: Gender
    age: int


@dataclass(frozen=True, slots=True)
class KeepAwayArea:
    """A cell of resolution 7 and the distance to keep from it, in km."""

    cell: str
    radius_km: float


@dataclass(frozen=True, slots=True)
class PlacementRequest:
    """One household that needs a place. `countries` None: any; empty: none. `refused_houses` may name unknown houses."""

    id: str
    urgency: Urgency
    people: tuple[Person, ...]
    languages: Mapping[str, SpeakerLevel]
    language_required: bool
    house_needs: frozenset[HouseNeed]
    room_needs: frozenset[RoomNeed]
    keep_away: tuple[KeepAwayArea, ...]
    keep_apart_tags: frozenset[str]
    tags: frozenset[str]
    keep_apart: frozenset[str]
    keep_together: frozenset[str]
    min_security: int
    countries: frozenset[str] | None
    entitlements: frozenset[str]
    pickup: str | None
    arrives_at: datetime
    nights: int
    exploitation: str | None
    refused_houses: frozenset[str]
    may_split: bool
    waived: frozenset[RuleCode]


@dataclass(frozen=True, slots=True)
class ChildrenPolicy:
    """`max_boy_age` None: no limit. `unaccompanied`: licensed for minors without an adult. `only`: no adults."""

    accepted: bool
    max_boy_age: int | None
    unaccompanied: bool
    only: bool


@dataclass(frozen=True, slots=True)
class IntakeWindow:
    """Minutes of the UTC day: start <= t < end; an end before the start passes midnight; 1440 may end a window."""

    start_minute: int
    end_minute: int


ALWAYS_OPEN = (IntakeWindow(0, MINUTES_PER_DAY),)


@dataclass(frozen=True, slots=True)
class Room:
    """`beds`: ids in service; `free_beds`: ids among them without any live claim, now or later, sorted both.

    `gender_now` None with every bed free: empty; None with a bed taken: occupied by somebody unknown, so no shared option.
    """

    id: str
    shared: bool
    beds: tuple[str, ...]
    free_beds: tuple[str, ...]
    free_cots: int
    gender_now: Gender | None
    features: frozenset[RoomNeed]


@dataclass(frozen=True, slots=True)
class House:
    """One house as the engine sees it; tags are those of residents and live claims, held ones included. Empty intake: nobody."""

    id: str
    country: str
    cell: str
    slack_km: float
    status: HouseStatus
    genders: frozenset[Gender]
    children: ChildrenPolicy
    languages: Mapping[str, LanguageCover]
    services: frozenset[HouseNeed]
    security_level: int
    specialisms: frozenset[str]
    requires: frozenset[str]
    max_stay_nights: int | None
    intake: tuple[IntakeWindow, ...]
    reported_at: datetime | None
    resident_tags: frozenset[str]
    resident_keep_apart_tags: frozenset[str]
    rooms: tuple[Room, ...]


@dataclass(frozen=True, slots=True)
class PlacementProblem:
    """Houses and requests at one moment. Build it with `in_canonical_order`, so that input order never matters."""

    as_of: datetime
    houses: tuple[House, ...]
    requests: tuple[PlacementRequest, ...]

    def in_canonical_order(self) -> "PlacementProblem":
        """The same problem with everything sorted by id; beds, rooms and people included."""
        return PlacementProblem(
            as_of=self.as_of,
            houses=tuple(sorted((_sorted_house(house) for house in self.houses), key=lambda house: house.id)),
            requests=tuple(sorted(self.requests, key=lambda request: request.id)),
        )


def _sorted_house(house: House) -> House:
    return replace(house, rooms=tuple(sorted((_sorted_room(room) for room in house.rooms), key=lambda room: room.id)))


def _sorted_room(room: Room) -> Room:
    return replace(room, beds=tuple(sorted(room.beds)), free_beds=tuple(sorted(room.free_beds)))


@dataclass(frozen=True, slots=True)
class Points:
    """Whole points per criterion, each at most its weight."""

    language: int
    margin: int
    journey: int
    specialism: int
    stay: int
    freshness: int
    room_fit: int

    @property
    def total(self) -> int:
        """The sum of the rounded criteria."""
        return sum(self.by_criterion().values())

    def by_criterion(self) -> dict[Criterion, int]:
        """The points of each criterion, in the order in which they are shown."""
        return {criterion: getattr(self, criterion.value) for criterion in Criterion}


@dataclass(frozen=True, slots=True)
class RoomUse:
    """What is used of one room: bed ids (at least one) and a number of cots. `blocked_beds` are left over in a room of one's own."""

    room: str
    beds: tuple[str, ...]
    cots: int
    blocked_beds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Placement:
    """One request put into rooms of one house."""

    request: str
    house: str
    rooms: tuple[RoomUse, ...]
    points: Points


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One ranked proposal: a house with its best rooms. `band` None: no pick-up place."""

    house: str
    rooms: tuple[RoomUse, ...]
    points: Points
    band: Band | None


@dataclass(frozen=True, slots=True)
class Relaxation:
    """What waiving these codes together would open: houses, and their free beds, each counted once."""

    waive: tuple[RuleCode, ...]
    houses: int
    beds: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """Every failing code of one house for one request, confidential ones included: never to be shown as it is."""

    house: str
    codes: tuple[RuleCode, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the engine says about one request alone. `excluded` counts houses per code that may be shown, without zeros."""

    request: str
    suggestions: tuple[Suggestion, ...]
    excluded: Mapping[RuleCode, int]
    relaxations: tuple[Relaxation, ...]
    warnings: tuple[AnswerWarning, ...]
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True, order=True)
class PlanValue:
    """What a plan is worth, compared lexicographically: people placed per urgency, then points."""

    emergency: int
    urgent: int
    planned: int
    points: int

    def levels(self) -> tuple[int, int, int, int]:
        """The levels, the first one first."""
        return self.emergency, self.urgent, self.planned, self.points


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A request without a place in a plan, and what its houses say."""

    request: str
    excluded: Mapping[RuleCode, int]
    relaxations: tuple[Relaxation, ...]
    competes_with: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan for all requests of a problem; `upper_bound`: no plan is greater; both lists sorted by request."""

    status: PlanStatus
    value: PlanValue
    upper_bound: PlanValue
    wall_ms: int
    placed: tuple[Placement, ...]
    unplaced: tuple[Unplaced, ...]
