"""Whether the service can do its work: the database answers, its tables are those of this version, the scheduler is at work."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import bindparam, text
from sqlmodel import Session

from safehouse.domain.errors import Unavailable
from safehouse.models.base import UtcDateTime
from safehouse.models.jobs import Heartbeat
from safehouse.services.context import Context
from safehouse.services.db import database_now
from safehouse.services.migrate import is_current

SILENCE = timedelta(minutes=5)
"""After which the scheduler counts as stopped. It says that it is at work much more often."""
_SCHEDULER = "scheduler"
# One statement, so that two schedulers that are the first at once do not refuse each other; both databases know it.
_BEAT = text(
    "INSERT INTO heartbeat (process, seen_at) VALUES (:process, :now) "
    "ON CONFLICT (process) DO UPDATE SET seen_at = excluded.seen_at"
).bindparams(bindparam("process", _SCHEDULER), bindparam("now", type_=UtcDateTime()))


class Part(StrEnum):
    """What the service needs in order to do its work."""

    DATABASE = "database"
    MIGRATIONS = "migrations"
    SCHEDULER = "scheduler"


def record_heartbeat(context: Context) -> None:
    """Say that a scheduler is at work, by the database's clock. Raises Unavailable."""
    with context.store.transaction() as session:
        session.connection().execute(_BEAT, {"now": database_now(session)})


def list_failing_parts(context: Context) -> tuple[Part, ...]:
    """What the service lacks now, empty when it can work. What needs a failing part is not looked at."""
    try:
        if not is_current(context.store):
            return (Part.MIGRATIONS,)
        with context.store.reading() as session:
            age = heartbeat_age(session, now=database_now(session))
    except Unavailable:
        return (Part.DATABASE,)
    return () if age is not None and age <= SILENCE else (Part.SCHEDULER,)


def heartbeat_age(session: Session, *, now: datetime) -> timedelta | None:
    """How long ago a scheduler was last at work; None: never yet."""
    heartbeat = session.get(Heartbeat, _SCHEDULER)
    return None if heartbeat is None else now - heartbeat.seen_at
