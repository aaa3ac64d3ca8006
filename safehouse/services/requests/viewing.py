"""What a desk sees of its own request: everything but the hand-over note, which is opened by a deed of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from safehouse.domain.access import Actor
from safehouse.domain.codes import (
    Entitlement,
    Exploitation,
    Gender,
    HouseNeed,
    RelationKind,
    RequestState,
    RoomNeed,
    RuleCode,
    SpeakerLevel,
    Urgency,
    WaiverReason,
)
from safehouse.models.accounts import Account
from safehouse.models.requests import Request, RequestPerson, RequestRelation, Waiver
from safehouse.placement.problem import ADULT_AGE
from safehouse.services.context import Context
from safehouse.services.db import database_now
from safehouse.services.request_arrivals import has_passed
from safehouse.services.request_documents import KnownArea, KnownPlace, RequestDocument, read_document
from safehouse.services.requests.owners import PassedOn, load_passed_on
from safehouse.services.scope import get_own_request


@dataclass(frozen=True, slots=True)
class PersonView:
    """One person; gender None: not asked yet."""

    gender: Gender | None
    age: int


@dataclass(frozen=True, slots=True)
class WaiverView:
    """A code that was waived, why, by whom and when."""

    code: RuleCode
    reason: WaiverReason
    waived_by: str
    waived_at: datetime


@dataclass(frozen=True, slots=True, repr=False)
class RequestView:
    """One request. `version` goes into the form that changes it. `is_note_lost`: the hand-over note must be written again.

    `keep_apart` and `keep_together` are case codes that this request names, `named_by` those of requests that name this one.
    """

    request_id: str
    case_code: str
    country: str
    owner_id: str
    owner: str
    is_owner: bool
    passed_on: PassedOn | None
    state: RequestState
    version: int
    urgency: Urgency
    people: tuple[PersonView, ...]
    languages: Mapping[str, SpeakerLevel]
    language_required: bool
    house_needs: frozenset[HouseNeed]
    room_needs: frozenset[RoomNeed]
    keep_away: tuple[KnownArea, ...]
    pickup: KnownPlace | None
    arrives_at: datetime
    nights: int
    min_security: int
    countries: frozenset[str] | None
    consent_until: date | None
    entitlements: frozenset[Entitlement]
    exploitation: Exploitation | None
    may_split: bool
    tags: tuple[str, ...]
    keep_apart_tags: tuple[str, ...]
    keep_apart: tuple[str, ...]
    keep_together: tuple[str, ...]
    named_by: tuple[tuple[RelationKind, str], ...]
    waivers: tuple[WaiverView, ...]
    has_hand_over: bool
    is_note_lost: bool
    has_arrival_passed: bool
    is_from_paper: bool
    created_at: datetime
    ended_at: datetime | None
    end_reason: str | None
    duplicate_of: str | None

    @property
    def children_only(self) -> bool:
        """Whether nobody of the household is an adult: then child protection is to be called."""
        return all(person.age < ADULT_AGE for person in self.people)


def get_request(context: Context, actor: Actor, *, request_id: str) -> RequestView:
    """A request of the actor's desk. Raises NotFound, also when its document was erased."""
    with context.store.reading() as session:
        request = get_own_request(session, actor, request_id)
        document = read_document(session, context.vault, request_id)
        return _view(session, actor, request, document)


def _view(session: Session, actor: Actor, request: Request, document: RequestDocument) -> RequestView:
    named = _named(session, request.id)
    return RequestView(
        request_id=request.id,
        case_code=request.case_code,
        country=request.country,
        owner_id=request.owner_id,
        owner=session.exec(select(Account.label).where(Account.id == request.owner_id)).one(),
        is_owner=request.owner_id == actor.account_id,
        passed_on=load_passed_on(session, (request,)).get(request.id),
        state=request.state,
        version=request.version,
        urgency=request.urgency,
        people=_people(session, request.id),
        languages={code: SpeakerLevel(level) for code, level in request.languages.items()},
        language_required=request.language_required,
        house_needs=document.house_needs,
        room_needs=document.room_needs,
        keep_away=document.keep_away,
        pickup=document.pickup,
        arrives_at=request.arrives_at,
        nights=request.nights,
        min_security=request.min_security,
        countries=request.countries,
        consent_until=request.consent_until,
        entitlements=frozenset(Entitlement(code) for code in request.entitlements),
        exploitation=None if request.exploitation is None else Exploitation(request.exploitation),
        may_split=request.may_split,
        tags=tuple(sorted(document.tags)),
        keep_apart_tags=tuple(sorted(document.keep_apart_tags)),
        keep_apart=tuple(code for kind, code in named if kind is RelationKind.KEEP_APART),
        keep_together=tuple(code for kind, code in named if kind is RelationKind.KEEP_TOGETHER),
        named_by=_named_by(session, request.id),
        waivers=_waivers(session, request.id),
        has_hand_over=document.hand_over is not None,
        is_note_lost=request.is_note_lost,
        has_arrival_passed=has_passed(request.arrives_at, database_now(session)),
        is_from_paper=request.is_from_paper,
        created_at=request.created_at,
        ended_at=request.ended_at,
        end_reason=request.end_reason,
        duplicate_of=_case_code(session, request.duplicate_of_id),
    )


def _people(session: Session, request_id: str) -> tuple[PersonView, ...]:
    people = select(RequestPerson).where(RequestPerson.request_id == request_id)
    in_order = session.exec(people.order_by(col(RequestPerson.position)))
    return tuple(PersonView(person.gender, person.age) for person in in_order)


def _named(session: Session, request_id: str) -> tuple[tuple[RelationKind, str], ...]:
    query = (
        select(RequestRelation, Request.case_code)
        .join(Request, col(Request.id) == RequestRelation.other_id)
        .where(RequestRelation.request_id == request_id)
    )
    return tuple((relation.kind, code) for relation, code in session.exec(query.order_by(Request.case_code)))


def _named_by(session: Session, request_id: str) -> tuple[tuple[RelationKind, str], ...]:
    query = (
        select(RequestRelation, Request.case_code)
        .join(Request, col(Request.id) == RequestRelation.request_id)
        .where(RequestRelation.other_id == request_id)
    )
    return tuple((relation.kind, code) for relation, code in session.exec(query.order_by(Request.case_code)))


def _waivers(session: Session, request_id: str) -> tuple[WaiverView, ...]:
    query = select(Waiver, Account.label).join(Account, col(Account.id) == Waiver.waived_by_id)
    of_request = session.exec(query.where(Waiver.request_id == request_id).order_by(col(Waiver.waived_at), Waiver.id))
    return tuple(WaiverView(waiver.code, waiver.reason, label, waiver.waived_at) for waiver, label in of_request)


def _case_code(session: Session, request_id: str | None) -> str | None:
    return session.exec(select(Request.case_code).where(Request.id == request_id)).first()
