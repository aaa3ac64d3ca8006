"""What the national contact sees of evacuations and drills: codes and numbers; the sentences are made where they are shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from safehouse.domain.codes import MoveStage, PlanStatus, RuleCode
from safehouse.placement.problem import Relaxation
from safehouse.services.jobs import JobView
from safehouse.services.plans.views import RoomLine


@dataclass(frozen=True, slots=True)
class MoveLine:
    """One household that must leave, and how far its move has come.

    `case_code` None: the request is of another country's desk, and `country` says of which. `is_there` False: it is expected.
    `from_rooms`: where it is; `absent_since`: it is away from there, or somebody of it. `house_code` None: no place, and `excluded` and
    `relaxations` say why. `house_id` and `offer_id`: of the offer by which it is carried out, None before that. `answer_by_at`: the
    house has not answered yet.
    """

    move_id: str
    case_code: str | None
    country: str
    people: int
    children: int
    is_there: bool
    from_rooms: tuple[str, ...]
    absent_since: datetime | None
    house_code: str | None
    rooms: tuple[RoomLine, ...]
    points: int
    excluded: Mapping[RuleCode, int]
    relaxations: tuple[Relaxation, ...]
    stage: MoveStage
    house_id: str | None
    offer_id: str | None
    answer_by_at: datetime | None


@dataclass(frozen=True, slots=True)
class EvacuationPlan:
    """The newest plan of a house that must be left. `people`: how many it was made for, `placed` how many of them have a place.

    `unknown_people`: how many more are there whom the service does not know. `wall_ms`: how long it took.
    """

    made_at: datetime
    status: PlanStatus
    people: int
    placed: int
    unknown_people: int
    wall_ms: int


@dataclass(frozen=True, slots=True)
class EvacuationView:
    """A compromised house. `job` None: nobody has asked yet; `plan` None: none has been computed since it is compromised.

    `moves`: every household that has had to leave since then, as the last plan that spoke of it says, those without a place first.
    """

    house_id: str
    house_code: str
    is_compromised: bool
    job: JobView | None
    plan: EvacuationPlan | None
    moves: tuple[MoveLine, ...]


@dataclass(frozen=True, slots=True)
class DrillLine:
    """One house as if it were compromised. The numbers are None until it has been computed."""

    house_id: str
    house_code: str
    people: int | None
    placed: int | None
    unknown_people: int | None
    wall_ms: int | None


@dataclass(frozen=True, slots=True)
class DrillView:
    """The drill that was asked for last in a country, its houses by code."""

    job: JobView
    lines: tuple[DrillLine, ...]
