"""Unmet need: what stood in the way of a request that ended without a place is kept, and nothing of who was in it.

It is counted long after the data of the request have been erased. So it is no part of the request and names none; the day and
the shape of the household are all that it says of them.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from safehouse.domain.codes import Gender, HouseholdShape, RequestState, UnmetReason, WithdrawnReason
from safehouse.domain.spans import business_date
from safehouse.models.requests import Request, RequestPerson
from safehouse.models.unmet import UnmetNeed
from safehouse.placement.matrix import prepare_network
from safehouse.placement.problem import Answer
from safehouse.placement.ranking import rank
from safehouse.services.context import Context
from safehouse.services.db import database_now
from safehouse.services.relaxation_rows import stored_relaxations
from safehouse.services.snapshot import load_network, load_request
from safehouse.services.statistics.kinds import shape_of_household


@dataclass(frozen=True, slots=True)
class Need:
    """What an open request still needs: the shape of its household, and what the houses of its country say now.

    `possible_houses`: how many of them could take it.
    """

    shape: HouseholdShape
    possible_houses: int
    answer: Answer


def find_need(context: Context, session: Session, request: Request) -> Need | None:
    """What the request needs as it stands; None unless it is open, because a draft was never looked for.

    One whose time has passed is judged as if they came now.
    """
    if request.state is not RequestState.OPEN:
        return None
    clock = database_now(session)
    wanted = load_request(context, session, request, now=clock)
    wanted = replace(wanted, arrives_at=max(wanted.arrives_at, clock))
    houses = load_network(session, now=clock, countries={request.country}, arrivals=(wanted.arrives_at,))
    answer = rank(prepare_network(houses, clock, context.policy), wanted)
    return Need(
        shape=shape_of_household(_people(session, request.id)),
        possible_houses=len(houses) - len(answer.verdicts),
        answer=answer,
    )


def record_unmet_need(
    context: Context,
    session: Session,
    request: Request,
    need: Need | None,
    *,
    reason: UnmetReason | WithdrawnReason,
    now: datetime,
) -> None:
    """Keep what blocked a request that has just ended with this reason, in the caller's transaction.

    Nothing is kept of one that was never looked for, or that was entered by mistake: there was no need.
    """
    if need is None or reason is WithdrawnReason.ERROR:
        return
    session.add(
        UnmetNeed(
            country=request.country,
            ended_on=business_date(now, context.settings.time_zone),
            state=request.state,
            reason=reason,
            shape=need.shape,
            urgency=request.urgency,
            possible_houses=need.possible_houses,
            excluded={code.value: houses for code, houses in need.answer.excluded.items()},
            relaxations=stored_relaxations(need.answer.relaxations),
        )
    )


def _people(session: Session, request_id: str) -> list[tuple[Gender | None, int]]:
    people = select(RequestPerson).where(col(RequestPerson.request_id) == request_id)
    return [(person.gender, person.age) for person in session.exec(people)]
