"""What a plan is about: the requests that wait in a country, and its houses. And whether they are still what the plan saw."""

from hashlib import sha256

from sqlmodel import Session, col, select

from safehouse.domain.codes import RequestState
from safehouse.models.houses import House
from safehouse.models.requests import Request


def waiting_requests(session: Session, country: str) -> tuple[Request, ...]:
    """The requests of a country that wait for a suggestion to be put to a house."""
    waiting = select(Request).where(Request.country == country, Request.state == RequestState.OPEN)
    return tuple(session.exec(waiting.order_by(col(Request.id))))


def fingerprint(session: Session, country: str) -> str:
    """A digest of the versions of everything a plan of the country looks at: equal as long as none of it has changed."""
    requests = session.exec(
        select(Request.id, Request.version).where(Request.country == country, Request.state == RequestState.OPEN)
    )
    houses = session.exec(select(House.id, House.version).where(House.country == country))
    lines = sorted(f"{row_id}:{version}" for rows in (requests, houses) for row_id, version in rows)
    return sha256("\n".join(lines).encode()).hexdigest()
