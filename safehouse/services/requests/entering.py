"""Entering a request and changing it, whole or not at all."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from safehouse.domain.access import Action, Actor, SubjectKind
from safehouse.domain.codes import ChainEnd, RequestState, Role
from safehouse.domain.errors import FieldProblem, InvalidInput, NotFound, Problem, RequestChanged
from safehouse.domain.ids import new_case_code, new_id
from safehouse.domain.spans import business_date
from safehouse.models.requests import Request, RequestPerson, RequestRelation, RequestTag, Waiver
from safehouse.services import audit
from safehouse.services.context import Context
from safehouse.services.offers.fallbacks import cancel_chain
from safehouse.services.request_documents import read_document, write_document
from safehouse.services.request_states import EDITABLE_STATES, lock_request, move_request, refuse_unless
from safehouse.services.requests.checking import CheckedRequest, DraftChecker
from safehouse.services.requests.drafts import RequestDraft
from safehouse.services.scope import get_own_request, refuse_foreign_country
from safehouse.services.true_times import true_time


def enter_request(
    context: Context, actor: Actor, *, draft: RequestDraft, now: datetime, happened_at: datetime | None = None
) -> str:
    """The id of the new request, `open` when everybody's gender was asked and else a `draft`.

    `happened_at`: when it was written down on paper; it waits since then, and its time of arrival may have passed meanwhile.
    Raises InvalidInput with every field that is wrong, NotFound for another country's desk.
    """
    refuse_foreign_country(actor, draft.country, Role.COORDINATOR)
    said_at = true_time(happened_at, now)
    with context.store.transaction() as session:
        checked = _checker(context, session, actor, said_at).check(draft)
        request = Request(
            id=new_id(),
            case_code=new_case_code(),
            country=draft.country,
            owner_id=actor.account_id,
            state=RequestState.DRAFT,
            created_at=said_at,
            is_from_paper=happened_at is not None,
            version=1,
            **_columns(draft, checked),
        )
        _open_when_complete(request, checked, said_at)
        session.add(request)
        session.flush()
        _write_parts(context, session, request.id, checked, now)
        _record(session, actor, Action.ENTERED_REQUEST, request, now)
        return request.id


def change_request(
    context: Context, actor: Actor, *, request_id: str, version: int, draft: RequestDraft, now: datetime
) -> None:
    """Replace what a request says, while nobody holds anything for it; a draft that is complete now becomes open.

    `version` is that of the form: whoever changed the request meanwhile is not overwritten. Its waivers end, because they were
    given for what it said before; its hand-over note stays. Raises NotFound, WrongState, RequestChanged, and InvalidInput also
    for a gender that is taken back.
    """
    with context.store.transaction() as session:
        get_own_request(session, actor, request_id)
        request = lock_request(session, request_id)
        refuse_unless(request, EDITABLE_STATES)
        if request.country != draft.country:
            raise NotFound
        if request.version != version:
            raise RequestChanged
        hand_over = read_document(session, context.vault, request_id).hand_over
        said_at = request.created_at if request.is_from_paper else now
        checker = _checker(context, session, actor, said_at)
        checked = replace(checker, request_id=request_id, hand_over=hand_over).check(draft)
        _refuse_reopening_as_draft(request, checked)
        request.sqlmodel_update(_columns(draft, checked))
        request.version += 1
        _open_when_complete(request, checked, now)
        cancel_chain(session, request_id, ChainEnd.REQUEST_CHANGED, now=now)
        voided = _delete_parts(session, request_id)
        _write_parts(context, session, request_id, checked, now)
        _record(session, actor, Action.CHANGED_REQUEST, request, now, voided_waivers=voided)


def _checker(context: Context, session: Session, actor: Actor, said_at: datetime) -> DraftChecker:
    return DraftChecker(
        session, context.vault, actor, said_at, today=business_date(said_at, context.settings.time_zone)
    )


def _columns(draft: RequestDraft, checked: CheckedRequest) -> dict[str, Any]:
    return {
        "urgency": draft.urgency,
        "arrives_at": checked.arrives_at,
        "nights": checked.nights,
        "languages": {code: level.value for code, level in sorted(checked.languages.items())},
        "language_required": draft.language_required,
        "min_security": draft.min_security,
        "countries": draft.countries,
        "consent_until": checked.consent_until,
        "entitlements": draft.entitlements,
        "exploitation": draft.exploitation,
        "may_split": draft.may_split,
    }


def _open_when_complete(request: Request, checked: CheckedRequest, now: datetime) -> None:
    if request.state is RequestState.DRAFT and checked.is_complete:
        move_request(request, RequestState.OPEN)
        request.opened_at = now


def _refuse_reopening_as_draft(request: Request, checked: CheckedRequest) -> None:
    if request.state is RequestState.DRAFT:
        return
    unknown = [position for position, (gender, _) in enumerate(checked.people) if gender is None]
    if unknown:
        raise InvalidInput([FieldProblem(f"people-{position}-gender", Problem.REQUIRED) for position in unknown])


def _write_parts(context: Context, session: Session, request_id: str, checked: CheckedRequest, now: datetime) -> None:
    session.add_all(
        RequestPerson(request_id=request_id, position=position, gender=gender, age=age)
        for position, (gender, age) in enumerate(checked.people)
    )
    session.add_all(
        RequestTag(request_id=request_id, kind=kind, tag_hash=hashed) for kind, hashed in checked.tag_hashes
    )
    session.add_all(
        RequestRelation(request_id=request_id, other_id=other, kind=kind) for kind, other in checked.relations
    )
    write_document(session, context.vault, request_id, checked.document, now=now)


def _delete_parts(session: Session, request_id: str) -> list[str]:
    """Take away what is written anew; the waived codes that end with it. Relations that others named stay theirs."""
    voided = session.exec(select(Waiver.code).where(Waiver.request_id == request_id).order_by(col(Waiver.code))).all()
    for table in (RequestPerson, RequestTag, RequestRelation, Waiver):
        session.execute(delete(table).where(col(table.request_id) == request_id))
    return list(voided)


def _record(
    session: Session, actor: Actor, action: Action, request: Request, now: datetime, **detail: audit.Detail | list[str]
) -> None:
    audit.record(
        session,
        actor=actor,
        role=Role.COORDINATOR,
        action=action,
        subject_kind=SubjectKind.REQUEST,
        subject_id=request.id,
        now=now,
        country=request.country,
        detail={"state": request.state, **detail},
    )
