"""What pages see of a plan: codes and numbers; the sentences are made where they are shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from safehouse.domain.codes import PlanStatus, RuleCode, Urgency
from safehouse.placement.problem import PlanValue, Relaxation
from safehouse.services.companions import Companion
from safehouse.services.jobs import JobView


@dataclass(frozen=True, slots=True)
class Household:
    """How many people one request is about, adults being 18 or over."""

    people: int
    adults: int

    @property
    def children(self) -> int:
        """Those under 18."""
        return self.people - self.adults


@dataclass(frozen=True, slots=True)
class RoomLine:
    """What a plan uses of one room: `label` as on its door, numbers of beds and cots."""

    label: str
    beds: int
    cots: int


@dataclass(frozen=True, slots=True)
class PlanLine:
    """What a plan says of one request. `house_code` None: no place, and `excluded` and `relaxations` say why.

    `companions`: whom it is to be kept together with and who have a place now; the plan does not follow them.
    """

    request_id: str
    case_code: str
    urgency: Urgency
    household: Household
    house_code: str | None
    rooms: tuple[RoomLine, ...]
    points: int
    excluded: Mapping[RuleCode, int]
    relaxations: tuple[Relaxation, ...]
    companions: tuple[Companion, ...]


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan as it was computed; lines by urgency, then case code. `is_stale`: a request or a house has changed since."""

    made_at: datetime
    status: PlanStatus
    value: PlanValue
    upper_bound: PlanValue
    wall_ms: int
    is_stale: bool
    lines: tuple[PlanLine, ...]


@dataclass(frozen=True, slots=True)
class CountryPlan:
    """The job that was asked for last and the newest plan, which may be of an earlier job; None: there is none yet."""

    job: JobView
    plan: PlanView | None


@dataclass(frozen=True, slots=True)
class Displaced:
    """A request that would lose the place which the plan gives it."""

    case_code: str
    urgency: Urgency
    household: Household


@dataclass(frozen=True, slots=True)
class Choice:
    """What another house than the planned one costs the others. `people_lost`: in all urgencies together."""

    displaced: tuple[Displaced, ...]
    people_lost: int
    points_lost: int


@dataclass(frozen=True, slots=True)
class RequestInPlan:
    """What the newest plan says of one request. `planned_house_id` None: no place. `choices`: by house id, likely ones only."""

    made_at: datetime
    is_stale: bool
    is_proven: bool
    planned_house_id: str | None
    choices: Mapping[str, Choice]
