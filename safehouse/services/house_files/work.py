"""What every step of taking in a file needs."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from safehouse.domain.access import Actor
from safehouse.services.context import Context


@dataclass(frozen=True, slots=True)
class Work:
    """One file within one transaction. `actor` None is the operator at the server's command line."""

    context: Context
    session: Session
    actor: Actor | None
    now: datetime
