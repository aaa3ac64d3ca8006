"""What a coordinator asks for with suggestions: one house, several at once, or one after another.

One transaction each: what does not hold any more is left out and named, and the deed is refused only when nothing holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from safehouse.domain.access import Action, Actor
from safehouse.domain.codes import ChainEnd, FallbackState, RequestState
from safehouse.domain.errors import BedTaken, FieldProblem, InvalidInput, NotFound, Problem, RulesRefuse
from safehouse.models.houses import House
from safehouse.models.offers import Fallback, Offer
from safehouse.models.requests import Request
from safehouse.models.suggestions import Suggestion
from safehouse.services.context import Context
from safehouse.services.offers.chains import go_on_after, offer_next, record_chain_deed
from safehouse.services.offers.expiry import expire_offer_of_request
from safehouse.services.offers.fallbacks import cancel_chain, code_of
from safehouse.services.offers.making import (
    begin_offering,
    get_suggestion,
    lock_to_offer,
    make_offer_within,
    try_offer_within,
)
from safehouse.services.offers.notes import destroy_older_note
from safehouse.services.request_arrivals import refuse_passed_arrival
from safehouse.services.request_states import refuse_unless

FIELD = "suggestion_ids"
MOST_HOUSES = 3
_WAITS = frozenset({RequestState.OFFERED})
"""People who are to move out of a house are put to one other house at a time: their request stays checked in."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A house that could not be asked, and why: a `RuleCode` that may be shown, or `confidential`."""

    house_code: str
    code: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The offers that were made, in the order of the suggestions, and the houses that were left out."""

    offer_ids: tuple[str, ...]
    left_out: tuple[LeftOut, ...]


def make_offer(context: Context, actor: Actor, *, suggestion_id: str, now: datetime) -> str:
    """Put a suggestion to its house and hold its places until the answer is due; the id of the offer.

    Everything is judged again on the rows as they are now. Beds are those of the suggested rooms that are free now. Raises
    NotFound, WrongState unless the request is open, InvalidInput for `arrives_at` when that has passed, RulesRefuse, and BedTaken
    when the rooms are not to be had any more.
    """
    request_id = _expire_own(context, actor, suggestion_id, now)
    with context.store.transaction() as session:
        suggestion = get_suggestion(session, actor, suggestion_id)
        request, clock = _begin(context, session, request_id, (suggestion,), now)
        offer = make_offer_within(
            context, session, actor, suggestion, request, made_by_id=actor.account_id, clock=clock, now=now
        )
        offer_id = offer.id
    go_on_after(context, now=now)
    return offer_id


def make_offers(context: Context, actor: Actor, *, suggestion_ids: Sequence[str], now: datetime) -> Asked:
    """Put up to three suggestions of one request to their houses at once; the first house that accepts has them.

    Raises like `make_offer`, the refusal of the first when no house can take them any more, and InvalidInput for `suggestion_ids`
    unless they are one to three and of different houses. WrongState also for people who are to move out of another house.
    """
    request_id = _expire_own(context, actor, _first(suggestion_ids), now)
    with context.store.transaction() as session:
        suggestions = _get_suggestions(session, actor, suggestion_ids)
        request, clock = _begin(context, session, request_id, suggestions, now)
        refuse_unless(request, _WAITS)
        outcomes = [
            try_offer_within(
                context, session, actor, suggestion, request, made_by_id=actor.account_id, clock=clock, now=now
            )
            for suggestion in suggestions
        ]
        asked = _asked(session, suggestions, outcomes)
    go_on_after(context, now=now)
    return asked


def ask_for_chain(context: Context, actor: Actor, *, suggestion_ids: Sequence[str], now: datetime) -> Asked:
    """Put up to three suggestions of one request to their houses one after another, in this order, beginning now.

    The next one is offered by itself when the house declines, takes its yes back or does not answer in time. Raises like
    `make_offers`.
    """
    request_id = _expire_own(context, actor, _first(suggestion_ids), now)
    with context.store.transaction() as session:
        suggestions = _get_suggestions(session, actor, suggestion_ids)
        request, clock = _begin(context, session, request_id, suggestions, now)
        refuse_unless(request, _WAITS)
        chain = [_fallback(actor, suggestion, position, now) for position, suggestion in enumerate(suggestions, 1)]
        session.add_all(chain)
        session.flush()
        record_chain_deed(session, actor, Action.ASKED_FOR_CHAIN, request, now, houses=len(chain))
        outcomes = offer_next(context, session, actor, request, chain, clock=clock, now=now)
        asked = _asked(session, suggestions, outcomes)
    go_on_after(context, now=now)
    return asked


def _first(suggestion_ids: Sequence[str]) -> str:
    if not suggestion_ids:
        raise InvalidInput([FieldProblem(FIELD, Problem.REQUIRED)])
    return suggestion_ids[0]


def _expire_own(context: Context, actor: Actor, suggestion_id: str, now: datetime) -> str:
    """Nobody waits for the scheduler to offer a request anew whose time to answer has passed; the id of the request."""
    with context.store.reading() as session:
        request_id = get_suggestion(session, actor, suggestion_id).request_id
    expire_offer_of_request(context, request_id, now=now)
    return request_id


def _get_suggestions(session: Session, actor: Actor, suggestion_ids: Sequence[str]) -> Sequence[Suggestion]:
    suggestions = [get_suggestion(session, actor, suggestion_id) for suggestion_id in dict.fromkeys(suggestion_ids)]
    if len({suggestion.request_id for suggestion in suggestions}) > 1:
        raise NotFound
    if len(suggestions) > MOST_HOUSES:
        raise InvalidInput([FieldProblem(FIELD, Problem.TOO_MANY, {"max": MOST_HOUSES})])
    if len({suggestion.house_id for suggestion in suggestions}) < len(suggestions):
        raise InvalidInput([FieldProblem(FIELD, Problem.CONTRADICTS)])
    return suggestions


def _begin(
    context: Context, session: Session, request_id: str, suggestions: Sequence[Suggestion], now: datetime
) -> tuple[Request, datetime]:
    """Lock what is touched and take the request from the desk; with it the database's clock."""
    house_ids = {suggestion.house_id for suggestion in suggestions}
    request, clock = lock_to_offer(session, request_id, house_ids, now=now)
    begin_offering(session, request)
    refuse_passed_arrival(request, now)
    cancel_chain(session, request_id, ChainEnd.REPLACED, now=now)
    destroy_older_note(context, session, request, now=now)
    return request, clock


def _fallback(actor: Actor, suggestion: Suggestion, position: int, now: datetime) -> Fallback:
    return Fallback(
        request_id=suggestion.request_id,
        suggestion_id=suggestion.id,
        position=position,
        asked_by_id=actor.account_id,
        asked_at=now,
        state=FallbackState.WAITING,
    )


def _asked(
    session: Session, suggestions: Sequence[Suggestion], outcomes: Sequence[Offer | BedTaken | RulesRefuse]
) -> Asked:
    """What was tried, in the order of the suggestions. Raises the first refusal when nothing holds."""
    refused = {index: outcome for index, outcome in enumerate(outcomes) if not isinstance(outcome, Offer)}
    if len(refused) == len(outcomes):
        raise refused[0]
    return Asked(
        offer_ids=tuple(outcome.id for outcome in outcomes if isinstance(outcome, Offer)),
        left_out=tuple(
            LeftOut(session.get_one(House, suggestions[index].house_id).code, code_of(refusal))
            for index, refusal in refused.items()
        ),
    )
