"""Stays: the occupied phase, from check-in to check-out. A night away is an absence and never a check-out."""

from datetime import datetime

from sqlmodel import Session, func, select

from safehouse.domain.access import Action, Actor, SubjectKind
from safehouse.domain.codes import MoveOn, RequestState
from safehouse.domain.errors import WrongState
from safehouse.models.base import UtcDateTime
from safehouse.models.capacity import CapacityReport
from safehouse.models.claims import Stay
from safehouse.models.houses import House
from safehouse.services import audit
from safehouse.services.claims import end_places
from safehouse.services.context import Context
from safehouse.services.db import database_now, lock_house
from safehouse.services.request_states import lock_request, move_request
from safehouse.services.resident_rows import end_departed
from safehouse.services.scope import StayAs, get_stay_to_speak_for
from safehouse.services.true_times import true_time


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
    and InvalidInput for `happened_at` when that is to come, longer ago than 48 hours, or before they came, went away or the house
    reported that they were there.
    """
    with context.store.transaction() as session:
        found = _lock_stay(session, actor, stay_id, by_telephone=by_telephone)
        stay = found.stay
        left_at = true_time(happened_at, now, not_before=_last_seen_at(session, stay))
        request = lock_request(session, stay.request_id)
        move_request(request, RequestState.CLOSED)
        request.ended_at = left_at
        stay.checked_out_at = left_at
        stay.move_on = move_on
        end_places(session, stay.offer_id, now=left_at)
        end_departed(session, stay.house_id, clock=database_now(session), at=left_at)
        _record(session, actor, Action.CHECKED_OUT, found, now, move_on=move_on, by_telephone=by_telephone)


def record_absence(context: Context, actor: Actor, *, stay_id: str, now: datetime, by_telephone: bool = False) -> None:
    """They are away for now and keep their places. Raises NotFound, and WrongState when they are away or have left already."""
    with context.store.transaction() as session:
        found = _lock_stay(session, actor, stay_id, by_telephone=by_telephone)
        if found.stay.absent_since is not None:
            raise WrongState
        found.stay.absent_since = now
        _record(session, actor, Action.RECORDED_ABSENCE, found, now, is_absent=True, by_telephone=by_telephone)


def record_return(context: Context, actor: Actor, *, stay_id: str, now: datetime, by_telephone: bool = False) -> None:
    """They are back. Raises NotFound, and WrongState unless they were away."""
    with context.store.transaction() as session:
        found = _lock_stay(session, actor, stay_id, by_telephone=by_telephone)
        if found.stay.absent_since is None:
            raise WrongState
        found.stay.absent_since = None
        _record(session, actor, Action.RECORDED_ABSENCE, found, now, is_absent=False, by_telephone=by_telephone)


def _last_seen_at(session: Session, stay: Stay) -> datetime:
    """When it was last said that they were there or kept their places."""
    reports = select(func.max(CapacityReport.reported_at, type_=UtcDateTime())).where(
        CapacityReport.house_id == stay.house_id
    )
    reported_at = session.exec(reports).one()
    return max(at for at in (stay.checked_in_at, stay.absent_since, reported_at) if at is not None)


def _lock_stay(session: Session, actor: Actor, stay_id: str, *, by_telephone: bool) -> StayAs:
    """A stay that has not ended, under the lock of its house."""
    found = get_stay_to_speak_for(session, actor, stay_id, by_telephone=by_telephone)
    lock_house(session, found.stay.house_id)
    if found.stay.checked_out_at is not None:
        raise WrongState
    return found


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
