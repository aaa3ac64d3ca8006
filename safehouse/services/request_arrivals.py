"""When the people of a request arrive: the one way to check, to judge and to move that time, before and after an offer."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col

from safehouse.domain.codes import RuleCode
from safehouse.domain.errors import FieldProblem, InvalidInput, Problem
from safehouse.models.requests import Request, Waiver
from safehouse.services.field_checks import FieldChecks

FIELD = "arrives_at"
MOST_DAYS_AHEAD = 7


def has_passed(arrives_at: datetime, now: datetime) -> bool:
    """Whether nobody can arrive then any more. A form knows minutes, so this minute has not passed."""
    return arrives_at < now.replace(second=0, microsecond=0)


def refuse_passed_arrival(request: Request, now: datetime) -> None:
    """Refuse with InvalidInput for `arrives_at` a request whose time has passed.

    Hours of intake would be judged at an hour that is over, and the house would wait for people who cannot come then.
    """
    if has_passed(request.arrives_at, now):
        raise InvalidInput([FieldProblem(FIELD, Problem.HAS_PASSED)])


def hour_to_judge(request: Request, now: datetime) -> datetime:
    """For which hour houses are judged: that of the arrival.

    People whose request comes from paper, and whose time has passed meanwhile, may be in the house already: it is judged as of now.
    """
    is_there_perhaps = request.is_from_paper and has_passed(request.arrives_at, now)
    return now if is_there_perhaps else request.arrives_at


def check_arrival(checks: FieldChecks, arrives_at: datetime | None, now: datetime) -> None:
    """Note what is wrong with a time unless it is from this minute on to seven days ahead."""
    if arrives_at is None:
        checks.add(FIELD, Problem.REQUIRED)
    elif arrives_at.tzinfo is None:
        checks.add(FIELD, Problem.NOT_A_TIME)
    elif has_passed(arrives_at, now):
        checks.add(FIELD, Problem.IN_THE_PAST)
    elif arrives_at > now + timedelta(days=MOST_DAYS_AHEAD):
        checks.add(FIELD, Problem.TOO_FAR_AHEAD, days=MOST_DAYS_AHEAD)


def move_arrival(session: Session, request: Request, arrives_at: datetime) -> bool:
    """Let the locked request hold another time; whether a waiver of the hours of intake ended, given for the old hour."""
    request.arrives_at = arrives_at
    request.version += 1
    session.flush()
    of_intake = delete(Waiver).where(col(Waiver.request_id) == request.id, col(Waiver.code) == RuleCode.INTAKE)
    return session.connection().execute(of_intake).rowcount > 0
