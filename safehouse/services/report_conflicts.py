"""What a house has reported against a placement: kept beside it until something settles it, and neither wins by itself.

Rows are written under the lock of their house, by the report that contradicts, and settled by a report that agrees or with the
claim that they are about.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from safehouse.domain.codes import BedDoubt, ConflictEnd
from safehouse.models.claims import Claim
from safehouse.models.conflicts import ReportConflict
from safehouse.services.bed_facts import is_live
from safehouse.services.db import database_now


def load_open_conflicts(session: Session, house_id: str, *, clock: datetime) -> Mapping[str, BedDoubt]:
    """By bed, what a house has said against the placements that have its beds now; `clock` is the database's."""
    session.flush()
    is_theirs = (col(Claim.bed_id) == ReportConflict.bed_id) & (col(Claim.offer_id) == ReportConflict.offer_id)
    rows = (
        select(ReportConflict.bed_id, col(ReportConflict.said))
        .join(Claim, is_theirs)
        .where(ReportConflict.house_id == house_id, col(ReportConflict.settled_at).is_(None), is_live(clock))
    )
    return dict(session.exec(rows).all())


def keep_conflicts(session: Session, *, house_id: str, report_id: str, said: Mapping[str, BedDoubt]) -> None:
    """Keep what a report says against the placements that have these beds."""
    clock = database_now(session)
    claims = select(Claim).where(col(Claim.bed_id).in_(said), is_live(clock))
    session.add_all(
        ReportConflict(
            house_id=house_id,
            report_id=report_id,
            bed_id=claim.bed_id,
            offer_id=claim.offer_id,
            said=said[claim.bed_id],
            made_at=clock,
        )
        for claim in session.exec(claims)
        if claim.bed_id is not None
    )


def settle_by_report(session: Session, beds: Iterable[str], *, by_id: str | None) -> None:
    """A report agrees again with the placements that have these beds; `by_id` is the account that entered it."""
    conflicts = select(ReportConflict).where(col(ReportConflict.bed_id).in_(tuple(beds)))
    _settle(session, session.exec(_open(conflicts)).all(), ConflictEnd.REPORT, by_id)


def settle_with_claims(session: Session, offer_id: str, how: ConflictEnd, *, beds: Iterable[str] | None = None) -> None:
    """What was said of an offer's beds (None: of all) is settled, because its claims on them have ended or become a stay."""
    conflicts = select(ReportConflict).where(ReportConflict.offer_id == offer_id)
    if beds is not None:
        conflicts = conflicts.where(col(ReportConflict.bed_id).in_(tuple(beds)))
    _settle(session, session.exec(_open(conflicts)).all(), how, None)


def _open(conflicts: SelectOfScalar[ReportConflict]) -> SelectOfScalar[ReportConflict]:
    return conflicts.where(col(ReportConflict.settled_at).is_(None))


def _settle(session: Session, conflicts: Iterable[ReportConflict], how: ConflictEnd, by_id: str | None) -> None:
    clock = database_now(session)
    for conflict in conflicts:
        conflict.settled_at, conflict.how, conflict.settled_by_id = clock, how, by_id
    session.flush()
