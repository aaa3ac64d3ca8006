"""Rows to the engine's requests, their sealed documents opened."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import or_
from sqlmodel import Session, col, select

from safehouse.domain.codes import (
    BorderState,
    OfferState,
    RelationKind,
    RequestState,
    RuleCode,
    SpeakerLevel,
    TagKind,
)
from safehouse.domain.errors import WrongState
from safehouse.models.borders import BorderRequest
from safehouse.models.offers import Offer
from safehouse.models.requests import Request, RequestPerson, RequestTag, Waiver
from safehouse.placement.problem import KeepAwayArea, Person, PlacementRequest
from safehouse.services.consent import consented_countries
from safehouse.services.context import Context
from safehouse.services.request_documents import RequestDocument, read_document
from safehouse.services.snapshot.relations import load_others, relation_tag

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class _Parts:
    """What belongs to requests, by request id, and for tags by kind too."""

    people: Mapping[str, tuple[Person, ...]]
    tags: Mapping[tuple[str, TagKind], frozenset[str]]
    keep_apart: Mapping[str, frozenset[str]]
    keep_together: Mapping[str, frozenset[str]]
    refused_houses: Mapping[str, frozenset[str]]
    waived: Mapping[str, frozenset[RuleCode]]


def load_request(context: Context, session: Session, request: Request, *, now: datetime) -> PlacementRequest:
    """The request as the engine sees it. Raises like `load_requests`."""
    (loaded,) = load_requests(context, session, (request,), now=now)
    return loaded


def load_requests(
    context: Context, session: Session, requests: Sequence[Request], *, now: datetime
) -> tuple[PlacementRequest, ...]:
    """These requests as the engine sees them at `now`, the database's clock, in the same order.

    `keep_together` names those among them only; consent to other countries that has ended is left out. Raises WrongState for a
    draft that lacks somebody's gender, NotFound for a request whose document was erased.
    """
    session.flush()
    parts = _load_parts(session, [request.id for request in requests])
    zone = context.settings.time_zone
    return tuple(
        _as_problem(
            request,
            read_document(session, context.vault, request.id),
            parts,
            countries=consented_countries(request, now, zone),
        )
        for request in requests
    )


def _load_parts(session: Session, ids: Sequence[str]) -> _Parts:
    together = load_others(session, ids, RelationKind.KEEP_TOGETHER)
    return _Parts(
        people=_people(session, ids),
        tags=_tags(session, ids),
        keep_apart=load_others(session, ids, RelationKind.KEEP_APART),
        keep_together={one: others.intersection(ids) for one, others in together.items()},
        refused_houses=_refused_houses(session, ids),
        waived=_waived(session, ids),
    )


def _as_problem(
    request: Request, document: RequestDocument, parts: _Parts, *, countries: frozenset[str] | None
) -> PlacementRequest:
    keep_apart = parts.keep_apart.get(request.id, frozenset())
    return PlacementRequest(
        id=request.id,
        urgency=request.urgency,
        people=parts.people[request.id],
        languages={language: SpeakerLevel(level) for language, level in request.languages.items()},
        language_required=request.language_required,
        house_needs=document.house_needs,
        room_needs=document.room_needs,
        keep_away=tuple(KeepAwayArea(cell=area.place.cell, radius_km=area.radius_km) for area in document.keep_away),
        keep_apart_tags=parts.tags[request.id, TagKind.KEEP_APART] | frozenset(map(relation_tag, keep_apart)),
        tags=parts.tags[request.id, TagKind.BRINGS] | {relation_tag(request.id)},
        keep_apart=keep_apart,
        keep_together=parts.keep_together.get(request.id, frozenset()),
        min_security=request.min_security,
        countries=countries,
        entitlements=request.entitlements,
        # Who stays in a house is not at the pick-up place any more, and from where she would set out is not the desk's to know.
        pickup=None if document.pickup is None or request.state is RequestState.CHECKED_IN else document.pickup.cell,
        arrives_at=request.arrives_at,
        nights=request.nights,
        exploitation=request.exploitation,
        refused_houses=parts.refused_houses[request.id],
        may_split=request.may_split,
        waived=parts.waived[request.id],
    )


def _people(session: Session, ids: Sequence[str]) -> Mapping[str, tuple[Person, ...]]:
    query = select(RequestPerson).where(col(RequestPerson.request_id).in_(ids)).order_by(col(RequestPerson.position))
    found: defaultdict[str, list[Person]] = defaultdict(list)
    for person in session.exec(query):
        if person.gender is None:
            raise WrongState
        found[person.request_id].append(Person(id=person.id, gender=person.gender, age=person.age))
    return {request_id: tuple(people) for request_id, people in found.items()}


def _tags(session: Session, ids: Sequence[str]) -> Mapping[tuple[str, TagKind], frozenset[str]]:
    query = select(RequestTag).where(col(RequestTag.request_id).in_(ids))
    return _grouped(((tag.request_id, tag.kind), tag.tag_hash) for tag in session.exec(query))


def _refused_houses(session: Session, ids: Sequence[str]) -> Mapping[str, frozenset[str]]:
    """The houses that the survivor declined in this request, or in a duplicate of it.

    Also after the offer had ended, and while another country was asked for the house.
    """
    has_refused = or_(col(Offer.state) == OfferState.DECLINED_SURVIVOR, col(Offer.refused_afterwards).is_not(None))
    has_refused_asking = (col(BorderRequest.state) == BorderState.WITHDRAWN) & col(BorderRequest.reason).is_not(None)
    is_theirs = or_(col(Request.id).in_(ids), col(Request.duplicate_of_id).in_(ids))
    offered = select(Request.id, Request.duplicate_of_id, Offer.house_id).join(
        Offer, col(Offer.request_id) == Request.id
    )
    asked = select(Request.id, Request.duplicate_of_id, BorderRequest.house_id).join(
        BorderRequest, col(BorderRequest.request_id) == Request.id
    )
    rows = (
        *session.exec(offered.where(has_refused, is_theirs)),
        *session.exec(asked.where(has_refused_asking, is_theirs)),
    )
    return _grouped(
        (of, house_id) for request_id, original_id, house_id in rows for of in (request_id, original_id) if of
    )


def _waived(session: Session, ids: Sequence[str]) -> Mapping[str, frozenset[RuleCode]]:
    query = select(Waiver).where(col(Waiver.request_id).in_(ids))
    return _grouped((waiver.request_id, waiver.code) for waiver in session.exec(query))


def _grouped(pairs: Iterable[tuple[_Key, _Value]]) -> Mapping[_Key, frozenset[_Value]]:
    """The values of each key; a key without any has none."""
    found: defaultdict[_Key, set[_Value]] = defaultdict(set)
    for key, value in pairs:
        found[key].add(value)
    return defaultdict(frozenset, {key: frozenset(values) for key, values in found.items()})
