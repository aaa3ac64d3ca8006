"""What happened in months that are over, as rows: for tests of statistics."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from safehouse.domain.access import Actor
from safehouse.domain.codes import (
    BedState,
    Count,
    DeclinedHouse,
    DeclinedSurvivor,
    Gender,
    JobKind,
    JobState,
    MoveOn,
    OfferState,
    PlanStatus,
    RequestState,
    ScopeKind,
    UnmetReason,
)
from safehouse.models.claims import Stay
from safehouse.models.jobs import Job
from safehouse.models.offers import Offer
from safehouse.models.plans import Plan, PlanEntry
from safehouse.models.suggestions import Suggestion, SuggestionList
from safehouse.models.summaries import Summary, SummaryFigures
from safehouse.services.context import Context
from tests.rows import HouseRows, a_coordinator, a_house, a_request

LONG_AGO = datetime(2025, 1, 1, 12, tzinfo=UTC)
AUGUST = datetime(2026, 8, 15, 12, tzinfo=UTC)
"""In the last quarter that is over at the tests' time."""
NO_VALUE = {"emergency": 0, "urgent": 0, "planned": 0, "points": 0}

People = tuple[tuple[Gender | None, int], ...]


@dataclass(frozen=True)
class Past:
    """A country with a desk and a house for as long as anybody remembers."""

    context: Context
    coordinator: Actor
    house: HouseRows

    def unmet(self, reason: UnmetReason, times: int = 1, *, at: datetime = AUGUST) -> None:
        """Requests that ended without a place."""
        for _ in range(times):
            a_request(self.context, self.coordinator, state=RequestState.UNMET, ended_at=at, end_reason=reason.value)

    def declined(self, reason: DeclinedHouse | DeclinedSurvivor, times: int = 1, *, at: datetime = AUGUST) -> None:
        """Offers to the house that were declined."""
        is_house = isinstance(reason, DeclinedHouse)
        state = OfferState.DECLINED_HOUSE if is_house else OfferState.DECLINED_SURVIVOR
        for _ in range(times):
            self._offer(state=state, answered_at=at, reason=reason.value)

    def declined_afterwards(self, reason: DeclinedSurvivor, *, ended_at: datetime, at: datetime) -> None:
        """An offer that the desk withdrew, and that the survivor refused later."""
        self._offer(
            state=OfferState.WITHDRAWN, answered_at=ended_at, refused_afterwards=reason.value, refused_afterwards_at=at
        )

    def moved_on(self, move_on: MoveOn, times: int = 1, *, at: datetime = AUGUST) -> None:
        """Stays in the house that ended."""
        for _ in range(times):
            request_id, offer_id = self._offer(state=OfferState.ACCEPTED)
            stay = Stay(
                request_id=request_id,
                offer_id=offer_id,
                house_id=self.house.id,
                checked_in_at=at - timedelta(days=30),
                expected_end_on=at.date(),
                checked_out_at=at,
                move_on=move_on,
            )
            with self.context.store.transaction() as session:
                session.add(stay)

    def left_out(
        self,
        people: People,
        times: int = 1,
        *,
        at: datetime = AUGUST,
        status: PlanStatus = PlanStatus.OPTIMAL,
        relaxations: tuple[dict[str, Any], ...] = (),
    ) -> tuple[str, ...]:
        """Requests of such people that a plan left without a place; their ids."""
        ids = tuple(a_request(self.context, self.coordinator, people=people) for _ in range(times))
        self.plan(*ids, at=at, status=status, relaxations=relaxations)
        return ids

    def plan(
        self,
        *request_ids: str,
        at: datetime,
        status: PlanStatus = PlanStatus.OPTIMAL,
        relaxations: tuple[dict[str, Any], ...] = (),
    ) -> None:
        """A plan that has no place for these requests."""
        [country] = {grant.country for grant in self.coordinator.grants if grant.country}
        job = Job(
            kind=JobKind.PLAN_COUNTRY,
            country=country,
            state=JobState.DONE,
            asked_by_id=self.coordinator.account_id,
            asked_at=at,
            progress={},
        )
        plan = Plan(
            job_id=job.id,
            country=country,
            made_at=at,
            status=status,
            value=NO_VALUE,
            upper_bound=NO_VALUE,
            wall_ms=1,
            fingerprint="",
        )
        entries = [
            PlanEntry(plan_id=plan.id, request_id=request_id, rooms=[], excluded={}, relaxations=list(relaxations))
            for request_id in request_ids
        ]
        with self.context.store.transaction() as session:
            session.add(job)
            session.flush()
            session.add(plan)
            session.flush()
            session.add_all(entries)

    def _offer(self, **columns: Any) -> tuple[str, str]:  # noqa: ANN401  # Columns of an offer.
        """A request that is over, and its offer to the house: both ids."""
        request_id = a_request(self.context, self.coordinator, state=RequestState.CLOSED)
        answer = SuggestionList(
            request_id=request_id,
            made_at=LONG_AGO,
            request_version=1,
            network_version=1,
            excluded={},
            relaxations=[],
            warnings=[],
            others={},
            abroad=[],
        )
        suggestion = Suggestion(
            list_id=answer.id,
            request_id=request_id,
            house_id=self.house.id,
            rank=1,
            rooms=[],
            points={},
            total=0,
            notes=[],
        )
        columns = {"request_id": request_id, "suggestion_id": suggestion.id, "house_id": self.house.id, **columns}
        offer = Offer(**{**_offer_defaults(self.coordinator), **columns})
        offer_id = offer.id
        with self.context.store.transaction() as session:
            for row in (answer, suggestion, offer):
                session.add(row)
                session.flush()
        return request_id, offer_id


def _offer_defaults(coordinator: Actor) -> dict[str, Any]:
    return {
        "made_by_id": coordinator.account_id,
        "made_at": LONG_AGO,
        "answer_by_at": LONG_AGO,
        "arrives_at": LONG_AGO,
        "by_telephone": False,
    }


def a_past(context: Context, country: str = "NL") -> Past:
    house = a_house(context, country=country, created_at=LONG_AGO)
    return Past(context, a_coordinator(context, country), house)


def a_night_of_beds(context: Context, business_on: date, beds: dict[str, tuple[str, int, int]]) -> None:
    """The summary of one night: country, beds in service and beds occupied, by house id."""
    summary = Summary(business_on=business_on, made_at=datetime.combine(business_on, datetime.min.time(), UTC))
    rows = [
        _figures(summary.id, ScopeKind.HOUSE, in_service, occupied, country=country, house_id=house_id)
        for house_id, (country, in_service, occupied) in beds.items()
    ]
    rows.append(_figures(summary.id, ScopeKind.NETWORK, 0, 0))
    with context.store.transaction() as session:
        session.add(summary)
        session.flush()
        session.add_all(rows)


def _figures(
    summary_id: str,
    scope: ScopeKind,
    in_service: int,
    occupied: int,
    *,
    country: str | None = None,
    house_id: str | None = None,
) -> SummaryFigures:
    return SummaryFigures(
        summary_id=summary_id,
        scope=scope,
        country=country,
        house_id=house_id,
        figures={
            "counts": {Count.BEDS_IN_SERVICE.value: in_service},
            "beds": {BedState.OCCUPIED.value: occupied},
        },
    )
