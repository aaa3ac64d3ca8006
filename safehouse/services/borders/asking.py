"""The side that asks: a suggestion abroad is put to the national contact of its country, taken back, or not wanted by the survivor."""

from datetime import datetime

from sqlmodel import Session, col, select

from safehouse.domain.access import Action, Actor
from safehouse.domain.codes import BorderState, DeclinedSurvivor, RequestState, Role
from safehouse.domain.errors import AskedAlready, NotFound
from safehouse.domain.ids import new_id
from safehouse.models.borders import BorderRequest
from safehouse.models.houses import House
from safehouse.models.requests import Request
from safehouse.models.suggestions import Suggestion
from safehouse.services.border_requests import BorderCase, expire_asked_for, is_waiting, record_border_deed
from safehouse.services.borders.cases import get_asked_by_desk, lock_asked
from safehouse.services.context import Context
from safehouse.services.db import database_now
from safehouse.services.mail import enqueue_border_messages
from safehouse.services.offers.expiry import expire_offer_of_request
from safehouse.services.offers.judging import judge_again
from safehouse.services.request_arrivals import refuse_passed_arrival
from safehouse.services.request_states import lock_request, refuse_unless
from safehouse.services.scope import get_own_request


def ask_abroad(context: Context, actor: Actor, *, suggestion_id: str, now: datetime) -> str:
    """Ask the country of a suggested house abroad whether the house may be asked; the id of the question.

    Nothing is held, and the request stays open; the house learns of nothing. Each country is asked for one house at a time. Raises
    NotFound, WrongState unless the request is open, AskedAlready, InvalidInput for `arrives_at` when that has passed, RulesRefuse,
    consent that has ended for one, and BedTaken when the rooms are not to be had any more.
    """
    with context.store.reading() as session:
        request_id = _get_suggestion_abroad(session, actor, suggestion_id).request_id
    expire_offer_of_request(context, request_id, now=now)
    with context.store.transaction() as session:
        suggestion = _get_suggestion_abroad(session, actor, suggestion_id)
        request = lock_request(session, request_id)
        refuse_unless(request, frozenset({RequestState.OPEN}))
        refuse_passed_arrival(request, now)
        clock = database_now(session)
        country = session.get_one(House, suggestion.house_id).country
        expire_asked_for(session, request, now=now)
        _refuse_second(session, request, country, clock)
        judge_again(context, session, suggestion, request, clock=clock)
        asked = _new_question(context, actor, suggestion, request, country=country, clock=clock, now=now)
        session.add(asked)
        session.flush()
        enqueue_border_messages(session, border_id=asked.id, country=country, now=clock, answer_by=asked.answer_by_at)
        case = BorderCase(asked, request, Role.COORDINATOR)
        record_border_deed(session, actor, Action.ASKED_ABROAD, case, now, rank=suggestion.rank)
        return asked.id


def withdraw_asking(context: Context, actor: Actor, *, border_id: str, now: datetime) -> None:
    """The desk takes a question back. Raises NotFound and QuestionOver."""
    with context.store.transaction() as session:
        case = lock_asked(session, get_asked_by_desk(session, actor, border_id), Role.COORDINATOR)
        _withdraw(case, actor, now)
        record_border_deed(session, actor, Action.WITHDREW_ASKING, case, now)


def refuse_while_asked(
    context: Context, actor: Actor, *, border_id: str, reason: DeclinedSurvivor, now: datetime
) -> None:
    """The survivor does not want the house, which has not been asked yet: it is not suggested to her again.

    Raises NotFound and QuestionOver.
    """
    with context.store.transaction() as session:
        case = lock_asked(session, get_asked_by_desk(session, actor, border_id), Role.COORDINATOR)
        _withdraw(case, actor, now)
        case.asked.reason = reason
        case.request.version += 1
        record_border_deed(session, actor, Action.RECORDED_SURVIVOR_REFUSAL, case, now, reason=reason)


def _get_suggestion_abroad(session: Session, actor: Actor, suggestion_id: str) -> Suggestion:
    suggestion = session.get(Suggestion, suggestion_id)
    if suggestion is None:
        raise NotFound
    request = get_own_request(session, actor, suggestion.request_id)
    if session.get_one(House, suggestion.house_id).country == request.country:
        raise NotFound
    return suggestion


def _refuse_second(session: Session, request: Request, country: str, clock: datetime) -> None:
    """The caller holds the lock of the request, so two questions at once come one after the other."""
    asked = select(BorderRequest.id).where(
        BorderRequest.request_id == request.id, col(BorderRequest.country) == country
    )
    if session.exec(asked.where(is_waiting(clock)).limit(1)).first() is not None:
        raise AskedAlready


def _new_question(
    context: Context,
    actor: Actor,
    suggestion: Suggestion,
    request: Request,
    *,
    country: str,
    clock: datetime,
    now: datetime,
) -> BorderRequest:
    return BorderRequest(
        id=new_id(),
        request_id=request.id,
        suggestion_id=suggestion.id,
        house_id=suggestion.house_id,
        country=country,
        state=BorderState.ASKED,
        asked_by_id=actor.account_id,
        asked_at=now,
        answer_by_at=clock + context.settings.answer_within[request.urgency],
    )


def _withdraw(case: BorderCase, actor: Actor, now: datetime) -> None:
    case.asked.state = BorderState.WITHDRAWN
    case.asked.answered_at = now
    case.asked.answered_by_id = actor.account_id
