"""Transfers: the desk says that people who stay in a house are to move to another one, and suggestions and offers follow.

From then on the request is put to houses as one that waits is, but it stays checked in, and so does its claim on where it is. The
transfer ends with the arrival in the other house, with the stay, or when the desk gives it up.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from safehouse.domain.access import Action, Actor, SubjectKind
from safehouse.domain.codes import OfferState, RequestState, Role, TransferReason, Urgency
from safehouse.domain.errors import WrongState
from safehouse.models.claims import Stay
from safehouse.models.requests import Request
from safehouse.models.transfers import Transfer
from safehouse.services import audit
from safehouse.services.context import Context
from safehouse.services.db import database_now
from safehouse.services.field_checks import FieldChecks
from safehouse.services.offers.expiry import expire_offer_of_request
from safehouse.services.offers.leaving import end_transfer, find_live_offer, find_transfer
from safehouse.services.offers.lines import shown_state
from safehouse.services.request_arrivals import check_arrival, move_arrival
from safehouse.services.request_states import lock_request, refuse_unless
from safehouse.services.scope import get_own_request

EMERGENCIES = frozenset({TransferReason.HOUSE_COMPROMISED, TransferReason.NOT_SAFE_HERE})
"""Whoever must move for these is an emergency, whatever the request said when it was entered."""


@dataclass(frozen=True, slots=True)
class TransferView:
    """That people who stay somewhere are to move, and why. `has_offer`: a house is asked, or has said yes."""

    reason: TransferReason
    asked_at: datetime
    has_offer: bool


def ask_for_transfer(
    context: Context, actor: Actor, *, request_id: str, reason: TransferReason, arrives_at: datetime, now: datetime
) -> None:
    """The people of a request of the own desk, who stay in a house, are to be in another one by `arrives_at`.

    Raises NotFound, WrongState unless they stay somewhere and nobody has asked yet, and InvalidInput for `arrives_at` unless it is
    from this minute on to seven days ahead.
    """
    checks = FieldChecks()
    check_arrival(checks, arrives_at, now)
    checks.refuse_if_any()
    with context.store.transaction() as session:
        get_own_request(session, actor, request_id)
        request = lock_request(session, request_id)
        refuse_unless(request, frozenset({RequestState.CHECKED_IN}))
        if find_transfer(session, request_id) is not None:
            raise WrongState
        begin_transfer(session, actor, request, reason=reason, arrives_at=arrives_at, role=Role.COORDINATOR, now=now)


def begin_transfer(
    session: Session,
    actor: Actor,
    request: Request,
    *,
    reason: TransferReason,
    arrives_at: datetime,
    role: Role,
    now: datetime,
) -> None:
    """The same for a locked request whose people stay in a house, in the caller's transaction."""
    staying = select(Stay).where(Stay.request_id == request.id, col(Stay.checked_out_at).is_(None))
    stay = session.exec(staying).one()
    move_arrival(session, request, arrives_at)
    if reason in EMERGENCIES:
        request.urgency = Urgency.EMERGENCY
    transfer = Transfer(
        stay_id=stay.id, request_id=request.id, reason=reason, asked_by_id=actor.account_id, asked_at=now
    )
    session.add(transfer)
    _record(session, actor, Action.ASKED_FOR_TRANSFER, stay, role=role, now=now, country=request.country, reason=reason)


def give_up_transfer(context: Context, actor: Actor, *, request_id: str, now: datetime) -> None:
    """They stay where they are. Raises NotFound, and WrongState when nobody looks, or while a house is asked or has said yes."""
    expire_offer_of_request(context, request_id, now=now)
    with context.store.transaction() as session:
        get_own_request(session, actor, request_id)
        request = lock_request(session, request_id)
        transfer = find_transfer(session, request_id)
        if transfer is None or find_live_offer(session, transfer.stay_id) is not None:
            raise WrongState
        end_transfer(session, transfer.stay_id, at=now)
        request.version += 1
        stay = session.get_one(Stay, transfer.stay_id)
        _record(session, actor, Action.GAVE_UP_TRANSFER, stay, role=Role.COORDINATOR, now=now, country=request.country)


def find_transfer_of(context: Context, actor: Actor, *, request_id: str) -> TransferView | None:
    """Whether and why the people of a request of the own desk are to move; None: they are not. Raises NotFound."""
    with context.store.reading() as session:
        get_own_request(session, actor, request_id)
        transfer = find_transfer(session, request_id)
        if transfer is None:
            return None
        offer = find_live_offer(session, transfer.stay_id)
        has_offer = offer is not None and shown_state(offer, database_now(session)) is not OfferState.EXPIRED
        return TransferView(transfer.reason, transfer.asked_at, has_offer)


def _record(
    session: Session,
    actor: Actor,
    action: Action,
    stay: Stay,
    *,
    role: Role,
    now: datetime,
    country: str,
    **detail: audit.Detail,
) -> None:
    audit.record(
        session,
        actor=actor,
        role=role,
        action=action,
        subject_kind=SubjectKind.STAY,
        subject_id=stay.id,
        now=now,
        country=country,
        house_id=stay.house_id,
        detail={"request": stay.request_id, **detail},
    )
