"""Between a house's yes and the arrival: on the way, later than thought, arrived, or nobody came.

A reservation ends by no clock. When it is overdue both sides see it, and a person says what happened: nobody loses her bed
because a train is late.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from safehouse.domain.access import HOUSE_ROLES, Action, Actor
from safehouse.domain.codes import ChainEnd, ClaimState, HouseStatus, OfferState, ReleaseReason, RequestState, Role
from safehouse.domain.errors import FieldProblem, InvalidInput, OfferAnswered, Problem, WrongState
from safehouse.domain.spans import business_date
from safehouse.models.claims import Claim, Stay
from safehouse.models.houses import House
from safehouse.services.claims import occupy_places
from safehouse.services.context import Context
from safehouse.services.db import database_now
from safehouse.services.field_checks import FieldChecks
from safehouse.services.offers.cases import (
    OfferCase,
    list_rivals,
    lock_offer,
    lock_offer_and_rivals,
    overdue_at,
    record_offer_deed,
    refuse_passed,
)
from safehouse.services.offers.fallbacks import cancel_chain
from safehouse.services.offers.judging import claimed_room_codes, refuse_unsafe
from safehouse.services.offers.leaving import follow_offer, has_arrived, leave_house
from safehouse.services.offers.notes import reopen_request
from safehouse.services.request_arrivals import FIELD as ARRIVES_AT
from safehouse.services.request_arrivals import check_arrival, move_arrival
from safehouse.services.request_documents import destroy_hand_over
from safehouse.services.resident_rows import end_departed
from safehouse.services.scope import get_offer_for_desk, get_offer_of_either_side, get_offer_to_speak_for
from safehouse.services.snapshot import takes_in_at
from safehouse.services.true_times import true_time


def change_arrival(
    context: Context,
    actor: Actor,
    *,
    offer_id: str,
    arrives_at: datetime,
    now: datetime,
    by_telephone: bool = False,
) -> None:
    """A new time of arrival, from either side, while the offer is pending or they are awaited.

    The request holds it too, so that the newest time is known when the offer ends, and so does every other house that is asked at
    the same time. `by_telephone`: the house says so.

    Raises NotFound, OfferAnswered, HoldExpired, WrongState after the arrival, and InvalidInput for `arrives_at` unless it is
    from this minute on to seven days ahead, and, unless the house says so, within its hours of intake.
    """
    checks = FieldChecks()
    check_arrival(checks, arrives_at, now)
    checks.refuse_if_any()
    with context.store.transaction() as session:
        case = _lock_for_either_side(session, actor, offer_id, OfferState.PENDING, OfferState.ACCEPTED)
        _refuse_arrived(session, case)
        if not by_telephone and case.role not in HOUSE_ROLES:
            _refuse_outside_intake(session, case, arrives_at)
        for offer in (case.offer, *list_rivals(session, case.offer)):
            offer.arrives_at = arrives_at
        has_ended_waiver = move_arrival(session, case.request, arrives_at)
        record_offer_deed(
            session,
            actor,
            Action.CHANGED_ARRIVAL,
            case,
            now,
            by_telephone=by_telephone,
            ended_intake_waiver=has_ended_waiver,
        )


def record_departure(context: Context, actor: Actor, *, offer_id: str, now: datetime) -> None:
    """They are on their way.

    Raises NotFound, WrongState unless their places are reserved, and since the house said yes, RulesRefuse when it has become
    unsafe for them, compromised for one, and RoomChanged when somebody else is in their room, or may be.
    """
    with context.store.transaction() as session:
        case = lock_offer(session, get_offer_for_desk(session, actor, offer_id), Role.COORDINATOR)
        _refuse_unless_accepted(case)
        refuse_unsafe(context, session, case.offer.house_id, case.request, clock=database_now(session))
        _set_out(session, case, now)
        record_offer_deed(session, actor, Action.RECORDED_DEPARTURE, case, now)


def record_no_show(context: Context, actor: Actor, *, offer_id: str, now: datetime) -> None:
    """Nobody came: either side gives the places back and the request is open again.

    Raises NotFound, OfferAnswered, and WrongState before the reservation is overdue by the database's clock.
    """
    with context.store.transaction() as session:
        case = _lock_for_either_side(session, actor, offer_id, OfferState.ACCEPTED)
        _refuse_arrived(session, case)
        if database_now(session) < overdue_at(context, case.offer, case.request.urgency):
            raise WrongState
        case.offer.state = OfferState.WITHDRAWN
        case.offer.reason = ReleaseReason.NO_SHOW
        reopen_request(context, session, case, ReleaseReason.NO_SHOW, now=now)
        cancel_chain(session, case.request.id, ChainEnd.NOBODY_CAME, now=now)
        record_offer_deed(session, actor, Action.RECORDED_NO_SHOW, case, now)


def confirm_arrival(
    context: Context,
    actor: Actor,
    *,
    offer_id: str,
    now: datetime,
    by_telephone: bool = False,
    happened_at: datetime | None = None,
) -> str:
    """They are there: the places are occupied, the stay begins and the hand-over note is destroyed; the id of the stay.

    It is a fact, so it is recorded in a compromised house too, or where somebody else is in their room: the record and the desk
    say so. `happened_at`: when they came, if that was before it is entered.

    Raises NotFound, OfferAnswered, WrongState unless they are awaited, and InvalidInput for `happened_at` when that is to come,
    longer ago than 48 hours, before the request was made or before somebody else left one of their places.
    """
    with context.store.transaction() as session:
        found = get_offer_to_speak_for(session, actor, offer_id, by_telephone=by_telephone)
        case = lock_offer(session, found.offer, found.role)
        _refuse_unless_accepted(case)
        return arrive_within(context, session, actor, case, now=now, by_telephone=by_telephone, happened_at=happened_at)


def arrive_within(
    context: Context,
    session: Session,
    actor: Actor,
    case: OfferCase,
    *,
    now: datetime,
    by_telephone: bool,
    happened_at: datetime | None,
) -> str:
    """The same in the caller's transaction, for an accepted offer whose house and request are locked."""
    came_at = true_time(happened_at, now, not_before=_first_possible(session, case))
    follow_offer(case.offer, case.request, RequestState.CHECKED_IN)
    occupy_places(session, case.offer.id)
    left = leave_house(session, case.offer, at=came_at)
    cancel_chain(session, case.request.id, ChainEnd.ARRIVED, now=now)
    destroy_hand_over(session, context.vault, case.request.id, now=now)
    case.request.is_note_lost = False
    stay = _new_stay(session, case, came_at, left, by_telephone=by_telephone)
    session.add(stay)
    end_departed(session, case.offer.house_id, clock=database_now(session), at=came_at)
    is_unsafe = _is_unsafe(session, case)
    record_offer_deed(
        session, actor, Action.CONFIRMED_ARRIVAL, case, now, by_telephone=by_telephone, is_unsafe=is_unsafe
    )
    return stay.id


