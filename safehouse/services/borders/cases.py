"""A question to another country in hand: whose it is, and its lock."""

from sqlmodel import Session, select

from safehouse.domain.access import Actor
from safehouse.domain.codes import BorderState, Role
from safehouse.domain.errors import NotFound, QuestionOver
from safehouse.models.borders import BorderRequest
from safehouse.services.border_requests import BorderCase, shown_state
from safehouse.services.db import database_now
from safehouse.services.request_states import lock_request
from safehouse.services.scope import get_own_request


def get_asked_by_desk(session: Session, actor: Actor, border_id: str) -> BorderRequest:
    """A question of the actor's desk. Raises NotFound."""
    asked = session.get(BorderRequest, border_id)
    if asked is None:
        raise NotFound
    get_own_request(session, actor, asked.request_id)
    return asked


def get_asked_of_country(session: Session, actor: Actor, border_id: str) -> BorderRequest:
    """A question to a country in which the actor is the national contact. Raises NotFound, also once it has been answered."""
    asked = session.get(BorderRequest, border_id)
    if asked is None or asked.country not in actor.countries_as(Role.NATIONAL_CONTACT):
        raise NotFound
    if asked.state is not BorderState.ASKED:
        raise NotFound
    return asked


def lock_asked(session: Session, asked: BorderRequest, role: Role) -> BorderCase:
    """Take the lock of the request of a question that the actor was allowed to see; both are read anew.

    Raises QuestionOver when it has been answered or taken back, or the time to answer has passed.
    """
    border_id = asked.id
    request = lock_request(session, asked.request_id)
    anew = select(BorderRequest).where(BorderRequest.id == border_id)
    asked = session.exec(anew, execution_options={"populate_existing": True}).one()
    if shown_state(asked, database_now(session)) is not BorderState.ASKED:
        raise QuestionOver
    return BorderCase(asked, request, role)
