"""A new time of arrival for a request that waits, when the old one has passed or a train is late. It keeps all else."""

from datetime import datetime

from safehouse.domain.access import Action, Actor, SubjectKind
from safehouse.domain.codes import ChainEnd, RequestState, Role
from safehouse.services import audit
from safehouse.services.context import Context
from safehouse.services.field_checks import FieldChecks
from safehouse.services.offers.expiry import expire_offer_of_request
from safehouse.services.offers.fallbacks import cancel_chain
from safehouse.services.offers.leaving import refuse_unless_wanted
from safehouse.services.request_arrivals import check_arrival, move_arrival
from safehouse.services.request_states import EDITABLE_STATES, lock_request, refuse_unless
from safehouse.services.scope import get_own_request


def move_waiting_arrival(
    context: Context, actor: Actor, *, request_id: str, arrives_at: datetime, now: datetime
) -> None:
    """Say when they can arrive, for a request of the own desk for which nothing is held.

    Only a waiver of the hours of intake ends with the old hour. Raises NotFound, WrongState while an offer or a place is
    theirs, and InvalidInput for `arrives_at` unless it is from this minute on to seven days ahead.
    """
    checks = FieldChecks()
    check_arrival(checks, arrives_at, now)
    checks.refuse_if_any()
    with context.store.reading() as session:
        get_own_request(session, actor, request_id)
    expire_offer_of_request(context, request_id, now=now)
    with context.store.transaction() as session:
        get_own_request(session, actor, request_id)
        request = lock_request(session, request_id)
        refuse_unless(request, EDITABLE_STATES | {RequestState.CHECKED_IN})
        refuse_unless_wanted(session, request)
        has_ended_waiver = move_arrival(session, request, arrives_at)
        cancel_chain(session, request_id, ChainEnd.REQUEST_CHANGED, now=now)
        audit.record(
            session,
            actor=actor,
            role=Role.COORDINATOR,
            action=Action.CHANGED_ARRIVAL,
            subject_kind=SubjectKind.REQUEST,
            subject_id=request_id,
            now=now,
            country=request.country,
            detail={"ended_intake_waiver": has_ended_waiver},
        )
