"""Who can answer for a request, who does, and who passed it on: the coordinators of its desk that can log in."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from safehouse.domain.access import Action, Actor
from safehouse.domain.codes import Role, TakeOverReason
from safehouse.models.accounts import Account, Grant
from safehouse.models.audit import AuditEntry
from safehouse.models.requests import Request
from safehouse.services.context import Context


@dataclass(frozen=True, slots=True)
class Colleague:
    """A coordinator who can log in, with the countries whose desks are theirs."""

    account_id: str
    label: str
    countries: frozenset[str]


@dataclass(frozen=True, slots=True)
class PassedOn:
    """By whom a request was passed on, in which role, when and why."""

    by: str
    role: Role
    at: datetime
    reason: TakeOverReason


def list_colleagues(context: Context, actor: Actor) -> tuple[Colleague, ...]:
    """The other coordinators of the actor's desks, by label."""
    with context.store.reading() as session:
        coordinators = load_coordinators(session, actor.countries_as(Role.COORDINATOR))
    return tuple(someone for someone in coordinators.values() if someone.account_id != actor.account_id)


def load_coordinators(session: Session, countries: Collection[str]) -> Mapping[str, Colleague]:
    """Who can answer for requests of these countries, by account id, in the order of the labels.

    Whoever was only invited or is disabled would never see what waits.
    """
    can_log_in = col(Account.disabled_at).is_(None) & col(Account.password_hash).is_not(None)
    query = (
        select(Account.id, Account.label, Grant.country)
        .join(Grant, col(Grant.account_id) == Account.id)
        .where(Grant.role == Role.COORDINATOR, col(Grant.country).in_(countries), can_log_in)
        .order_by(Account.label, Account.id)
    )
    found: dict[str, Colleague] = {}
    for account_id, label, country in session.exec(query):
        known = found.get(account_id)
        found[account_id] = Colleague(account_id, label, (known.countries if known else frozenset()) | {str(country)})
    return found


def load_passed_on(session: Session, requests: Collection[Request]) -> Mapping[str, PassedOn]:
    """How each request came to an owner who has not opened it yet, by request id: the record of acts knows it."""
    unopened = [request.id for request in requests if request.is_new_to_owner]
    acts = (
        select(AuditEntry, Account.label)
        .join(Account, col(Account.id) == AuditEntry.actor_id)
        .where(AuditEntry.action == Action.TOOK_OVER_REQUEST, col(AuditEntry.subject_id).in_(unopened))
        .order_by(col(AuditEntry.at))
    )
    return {
        act.subject_id: PassedOn(label, act.actor_role, act.at, TakeOverReason(act.detail["reason"]))
        for act, label in session.exec(acts)
        if act.actor_role is not None
    }
