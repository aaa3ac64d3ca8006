"""Who must leave a house: everybody who has or is promised a place in it, as one problem for the engine.

All are emergencies, whatever their requests said when they were entered. The house itself is not among the houses, so no plan can
put anybody back, whatever its status is.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from safehouse.domain.codes import ClaimState, OfferState, RuleCode, Urgency
from safehouse.models.claims import Claim, Stay
from safehouse.models.offers import Offer
from safehouse.models.requests import Request
from safehouse.placement.problem import House, PlacementProblem, PlacementRequest
from safehouse.services.bed_facts import is_live
from safehouse.services.context import Context
from safehouse.services.resident_rows import count_strangers
from safehouse.services.snapshot import load_network, load_requests

NOTICE = timedelta(hours=1)
"""How soon people who must leave a house can be in another one."""


@dataclass(frozen=True, slots=True)
class Mover:
    """One request with places in the house: the offer that gave them, and whether its people are there."""

    request_id: str
    offer_id: str
    is_there: bool


@dataclass(frozen=True, slots=True)
class Leaving:
    """Everybody who must leave one house. `unknown_people`: how many more are there whom the service does not know."""

    movers: tuple[Mover, ...]
    problem: PlacementProblem
    unknown_people: int


def look(
    context: Context, session: Session, *, country: str, house_ids: Collection[str], clock: datetime
) -> dict[str, Leaving]:
    """By house id, who must leave each of these houses of a country, each as if it were the only one; `clock` is the database's."""
    arrives_at = clock + NOTICE
    network = load_network(session, now=clock, countries={country}, arrivals=(arrives_at,))
    strangers = count_strangers(session, house_ids, clock=clock)
    return {
        house_id: _leaving(context, session, house_id, network, clock, unknown_people=strangers.get(house_id, 0))
        for house_id in house_ids
    }


def as_emergency(request: PlacementRequest, *, arrives_at: datetime) -> PlacementRequest:
    """The request of people who must leave a house now. What was waived about the hours of intake was said of another hour."""
    return replace(request, urgency=Urgency.EMERGENCY, arrives_at=arrives_at, waived=request.waived - {RuleCode.INTAKE})


def find_movers(session: Session, house_id: str, *, clock: datetime) -> tuple[Mover, ...]:
    """Every request with live claims in the house, but for those who have another place already that they move to."""
    claims = select(Claim.request_id, Claim.offer_id, Claim.state).where(is_live(clock), Claim.house_id == house_id)
    rows = session.exec(claims.where(col(Claim.offer_id).not_in(_moving_already(clock))).distinct())
    found: dict[str, Mover] = {}
    for request_id, offer_id, state in rows:
        if request_id not in found or state is ClaimState.OCCUPIED:
            found[request_id] = Mover(request_id, offer_id, is_there=state is ClaimState.OCCUPIED)
    return tuple(found[request_id] for request_id in sorted(found))


def _leaving(
    context: Context,
    session: Session,
    house_id: str,
    network: Sequence[House],
    clock: datetime,
    *,
    unknown_people: int,
) -> Leaving:
    movers = find_movers(session, house_id, clock=clock)
    is_there = {mover.request_id: mover.is_there for mover in movers}
    rows = session.exec(select(Request).where(col(Request.id).in_(is_there)).order_by(col(Request.id))).all()
    soonest = clock + NOTICE
    requests = tuple(
        as_emergency(one, arrives_at=soonest if is_there[one.id] else max(one.arrives_at, soonest))
        for one in load_requests(context, session, rows, now=clock)
    )
    houses = tuple(house for house in network if house.id != house_id)
    problem = PlacementProblem(as_of=clock, houses=houses, requests=requests).in_canonical_order()
    return Leaving(movers, problem, unknown_people)


def _moving_already(clock: datetime) -> SelectOfScalar[str]:
    """The offers of stays that are to go on in another house, which holds or has promised a place."""
    is_pending = (col(Offer.state) == OfferState.PENDING) & (col(Offer.answer_by_at) > clock)
    transfers = select(Stay.offer_id).join(Offer, col(Offer.from_stay_id) == Stay.id)
    return transfers.where(or_(is_pending, col(Offer.state) == OfferState.ACCEPTED))
