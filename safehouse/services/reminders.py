"""Houses that will be dark soon are asked to report: one message for each report, however many schedulers run.

Only houses that take part: one that is paused or closed may stay silent, and one that is compromised is on the telephone anyway.
"""

from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from safehouse.domain.codes import HouseStatus, MailKind
from safehouse.models.capacity import CapacityReport
from safehouse.models.houses import House
from safehouse.models.mail import OutboxMessage
from safehouse.services.bed_facts import latest_report_id
from safehouse.services.bed_states import SHOWN_FOR
from safehouse.services.context import Context
from safehouse.services.db import database_now, is_duplicate
from safehouse.services.mail import enqueue_report_messages


def remind_before_dark(context: Context, *, now: datetime) -> int:
    """Wake every open house whose last report will soon be too old, each in a transaction of its own; how many. Safe to repeat."""
    with context.store.reading() as session:
        reports = session.exec(_due(context, database_now(session))).all()
    return sum(_remind(context, report_id, now) for report_id in reports)


def _due(context: Context, clock: datetime) -> SelectOfScalar[str]:
    """The last reports of open houses from which the dark is not far, and of which nobody was reminded yet."""
    dark_before = clock - context.policy.dark_after[SHOWN_FOR]
    reminded = select(OutboxMessage.subject_id).where(OutboxMessage.kind == MailKind.REPORT_DUE)
    reports = select(CapacityReport.id).join(House, col(House.id) == CapacityReport.house_id)
    return reports.where(
        House.status == HouseStatus.OPEN,
        col(CapacityReport.id) == latest_report_id(),
        col(CapacityReport.reported_at) > dark_before,
        col(CapacityReport.reported_at) <= dark_before + timedelta(hours=context.settings.remind_hours),
        col(CapacityReport.id).not_in(reminded),
    ).order_by(col(CapacityReport.reported_at), CapacityReport.id)


def _remind(context: Context, report_id: str, now: datetime) -> bool:
    """Whether this call did it: another scheduler may have been quicker, and then its messages are the only ones."""
    try:
        with context.store.transaction() as session:
            return _enqueue(context, session, report_id, now)
    except IntegrityError as error:
        if is_duplicate(error):
            return False
        raise


def _enqueue(context: Context, session: Session, report_id: str, now: datetime) -> bool:
    due = _due(context, database_now(session)).where(col(CapacityReport.id) == report_id)
    if session.exec(due).first() is None:
        return False
    house_id = session.get_one(CapacityReport, report_id).house_id
    return enqueue_report_messages(session, report_id=report_id, house_id=house_id, now=now) > 0
