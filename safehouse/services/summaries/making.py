"""Making a night's summary: once per business date, however many processes try, in one transaction with its claim and its mail."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from safehouse.domain.access import Action, SubjectKind
from safehouse.domain.codes import ScheduledJob
from safehouse.domain.errors import FieldProblem, InvalidInput, Problem
from safehouse.domain.spans import business_date
from safehouse.models.jobs import JobRun
from safehouse.models.summaries import Summary, SummaryFigures
from safehouse.services import audit
from safehouse.services.context import Context
from safehouse.services.db import is_duplicate
from safehouse.services.mail import enqueue_summary_messages
from safehouse.services.summaries.computing import ScopedFigures, compute_figures
from safehouse.services.summaries.figures import to_document

JOB = ScheduledJob.SUMMARY
"""The name of the run in `job_run`."""


def make_summary(context: Context, *, business_on: date, now: datetime) -> str | None:
    """The id of the new summary of a business date; None when there is one already.

    Made on the day after the date it has the capacity at `now`, and is announced. Made later it has what can still be known,
    the events of the date, and nobody is told. Raises InvalidInput for a date that is not over.
    """
    days_after = business_date(now, context.settings.time_zone) - business_on
    if days_after < timedelta(days=1):
        raise InvalidInput([FieldProblem("date", Problem.TOO_FAR_AHEAD)])
    is_late = days_after > timedelta(days=1)
    with context.store.reading() as session:
        if session.exec(select(Summary.id).where(Summary.business_on == business_on)).first() is not None:
            return None
        figures = compute_figures(session, context, business_on=business_on, as_of=now, has_capacity=not is_late)
    try:
        return _store(context, figures, business_on=business_on, now=now, is_late=is_late)
    except IntegrityError as error:
        if not is_duplicate(error):
            raise
        # Another process was first; what was computed here went with the transaction.
        return None


def _store(
    context: Context, figures: Iterable[ScopedFigures], *, business_on: date, now: datetime, is_late: bool
) -> str:
    with context.store.transaction() as session:
        session.add(JobRun(job=JOB, due_on=business_on, finished_at=now))
        # Now and not at the end: whoever is second shall wait here, and then find that the night is taken.
        session.flush()
        summary = Summary(business_on=business_on, made_at=now)
        session.add(summary)
        session.flush()
        session.add_all(_as_row(summary.id, scoped) for scoped in figures)
        if not is_late:
            enqueue_summary_messages(session, summary_id=summary.id, now=now)
        audit.record(
            session,
            actor=None,
            role=None,
            action=Action.MADE_SUMMARY,
            subject_kind=SubjectKind.SUMMARY,
            subject_id=summary.id,
            now=now,
            detail={"business_on": business_on.isoformat(), "is_late": is_late},
        )
        return summary.id


def _as_row(summary_id: str, scoped: ScopedFigures) -> SummaryFigures:
    return SummaryFigures(
        summary_id=summary_id,
        scope=scoped.scope,
        country=scoped.country,
        house_id=scoped.house_id,
        figures=to_document(scoped.figures),
    )
