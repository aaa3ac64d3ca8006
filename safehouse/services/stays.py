"""Stays: the occupied phase, from check-in to check-out. A night away is an absence and never a check-out."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlmodel import Session, func, select

from safehouse.domain.access import Action, Actor, SubjectKind
from safehouse.domain.codes import MoveOn, OfferState, RequestState
from safehouse.domain.errors import FieldProblem, InvalidInput, MovesByOffer, Problem, WrongState
from safehouse.domain.ids import new_id
from safehouse.models.base import UtcDateTime
from safehouse.models.capacity import CapacityReport
from safehouse.models.claims import Stay
from safehouse.models.houses import House
from safehouse.models.offers import Offer
from safehouse.models.requests import Request
from safehouse.services import audit
from safehouse.services.claims import end_places
from safehouse.services.context import Context
from safehouse.services.db import database_now
from safehouse.services.mail import enqueue_absence_messages
from safehouse.services.offers.calling_off import call_off
from safehouse.services.offers.cases import OfferCase, lock_houses
from safehouse.services.offers.leaving import end_transfer, find_live_offer
from safehouse.services.request_states import lock_request, move_request
from safehouse.services.resident_rows import end_departed
from safehouse.services.scope import StayAs, get_stay_to_speak_for
from safehouse.services.true_times import true_time

LEAST_HOURS_AWAY = 24
"""Before that nobody who is away is checked out to an unknown place."""


def check_out(
    context: Context,
    actor: Actor,
    *,
    stay_id: str,
    move_on: MoveOn,
    now: datetime,
    by_telephone: bool = False,
    happened_at: datetime | None = None,
) -> None:
    """They left: the stay ends, the turnaround of their beds begins and the request is closed.

    `happened_at`: when they left, if that was before it is entered. Raises NotFound, WrongState when the stay has ended already,
    and InvalidInput for `happened_at` when that is to come, longer ago than 48 hours, or before they came, went away, came back or the
    house reported that they were there, and for `move_on` when they have been away for less than 24 hours and nobody says where they went.
    Raises MovesByOffer for a move to the house that expects them: that house says when they are there. Wherever else they have gone,
    the offer to move them is taken back.
    """
    with context.store.transaction() as session:
        found = _lock_stay(session, actor, stay_id, by_telephone=by_telephone)
        stay = found.stay
        _refuse_unknown_so_soon(session, stay, move_on)
        left_at = true_time(happened_at, now, not_before=_last_seen_at(session, stay))
        request = lock_request(session, stay.request_id)
        offer = find_live_offer(session, stay.id)
        if offer is not None:
            _refuse_expected(offer, move_on)
            case = OfferCase(offer, request, found.role)
            call_off(context, session, actor, case, clock=database_now(session), now=now)
        end_transfer(session, stay.id, at=left_at)
        move_request(request, RequestState.CLOSED)
        request.ended_at = left_at
        stay.checked_out_at = left_at
        stay.move_on = move_on
        end_places(session, stay.offer_id, now=left_at)
        end_departed(session, stay.house_id, clock=database_now(session), at=left_at)
        _record(session, actor, Action.CHECKED_OUT, found, now, move_on=move_on, by_telephone=by_telephone)


def record_absence(
    context: Context,
    actor: Actor,
    *,
    stay_id: str,
    now: datetime,
    by_telephone: bool = False,
    absent_since: datetime | None = None,
) -> None:
    """They, or somebody of them, are away and keep their places; their desk and the house's national contact are told.

    `absent_since`: since when, if that was before it is entered. Raises NotFound, WrongState when they are away or have left already,
    and InvalidInput for `absent_since` when that is to come, longer ago than 48 hours, or before they came or came back.
    """
    with context.store.transaction() as session:
        found = _lock_stay(session, actor, stay_id, by_telephone=by_telephone)
        stay = found.stay
        if stay.absent_since is not None:
            raise WrongState
        absence_id = new_id()
        stay.absent_since = true_time(
            absent_since, now, not_before=stay.returned_at or stay.checked_in_at, field="absent_since"
        )
        stay.absence_id = absence_id
        _tell_of_absence(session, actor, stay, absence_id, now)
        detail: dict[str, audit.Detail] = {"is_absent": True, "absence": absence_id, "by_telephone": by_telephone}
        _record(session, actor, Action.RECORDED_ABSENCE, found, now, **detail)


def record_return(
    context: Context,
    actor: Actor,
    *,
    stay_id: str,
    now: datetime,
    by_telephone: bool = False,
    returned_at: datetime | None = None,
) -> None:
    """They are back, since `returned_at` if that was before it is entered.

    Raises NotFound, WrongState unless they were away, and InvalidInput for `returned_at` when that is to come, longer ago than 48 hours,
    or before they went away.
    """
    with context.store.transaction() as session:
        found = _lock_stay(session, actor, stay_id, by_telephone=by_telephone)
        stay = found.stay
        if stay.absent_since is None:
            raise WrongState
        stay.returned_at = true_time(returned_at, now, not_before=stay.absent_since, field="returned_at")
        stay.absent_since = None
        stay.absence_id = None
        _record(session, actor, Action.RECORDED_ABSENCE, found, now, is_absent=False, by_telephone=by_telephone)


def _tell_of_absence(session: Session, actor: Actor, stay: Stay, absence_id: str, now: datetime) -> None:
    enqueue_absence_messages(
        session,
        absence_id=absence_id,
        desk_country=session.get_one(Request, stay.request_id).country,
        house_country=session.get_one(House, stay.house_id).country,
        entered_by_id=actor.account_id,
        now=now,
    )


def _refuse_unknown_so_soon(session: Session, stay: Stay, move_on: MoveOn) -> None:
    """Nobody gives the place away of somebody who has just been missed, by saying that it is not known where she is."""
    if move_on is not MoveOn.UNKNOWN or stay.absent_since is None:
        return
    if database_now(session) < stay.absent_since + timedelta(hours=LEAST_HOURS_AWAY):
        raise InvalidInput([FieldProblem("move_on", Problem.AWAY_TOO_SHORT, {"hours": LEAST_HOURS_AWAY})])


def _last_seen_at(session: Session, stay: Stay) -> datetime:
    """When it was last said that they were there or kept their places."""
    reports = select(func.max(CapacityReport.reported_at, type_=UtcDateTime())).where(
        CapacityReport.house_id == stay.house_id
    )
    reported_at = session.exec(reports).one()
    return max(at for at in (stay.checked_in_at, stay.absent_since, stay.returned_at, reported_at) if at is not None)


def _refuse_expected(offer: Offer, move_on: MoveOn) -> None:
    """Refuse that they have gone to another safe house while one expects them: its place would be given to others."""
    if move_on is MoveOn.OTHER_SAFE_HOUSE and offer.state is OfferState.ACCEPTED:
        raise MovesByOffer


def _lock_stay(session: Session, actor: Actor, stay_id: str, *, by_telephone: bool) -> StayAs:
    """A stay that has not ended, under the lock of its house, and of that to which its people are to move."""
    found = get_stay_to_speak_for(session, actor, stay_id, by_telephone=by_telephone)
    locked = {found.stay.house_id, *_houses_moved_to(session, stay_id)}
    lock_houses(session, locked)
    # An offer that was made while this waited is in a house that is not locked, and it is too late to lock it in order.
    if found.stay.checked_out_at is not None or not locked.issuperset(_houses_moved_to(session, stay_id)):
        raise WrongState
    return found


def _houses_moved_to(session: Session, stay_id: str) -> Collection[str]:
    offer = find_live_offer(session, stay_id)
    return () if offer is None else (offer.house_id,)


def _record(
    session: Session, actor: Actor, action: Action, found: StayAs, now: datetime, **detail: audit.Detail
) -> None:
    stay = found.stay
    audit.record(
        session,
        actor=actor,
        role=found.role,
        action=action,
        subject_kind=SubjectKind.STAY,
        subject_id=stay.id,
        now=now,
        country=session.get_one(House, stay.house_id).country,
        house_id=stay.house_id,
        detail={"request": stay.request_id, **detail},
    )
