"""Deeds and looks of a change of shift, for its tests."""

from collections.abc import Iterable

from sqlmodel import col, delete, select

from safehouse.domain.access import Action, Actor
from safehouse.domain.codes import TakeOverReason
from safehouse.models.accounts import Account
from safehouse.models.accounts import Grant as GrantRow
from safehouse.models.audit import AuditEntry
from safehouse.services.requests import (
    DeskLine,
    list_desk,
    pass_on_requests,
    take_over_requests,
)
from tests.services.night import Night


def pass_on(night: Night, request_ids: Iterable[str], to: Actor, by: Actor | None = None) -> None:
    """Whoever is on duty passes requests of the night's coordinator on."""
    pass_on_requests(
        night.context,
        by or night.coordinator,
        request_ids=tuple(request_ids),
        owner_id=night.coordinator.account_id,
        account_id=to.account_id,
        reason=TakeOverReason.SHIFT_CHANGE,
        now=night.now,
    )


def take_over(night: Night, request_ids: Iterable[str], by: Actor, owner: Actor | None = None) -> None:
    take_over_requests(
        night.context,
        by,
        request_ids=tuple(request_ids),
        owner_id=(owner or night.coordinator).account_id,
        reason=TakeOverReason.OWNER_AWAY,
        now=night.now,
    )


def the_line(night: Night, by: Actor | None = None) -> DeskLine:
    [line] = list_desk(night.context, by or night.coordinator)
    return line


def owners(night: Night) -> dict[str, str]:
    """The owner of each request on the desk."""
    return {line.request_id: line.owner_id for line in list_desk(night.context, night.coordinator)}


def changes_of_hands(night: Night) -> dict[str, dict[str, object]]:
    with night.context.store.reading() as session:
        acts = session.exec(select(AuditEntry).where(AuditEntry.action == Action.TOOK_OVER_REQUEST))
        return {act.subject_id: act.detail for act in acts}


def acts(night: Night, action: Action) -> int:
    with night.context.store.reading() as session:
        return len(session.exec(select(AuditEntry).where(AuditEntry.action == action)).all())


def disable(night: Night, actor: Actor) -> None:
    with night.context.store.transaction() as session:
        session.get_one(Account, actor.account_id).disabled_at = night.now


def take_country_away(night: Night, actor: Actor) -> None:
    with night.context.store.transaction() as session:
        session.execute(delete(GrantRow).where(col(GrantRow.account_id) == actor.account_id))
