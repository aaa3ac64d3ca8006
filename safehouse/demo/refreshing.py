"""A word from the houses that report daily, when a demo is started again days later."""

from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from safehouse.domain.access import Actor, Grant
from safehouse.domain.codes import HouseStatus, Role
from safehouse.models.accounts import Account
from safehouse.models.accounts import Grant as GrantRow
from safehouse.models.capacity import CapacityReport
from safehouse.models.houses import House
from safehouse.services.capacity import report_nothing_changed
from safehouse.services.context import Context

_DAILY = timedelta(hours=24)
_RECENT = timedelta(hours=4)


def report_daily_houses(context: Context, *, now: datetime) -> int:
    """Houses that were within a day of the newest report say again that nothing changed; how many did."""
    with context.store.reading() as session:
        managers = _managers_of_daily_houses(session, now)
    for actor, house_id in managers:
        report_nothing_changed(context, actor, house_id=house_id, now=now)
    return len(managers)


def _managers_of_daily_houses(session: Session, now: datetime) -> list[tuple[Actor, str]]:
    last = func.max(
        col(CapacityReport.reported_at), type_=CapacityReport.metadata.tables["capacity_report"].c.reported_at.type
    )
    newest = session.execute(select(last)).scalar_one()
    if newest is None or now - newest < _RECENT:
        return []
    query = (
        select(Account, GrantRow.house_id)
        .join(GrantRow, col(GrantRow.account_id) == Account.id)
        .join(House, col(House.id) == GrantRow.house_id)
        .join(CapacityReport, col(CapacityReport.house_id) == House.id)
        .where(GrantRow.role == Role.MANAGER, House.status == HouseStatus.OPEN)
        .group_by(col(Account.id), col(GrantRow.house_id))
        .having(last > newest - _DAILY)
    )
    return [(_actor(account, house_id), house_id) for account, house_id in session.execute(query)]


def _actor(account: Account, house_id: str) -> Actor:
    grants = (Grant(Role.MANAGER, None, house_id),)
    return Actor(account.id, account.label, account.locale, account.time_zone, grants)
