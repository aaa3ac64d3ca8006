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
from safehouse.models.requests import Request
from safehouse.services.bed_facts import is_live
from safehouse.services.snapshot.relations import load_others


@dataclass(frozen=True, slots=True)
class Companion:
    """A request that has a place, held, promised or occupied, and its house."""

    case_code: str
    house_id: str
    house_code: str


def load_placed_companions(
    session: Session, request_ids: Collection[str], clock: datetime
) -> Mapping[str, tuple[Companion, ...]]:
    """By request id, those to be kept together with it that have a place at this moment, by case code; without: missing."""
    others = load_others(session, request_ids, RelationKind.KEEP_TOGETHER)
    ids = {other for request_id in request_ids for other in others.get(request_id, ())}
    placed = select(Request.id, Request.case_code, House.id, House.code).join(
        Claim, col(Claim.request_id) == Request.id
    )
    rows = session.exec(
        placed.join(House, col(House.id) == Claim.house_id).where(col(Request.id).in_(ids), is_live(clock)).distinct()
    ).all()
    found: defaultdict[str, list[Companion]] = defaultdict(list)
    for companion_id, case_code, house_id, house_code in sorted(rows, key=lambda row: (row[1], row[3])):
        for request_id in request_ids:
            if companion_id in others.get(request_id, ()):
                found[request_id].append(Companion(case_code, house_id, house_code))
    return {request_id: tuple(companions) for request_id, companions in found.items()}
