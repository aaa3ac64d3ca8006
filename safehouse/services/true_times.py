"""The true time of what was written on paper in the night and is entered next morning.

The fact holds the true time, its audit entry the moment at which it was entered.
"""

from datetime import datetime, timedelta

from safehouse.domain.errors import FieldProblem, InvalidInput, Problem

FIELD = "happened_at"
MOST_HOURS_AGO = 48


def true_time(
    happened_at: datetime | None, now: datetime, *, not_before: datetime | None = None, field: str = FIELD
) -> datetime:
    """When it happened: `now` unless another time was said.

    `not_before`: the newest fact that it must follow. Raises InvalidInput for `field` when that is to come, longer ago
    than 48 hours, or before that fact.
    """
    if happened_at is None:
        return now
    problem = _problem(happened_at, now, not_before)
    if problem is not None:
        limits = {"hours": MOST_HOURS_AGO} if problem is Problem.TOO_LONG_AGO else {}
        raise InvalidInput([FieldProblem(field, problem, limits)])
    return happened_at


def _problem(happened_at: datetime, now: datetime, not_before: datetime | None) -> Problem | None:
    if happened_at.tzinfo is None:
        return Problem.NOT_A_TIME
    if happened_at > now:
        return Problem.IN_THE_FUTURE
    if happened_at < now - timedelta(hours=MOST_HOURS_AGO):
        return Problem.TOO_LONG_AGO
    if not_before is not None and happened_at < not_before:
        return Problem.BEFORE_NEWER_FACT
    return None
