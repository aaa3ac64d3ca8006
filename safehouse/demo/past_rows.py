"""What is left of requests that are long over, as rows: the services could only write it with the clock of then."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from sqlmodel import Session, SQLModel

from safehouse.demo.households import InventedRequest
from safehouse.domain.codes import (
    DeclinedHouse,
    DeclinedSurvivor,
    JobKind,
    JobState,
    MoveOn,
    OfferState,
    PlanStatus,
    RequestState,
    RuleCode,
    UnmetReason,
    WithdrawnReason,
)
from safehouse.domain.ids import new_case_code
from safehouse.models.claims import Stay
from safehouse.models.jobs import Job
from safehouse.models.offers import Offer
from safehouse.models.plans import Plan, PlanEntry
from safehouse.models.requests import Request, RequestPerson, SealedDocument
from safehouse.models.suggestions import Suggestion, SuggestionList
from safehouse.models.unmet import UnmetNeed
from safehouse.services.statistics.kinds import shape_of_household

_ANSWERED_AFTER = timedelta(minutes=25)
_WAIVER_SHARE = 0.3
_OPENS = [{"waive": ["dark"], "houses": 1, "beds": 2}]
_IN_THE_WAY = (
    RuleCode.NO_ROOM,
    RuleCode.KEEP_AWAY,
    RuleCode.GENDER,
    RuleCode.MINORS,
    RuleCode.LANGUAGE,
    RuleCode.NEEDS,
)
_NOTHING = {"emergency": 0, "urgent": 0, "planned": 0, "points": 0}


_ORDER = (
    UnmetNeed,
    Request,
    RequestPerson,
    SealedDocument,
    SuggestionList,
    Suggestion,
    Offer,
    Stay,
    Job,
    Plan,
    PlanEntry,
)
"""Each names only what stands before it."""


@dataclass(frozen=True, slots=True)
class PastDesk:
    """The desk of a country, the account that works there, and the houses; `rows` are what happened, not written yet."""

    country: str
    account_id: str
    house_ids: tuple[str, ...]
    random: Random
    rows: list[SQLModel] = field(default_factory=list)

    def end_unmet(self, invented: InventedRequest, reason: UnmetReason, *, at: datetime) -> str:
        """A request ended without a place; its id."""
        need = UnmetNeed(
            country=self.country,
            ended_on=at.date(),
            state=RequestState.UNMET,
            reason=reason,
            shape=shape_of_household([(person.gender, person.age) for person in invented.people]),
            urgency=invented.urgency,
            possible_houses=0,
            excluded={code.value: 1 for code in self.random.sample(_IN_THE_WAY, k=2)},
            relaxations=_OPENS if self.random.random() < _WAIVER_SHARE else [],
        )
        self.rows.append(need)
        return self._end_request(invented, RequestState.UNMET, reason.value, at)

    def decline(self, invented: InventedRequest, reason: DeclinedHouse | DeclinedSurvivor, *, at: datetime) -> None:
        """An offer was declined, and the household found a place without the service."""
        found = WithdrawnReason.ALTERNATIVE_FOUND
        request_id = self._end_request(invented, RequestState.WITHDRAWN, found.value, at)
        is_house = isinstance(reason, DeclinedHouse)
        state = OfferState.DECLINED_HOUSE if is_house else OfferState.DECLINED_SURVIVOR
        self._answer_offer(request_id, self.random.choice(self.house_ids), state, reason.value, at)

    def move_on(self, invented: InventedRequest, move_on: MoveOn, *, at: datetime) -> None:
        """A household stayed as long as it wanted to, and left."""
        request_id = self._end_request(invented, RequestState.CLOSED, None, at)
        house_id, came_at = self.random.choice(self.house_ids), at - timedelta(days=invented.nights)
        stay = Stay(
            request_id=request_id,
            offer_id=self._answer_offer(request_id, house_id, OfferState.ACCEPTED, None, came_at),
            house_id=house_id,
            checked_in_at=came_at,
            expected_end_on=at.date(),
            checked_out_at=at,
            move_on=move_on,
        )
        self.rows.append(stay)

    def plan_in_vain(self, request_ids: Sequence[str], *, at: datetime) -> None:
        """A plan had no place for these requests; for some of them a waiver would have opened a house."""
        job = Job(
            kind=JobKind.PLAN_COUNTRY,
            country=self.country,
            state=JobState.DONE,
            asked_by_id=self.account_id,
            asked_at=at,
            started_at=at,
            finished_at=at,
            progress={},
        )
        plan = Plan(
            job_id=job.id,
            country=self.country,
            made_at=at,
            status=PlanStatus.FEASIBLE,
            value=_NOTHING,
            upper_bound=_NOTHING,
            wall_ms=1,
            fingerprint="",
        )
        self.rows.extend((job, plan, *(self._left_out(plan.id, request_id) for request_id in request_ids)))

    def write(self, session: Session) -> None:
        """Write the rows in the order in which they name each other."""
        for kind in _ORDER:
            session.add_all(row for row in self.rows if isinstance(row, kind))
            session.flush()

    def _left_out(self, plan_id: str, request_id: str) -> PlanEntry:
        opens = _OPENS if self.random.random() < _WAIVER_SHARE else []
        return PlanEntry(plan_id=plan_id, request_id=request_id, rooms=[], excluded={}, relaxations=opens)

    def _end_request(self, invented: InventedRequest, state: RequestState, reason: str | None, at: datetime) -> str:
        request = Request(
            case_code=new_case_code(),
            country=self.country,
            owner_id=self.account_id,
            state=state,
            urgency=invented.urgency,
            arrives_at=at,
            nights=invented.nights,
            languages={},
            language_required=False,
            min_security=1,
            entitlements=frozenset(),
            may_split=invented.may_split,
            created_at=at,
            opened_at=at,
            ended_at=at,
            end_reason=reason,
            version=1,
        )
        people = (
            RequestPerson(request_id=request.id, position=position, gender=person.gender, age=person.age)
            for position, person in enumerate(invented.people)
        )
        self.rows.extend((request, SealedDocument(request_id=request.id, sealed_at=at), *people))
        return request.id

    def _answer_offer(self, request_id: str, house_id: str, state: OfferState, reason: str | None, at: datetime) -> str:
        answer = SuggestionList(
            request_id=request_id,
            made_at=at,
            request_version=1,
            network_version=1,
            excluded={},
            relaxations=[],
            warnings=[],
            others={},
            abroad=[],
        )
        suggestion = Suggestion(
            list_id=answer.id, request_id=request_id, house_id=house_id, rank=1, rooms=[], points={}, total=0, notes=[]
        )
        offer = Offer(
            request_id=request_id,
            suggestion_id=suggestion.id,
            house_id=house_id,
            state=state,
            made_by_id=self.account_id,
            made_at=at - _ANSWERED_AFTER,
            answer_by_at=at,
            arrives_at=at,
            answered_at=at,
            by_telephone=False,
            reason=reason,
        )
        self.rows.extend((answer, suggestion, offer))
        return offer.id
