"""One look at the network for one request: the engine's answer about the own country, and how many houses abroad could do it."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from sqlmodel import Session, col, func, select

from safehouse.domain.codes import BorderState, DeclinedHouse, OfferState, RejectedCountry, RequestState
from safehouse.models.borders import BorderRequest
from safehouse.models.capacity import CapacityReport
from safehouse.models.houses import House as HouseRow
from safehouse.models.offers import Offer
from safehouse.models.requests import Request
from safehouse.placement.matrix import PreparedNetwork, codes_in, judge, prepare_network
from safehouse.placement.problem import Answer, House, PlacementRequest
from safehouse.placement.ranking import rank
from safehouse.services.bed_facts import latest_report_id
from safehouse.services.companions import load_placed_companions
from safehouse.services.context import Context
from safehouse.services.db import database_now
from safehouse.services.offers.leaving import house_left_for, refuse_unless_wanted
from safehouse.services.request_arrivals import hour_to_judge, refuse_passed_arrival
from safehouse.services.request_states import refuse_unless
from safehouse.services.snapshot import load_network, load_request
from safehouse.services.suggestions.notes import HouseNews


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen at `looked_at`, the database's clock. `houses` and `news` are of the own country, by house id.

    `abroad`: how many houses of each other country to which the request's consent reaches could take it; 0 is named too.
    `answer_abroad` and `houses_abroad` are of these countries together.
    """

    looked_at: datetime
    request: PlacementRequest
    request_version: int
    network_version: int
    answer: Answer
    houses: Mapping[str, House]
    news: Mapping[str, HouseNews]
    answer_abroad: Answer
    houses_abroad: Mapping[str, House]
    rejected_abroad: Mapping[str, RejectedCountry]
    abroad: Mapping[str, int]


def look(context: Context, session: Session, request: Request, *, now: datetime) -> Look:
    """Judge every house for the request, as of now when it comes from paper and its people may be in one already.

    The house that people are to move out of is left out. Raises WrongState unless it is open or they are to move, and InvalidInput
    when `arrives_at` has passed and nobody wrote it down on paper.
    """
    refuse_unless(request, frozenset({RequestState.OPEN, RequestState.CHECKED_IN}))
    refuse_unless_wanted(session, request)
    if not request.is_from_paper:
        refuse_passed_arrival(request, now)
    clock, policy = database_now(session), context.policy
    wanted = replace(load_request(context, session, request, now=clock), arrives_at=hour_to_judge(request, clock))
    countries = None if wanted.countries is None else wanted.countries | {request.country}
    houses = load_network(session, now=clock, countries=countries, arrivals=(wanted.arrives_at,))
    left = house_left_for(session, request.id)
    at_home = tuple(house for house in houses if house.country == request.country and house.id not in left)
    own = prepare_network(at_home, clock, policy)
    abroad = prepare_network(tuple(house for house in houses if house.country != request.country), clock, policy)
    return Look(
        looked_at=clock,
        request=wanted,
        request_version=request.version,
        network_version=network_version(session, request.country),
        answer=rank(own, wanted),
        houses={house.id: house for house in own.houses},
        news=_news(context, session, own, wanted),
        answer_abroad=rank(abroad, wanted, top=len(abroad.houses)),
        houses_abroad={house.id: house for house in abroad.houses},
        rejected_abroad=_rejections(session, wanted.id),
        abroad=_count_abroad(abroad, wanted),
    )


def network_version(session: Session, country: str) -> int:
    """The sum of the versions of a country's houses, which only grows: another one means that something has changed."""
    versions = select(func.coalesce(func.sum(HouseRow.version), 0))
    return int(session.exec(versions.where(HouseRow.country == country)).one())


def _news(
    context: Context, session: Session, own: PreparedNetwork, wanted: PlacementRequest
) -> Mapping[str, HouseNews]:
    ids = [house.id for house in own.houses]
    call_first, declined = _houses_that_ask_to_call(session, ids), _declines(session, wanted.id)
    companions = load_placed_companions(context, session, (wanted.id,), own.as_of).get(wanted.id, ())
    without_waivers = judge(own, replace(wanted, waived=frozenset())).codes.tolist()
    return {
        house_id: HouseNews(
            asks_to_call=house_id in call_first,
            declined=declined.get(house_id),
            waived=tuple(code for code in codes_in(mask) if code in wanted.waived),
            companions_here=tuple(one.case_code for one in companions if one.house_id == house_id),
            companions_elsewhere=tuple(one.case_code for one in companions if one.house_id != house_id),
        )
        for house_id, mask in zip(ids, without_waivers, strict=True)
    }


def _houses_that_ask_to_call(session: Session, ids: Collection[str]) -> frozenset[str]:
    asking = (
        select(HouseRow.id)
        .join(CapacityReport, col(CapacityReport.id) == latest_report_id())
        .where(col(HouseRow.id).in_(ids), col(CapacityReport.needs_call_first))
    )
    return frozenset(session.exec(asking))


def _declines(session: Session, request_id: str) -> Mapping[str, DeclinedHouse]:
    """Why houses declined this request before, by house id; the last answer counts."""
    declined = select(Offer).where(Offer.request_id == request_id, Offer.state == OfferState.DECLINED_HOUSE)
    offers = session.exec(declined.order_by(col(Offer.answered_at)))
    return {offer.house_id: DeclinedHouse(offer.reason) for offer in offers if offer.reason is not None}


def _rejections(session: Session, request_id: str) -> Mapping[str, RejectedCountry]:
    """Why other countries rejected their houses for this request before, by house id; the last answer counts."""
    rejected = select(BorderRequest).where(
        BorderRequest.request_id == request_id, BorderRequest.state == BorderState.REJECTED
    )
    asked = session.exec(rejected.order_by(col(BorderRequest.answered_at)))
    return {row.house_id: RejectedCountry(row.reason) for row in asked if row.reason is not None}


def _count_abroad(abroad: PreparedNetwork, wanted: PlacementRequest) -> Mapping[str, int]:
    codes = judge(abroad, wanted).codes
    able = Counter(abroad.houses[index].country for index in np.flatnonzero(codes == 0).tolist())
    return {country: able[country] for country in sorted({house.country for house in abroad.houses})}
