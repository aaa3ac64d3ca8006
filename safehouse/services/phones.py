"""Opening what is kept shut: a house's duty telephone, and the hand-over note. Each opening is an act of its own, on record."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from safehouse.domain.access import Action, Actor, SubjectKind
from safehouse.domain.codes import OfferState, Role
from safehouse.domain.errors import NotFound, WrongState
from safehouse.models.audit import AuditEntry
from safehouse.models.houses import DutyContact, House
from safehouse.models.offers import Offer
from safehouse.models.requests import Request
from safehouse.services import audit
from safehouse.services.contacts import open_contact
from safehouse.services.context import Context
from safehouse.services.db import database_now
from safehouse.services.offers.cases import OfferCase, record_offer_deed
from safehouse.services.offers.leaving import has_arrived
from safehouse.services.offers.lines import load_stays, standing_of
from safehouse.services.request_documents import read_document
from safehouse.services.scope import (
    OfferAs,
    get_house_as,
    get_offer_for_desk,
    get_offer_for_house,
    get_offer_from_abroad,
    get_own_house,
)
from safehouse.services.sealing import Vault

OPENINGS_SHOWN = 20


@dataclass(frozen=True, slots=True, repr=False)
class DutyPhone:
    """The numbers of a house, in the order in which to call them. Not part of `repr`, so that no log can hold them."""

    house_code: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Opening:
    """That somebody of the country opened the house's number, or somebody the hand-over note: when, and in which role."""

    action: Action
    opened_at: datetime
    role: Role


def open_phone(context: Context, actor: Actor, *, offer_id: str, now: datetime) -> DutyPhone:
    """The duty telephone of the house of an offer, for the desk that made it; on record, and the house sees that.

    Raises NotFound, and WrongState unless the offer is pending or its places are reserved or occupied. While it is pending in
    another country, the national contact there calls.
    """
    with context.store.transaction() as session:
        offer = get_offer_for_desk(session, actor, offer_id)
        request = session.get_one(Request, offer.request_id)
        house = session.get_one(House, offer.house_id)
        is_abroad = house.country != request.country
        stay = load_stays(session, (offer.id,)).get(offer.id)
        if not standing_of(context, offer, request, database_now(session), stay=stay).is_live:
            raise WrongState
        if is_abroad and offer.state is not OfferState.ACCEPTED:
            raise WrongState
        record_offer_deed(session, actor, Action.OPENED_PHONE, OfferCase(offer, request, Role.COORDINATOR), now)
        return _phone_of(session, context.vault, house)


def open_house_phone(context: Context, actor: Actor, *, house_id: str, now: datetime) -> DutyPhone:
    """The duty telephone of a house of the own country, for its national contact; on record, and the house sees that.

    Raises NotFound.
    """
    with context.store.transaction() as session:
        house, role = get_house_as(session, actor, house_id, (Role.NATIONAL_CONTACT,))
        audit.record(
            session,
            actor=actor,
            role=role,
            action=Action.OPENED_PHONE,
            subject_kind=SubjectKind.HOUSE,
            subject_id=house.id,
            now=now,
            country=house.country,
            house_id=house.id,
        )
        return _phone_of(session, context.vault, house)


def open_hand_over(context: Context, actor: Actor, *, offer_id: str, now: datetime) -> str | None:
    """The hand-over note, None when there is none: for the house that accepted and for the desk, on record, until the arrival.

    Across a border the national contact of the house gets it too: notes go from contact to contact.

    Raises NotFound, and WrongState unless the house has accepted and they are awaited.
    """
    with context.store.transaction() as session:
        offer, role = _get_offer_with_note(session, actor, offer_id)
        request = session.get_one(Request, offer.request_id)
        if offer.state is not OfferState.ACCEPTED or has_arrived(session, offer):
            raise WrongState
        case = OfferCase(offer, request, role)
        record_offer_deed(session, actor, Action.OPENED_HAND_OVER, case, now)
        return read_document(session, context.vault, request.id).hand_over


def list_openings(context: Context, actor: Actor, *, house_id: str) -> tuple[Opening, ...]:
    """The last openings that concern a house, newest first, for its manager. Raises NotFound."""
    with context.store.reading() as session:
        get_own_house(session, actor, house_id)
        opened = col(AuditEntry.action).in_((Action.OPENED_PHONE, Action.OPENED_HAND_OVER))
        entries = session.exec(
            select(AuditEntry)
            .where(AuditEntry.house_id == house_id, opened)
            .order_by(col(AuditEntry.at).desc(), AuditEntry.id)
            .limit(OPENINGS_SHOWN)
        )
        return tuple(
            Opening(action=entry.action, opened_at=entry.at, role=entry.actor_role)
            for entry in entries
            if entry.actor_role is not None
        )


def _phone_of(session: Session, vault: Vault, house: House) -> DutyPhone:
    on_duty = select(DutyContact).where(DutyContact.house_id == house.id, col(DutyContact.retired_at).is_(None))
    contacts = session.exec(on_duty.order_by(col(DutyContact.position)))
    return DutyPhone(house.code, tuple(open_contact(vault, contact).telephone for contact in contacts))


def _get_offer_with_note(session: Session, actor: Actor, offer_id: str) -> OfferAs:
    """The house's own manager before the desk. The national contact gets no note but of a request from another country."""
    offer = session.get(Offer, offer_id)
    if offer is not None and offer.house_id in actor.houses:
        return OfferAs(get_offer_for_house(session, actor, offer_id), Role.MANAGER)
    try:
        return OfferAs(get_offer_for_desk(session, actor, offer_id), Role.COORDINATOR)
    except NotFound:
        return OfferAs(get_offer_from_abroad(session, actor, offer_id), Role.NATIONAL_CONTACT)
