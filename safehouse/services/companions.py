"""Requests to be kept together with one that still waits, and that have their places already.

The engine keeps together those who wait; whether to follow those who do not wait any more is for people to decide. So neither
suggestions nor plans follow them, and both say where they are.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from safehouse.domain.codes import RelationKind
from safehouse.models.claims import Claim
from safehouse.models.houses import House
from safehouse.models.offers import Offer
from safehouse.models.requests import Request
from safehouse.services.aliases import house_code_at_desk
from safehouse.services.bed_facts import is_live
from safehouse.services.context import Context
from safehouse.services.snapshot.relations import load_others


@dataclass(frozen=True, slots=True)
class Companion:
    """A request that has a place, held, promised or occupied, and its house; `house_code` is an alias abroad until it accepts."""

    case_code: str
    house_id: str
    house_code: str


def load_placed_companions(
    context: Context, session: Session, request_ids: Collection[str], clock: datetime
) -> Mapping[str, tuple[Companion, ...]]:
    """By request id, those to be kept together with it that have a place at this moment, by case code; without: missing."""
    others = load_others(session, request_ids, RelationKind.KEEP_TOGETHER)
    ids = {other for request_id in request_ids for other in others.get(request_id, ())}
    found: defaultdict[str, list[Companion]] = defaultdict(list)
    for companion_id, companion in _placed(context, session, ids, clock):
        for request_id in request_ids:
            if companion_id in others.get(request_id, ()):
                found[request_id].append(companion)
    return {request_id: tuple(companions) for request_id, companions in found.items()}


def _placed(context: Context, session: Session, ids: Collection[str], clock: datetime) -> list[tuple[str, Companion]]:
    """Those of these requests that have a place, with it, by case code and house."""
    claims = (
        select(Request, House, Offer)
        .join(Claim, col(Claim.request_id) == Request.id)
        .join(House, col(House.id) == Claim.house_id)
        .join(Offer, col(Offer.id) == Claim.offer_id)
        .where(col(Request.id).in_(ids), is_live(clock))
    )
    # One row for each claim: PostgreSQL cannot tell whether rows with JSON columns are the same.
    placed = {(request.id, house.id): (request, house, offer) for request, house, offer in session.exec(claims)}
    companions = (
        (request.id, Companion(request.case_code, house.id, house_code_at_desk(context.vault, house, request, offer)))
        for request, house, offer in placed.values()
    )
    return sorted(companions, key=lambda pair: (pair[1].case_code, pair[1].house_code))
