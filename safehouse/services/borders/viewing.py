"""What the two sides see of a question: the desk what became of it, and the national contact who is asked a first look.

The first look is as little as is needed to say yes or no. It names neither the case code nor the country that asks, and when the
question is over nothing of it is left but a count.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from safehouse.domain.access import Actor
from safehouse.domain.codes import (
    BorderState,
    DeclinedSurvivor,
    RejectedCountry,
    RequestState,
    Role,
    SpeakerLevel,
    Urgency,
)
from safehouse.domain.errors import NotFound
from safehouse.models.borders import BorderRequest
from safehouse.models.houses import House
from safehouse.models.requests import Request
from safehouse.services.aliases import case_alias, house_alias
from safehouse.services.border_requests import is_waiting, shown_state
from safehouse.services.consent import consented_countries
from safehouse.services.context import Context
from safehouse.services.db import database_now
from safehouse.services.offers.house import PersonLine, load_people
from safehouse.services.scope import get_own_request, own_request_ids

AnswerReason = RejectedCountry | DeclinedSurvivor


@dataclass(frozen=True, slots=True)
class AskedLine:
    """One question as the desk sees it that asked. `reason`: why it was rejected, or why the survivor did not want the house."""

    border_id: str
    request_id: str
    alias: str
    country: str
    state: BorderState
    asked_at: datetime
    answer_by_at: datetime
    reason: AnswerReason | None


@dataclass(frozen=True, slots=True)
class FirstLook:
    """One question as the national contact sees it who is asked. `may_answer`: somebody else has asked, so the contact may."""

    border_id: str
    alias: str
    house_code: str
    people: tuple[PersonLine, ...]
    languages: Mapping[str, SpeakerLevel]
    urgency: Urgency
    arrives_at: datetime
    asked_at: datetime
    answer_by_at: datetime
    may_answer: bool


@dataclass(frozen=True, slots=True)
class FirstLooks:
    """What waits for the actor's countries, the next to answer first, and how many questions are over."""

    waiting: tuple[FirstLook, ...]
    number_over: int


def list_asked(context: Context, actor: Actor, *, request_id: str) -> tuple[AskedLine, ...]:
    """Every question of a request of the own desk, the newest first. Raises NotFound."""
    with context.store.reading() as session:
        get_own_request(session, actor, request_id)
        asked = select(BorderRequest).where(BorderRequest.request_id == request_id)
        newest_first = session.exec(asked.order_by(col(BorderRequest.asked_at).desc(), BorderRequest.id)).all()
        return _asked_lines(context, newest_first, database_now(session))


def list_asked_by_desk(context: Context, actor: Actor) -> tuple[AskedLine, ...]:
    """The questions of the actor's desks that wait for an answer, the next to expire first."""
    with context.store.reading() as session:
        clock = database_now(session)
        asked = select(BorderRequest).where(
            col(BorderRequest.request_id).in_(own_request_ids(actor)), is_waiting(clock)
        )
        in_order = session.exec(asked.order_by(col(BorderRequest.answer_by_at), BorderRequest.id)).all()
        return _asked_lines(context, in_order, clock)


def find_first_looks(context: Context, actor: Actor) -> FirstLooks:
    """What waits for the countries in which the actor is the national contact; without such a country nothing.

    Consent is looked at each time: when it has ended or was taken back, there is nothing to look at any more.
    """
    countries = actor.countries_as(Role.NATIONAL_CONTACT)
    with context.store.reading() as session:
        clock, zone = database_now(session), context.settings.time_zone
        rows = session.exec(
            select(BorderRequest, Request, House)
            .join(Request, col(Request.id) == BorderRequest.request_id)
            .join(House, col(House.id) == BorderRequest.house_id)
            .where(col(BorderRequest.country).in_(countries), is_waiting(clock))
            .where(Request.state == RequestState.OPEN)
            .order_by(col(BorderRequest.answer_by_at), BorderRequest.id)
        ).all()
        waiting = tuple(
            _first_look(context, session, actor, (asked, request, house))
            for asked, request, house in rows
            if _is_among(asked.country, consented_countries(request, clock, zone))
        )
        return FirstLooks(waiting, session.exec(_count_over(countries, clock)).one())


def get_first_look(context: Context, actor: Actor, *, border_id: str) -> FirstLook:
    """One question that waits for the actor. Raises NotFound, also once it is over."""
    waiting = find_first_looks(context, actor).waiting
    look = next((look for look in waiting if look.border_id == border_id), None)
    if look is None:
        raise NotFound
    return look


def _asked_lines(context: Context, asked: Iterable[BorderRequest], clock: datetime) -> tuple[AskedLine, ...]:
    return tuple(
        AskedLine(
            border_id=one.id,
            request_id=one.request_id,
            alias=house_alias(context.vault, request_id=one.request_id, house_id=one.house_id),
            country=one.country,
            state=shown_state(one, clock),
            asked_at=one.asked_at,
            answer_by_at=one.answer_by_at,
            reason=_reason_of(one),
        )
        for one in asked
    )


def _reason_of(asked: BorderRequest) -> AnswerReason | None:
    kinds: Mapping[BorderState, type[AnswerReason]] = {
        BorderState.REJECTED: RejectedCountry,
        BorderState.WITHDRAWN: DeclinedSurvivor,
    }
    return None if asked.reason is None else kinds[asked.state](asked.reason)


def _first_look(
    context: Context, session: Session, actor: Actor, of: tuple[BorderRequest, Request, House]
) -> FirstLook:
    asked, request, house = of
    return FirstLook(
        border_id=asked.id,
        alias=case_alias(context.vault, suggestion_id=asked.suggestion_id),
        house_code=house.code,
        people=load_people(session, request.id),
        languages={language: SpeakerLevel(level) for language, level in request.languages.items()},
        urgency=request.urgency,
        arrives_at=request.arrives_at,
        asked_at=asked.asked_at,
        answer_by_at=asked.answer_by_at,
        may_answer=asked.asked_by_id != actor.account_id,
    )


def _is_among(country: str, countries: Collection[str] | None) -> bool:
    return countries is None or country in countries


def _count_over(countries: Collection[str], clock: datetime) -> SelectOfScalar[int]:
    """How many questions these countries have been asked that do not wait any more."""
    of_countries = select(func.count()).select_from(BorderRequest).where(col(BorderRequest.country).in_(countries))
    return of_countries.where(~is_waiting(clock))