def _refuse_outside_intake(session: Session, case: OfferCase, arrives_at: datetime) -> None:
    """Also when the hours were waived: that was said of the old hour, and nobody asked the house about the new one.

    The hours of a house abroad are not said before it has accepted.
    """
    house = session.get_one(House, case.offer.house_id)
    if takes_in_at(house.intake, house.time_zone, arrives_at):
        return
    is_known = house.country == case.request.country or case.offer.state is OfferState.ACCEPTED
    hours = ", ".join(f"{start}–{end}" for start, end in house.intake or ()) if is_known else ""
    limits: dict[str, int | str] = {"hours": hours} if hours else {}
    raise InvalidInput([FieldProblem(ARRIVES_AT, Problem.OUTSIDE_INTAKE, limits)])


def _is_unsafe(session: Session, case: OfferCase) -> bool:
    """Whether they have come into a compromised house, or into a room in which they may not be any more."""
    if session.get_one(House, case.offer.house_id).status is HouseStatus.COMPROMISED:
        return True
    return bool(claimed_room_codes(session, case.offer.house_id, case.request, clock=database_now(session)))


def _set_out(session: Session, case: OfferCase, now: datetime) -> None:
    """They leave, once: where they come from does not matter to the house that expects them."""
    if case.offer.departed_at is not None:
        raise WrongState
    _refuse_arrived(session, case)
    follow_offer(case.offer, case.request, RequestState.IN_TRANSIT)
    case.offer.departed_at = now


def _refuse_arrived(session: Session, case: OfferCase) -> None:
    if has_arrived(session, case.offer):
        raise WrongState


def _first_possible(session: Session, case: OfferCase) -> datetime:
    """From when on they can have been there: the request was made, they had come to the house that they leave, their places were left.

    A report that is newer does not count: a house that took somebody in at night may well have reported since, and what is held
    for her is judged by what is known now.
    """
    places = select(Claim.bed_id, Claim.cot_id).where(Claim.offer_id == case.offer.id)
    ids = [place for pair in session.exec(places) for place in pair if place is not None]
    is_theirs = col(Claim.bed_id).in_(ids) | col(Claim.cot_id).in_(ids)
    left = session.exec(select(Claim.ended_at).where(Claim.state == ClaimState.ENDED, is_theirs)).all()
    before = session.exec(select(Stay.checked_in_at).where(Stay.id == case.offer.from_stay_id)).all()
    return max((case.request.created_at, *before, *(moment for moment in left if moment is not None)))


def _lock_for_either_side(session: Session, actor: Actor, offer_id: str, *states: OfferState) -> OfferCase:
    found = get_offer_of_either_side(session, actor, offer_id)
    case = lock_offer_and_rivals(session, found.offer, found.role)
    if case.offer.state not in states:
        raise OfferAnswered
    refuse_passed(session, case.offer)
    return case


def _refuse_unless_accepted(case: OfferCase) -> None:
    if case.offer.state is not OfferState.ACCEPTED:
        raise WrongState if case.offer.state is OfferState.PENDING else OfferAnswered


def _new_stay(session: Session, case: OfferCase, came_at: datetime, left: Stay | None, *, by_telephone: bool) -> Stay:
    """`left`: the stay in another house that goes on here, with the end that was expected there."""
    house = session.get_one(House, case.offer.house_id)
    arrived_on = business_date(came_at, ZoneInfo(house.time_zone))
    ends_on = arrived_on + timedelta(days=case.request.nights)
    return Stay(
        request_id=case.request.id,
        offer_id=case.offer.id,
        house_id=house.id,
        checked_in_at=came_at,
        expected_end_on=ends_on if left is None else max(left.expected_end_on, arrived_on + timedelta(days=1)),
        by_telephone=by_telephone,
    )
