"""Making suggestions: one look, then the answer is stored as it is shown, with its audit row."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from safehouse.domain.access import Action, Actor, SubjectKind
from safehouse.domain.codes import CONFIDENTIAL, CONFIDENTIAL_CODES, Role, RuleCode
from safehouse.models.suggestions import Suggestion, SuggestionList
from safehouse.services import audit
from safehouse.services.context import Context
from safehouse.services.offers.expiry import expire_offer_of_request
from safehouse.services.relaxation_rows import stored_relaxations
from safehouse.services.scope import get_own_request
from safehouse.services.suggestions.abroad import excluded_abroad, suggestions_abroad
from safehouse.services.suggestions.looking import Look, look
from safehouse.services.suggestions.notes import notes_for
from safehouse.services.suggestions.rooms import stored_room
from safehouse.services.summaries.figures import level_of


def suggest_houses(context: Context, actor: Actor, *, request_id: str, now: datetime) -> str:
    """Judge every house for an open request of the own desk and store the answer; the id of the list.

    Raises NotFound, WrongState unless the request is open, and InvalidInput for `arrives_at` when that has passed and the request
    does not come from paper.
    """
    with context.store.reading() as session:
        get_own_request(session, actor, request_id)
    expire_offer_of_request(context, request_id, now=now)
    # The look is a reading of its own, so that nobody's claim waits for it; an offer judges everything again anyway.
    with context.store.reading() as session:
        seen = look(context, session, get_own_request(session, actor, request_id), now=now)
    with context.store.transaction() as session:
        request = get_own_request(session, actor, request_id)
        stored = _list_row(seen, actor)
        session.add(stored)
        session.flush()
        session.add_all(_suggestion_rows(context, seen, stored.id))
        session.add_all(suggestions_abroad(context.vault, seen, stored.id))
        audit.record(
            session,
            actor=actor,
            role=Role.COORDINATOR,
            action=Action.SUGGESTED_HOUSES,
            subject_kind=SubjectKind.REQUEST,
            subject_id=request.id,
            now=now,
            country=request.country,
            detail={"list": stored.id, "suggestions": len(seen.answer.suggestions)},
        )
        return stored.id


def shown_codes(codes: Sequence[RuleCode]) -> list[str]:
    """The codes of one house as they may be shown in its own country, the confidential ones as that one word."""
    shown = [code.value for code in codes if code not in CONFIDENTIAL_CODES]
    return shown if len(shown) == len(codes) else [*shown, CONFIDENTIAL]


def _list_row(seen: Look, actor: Actor) -> SuggestionList:
    return SuggestionList(
        request_id=seen.request.id,
        made_by_id=actor.account_id,
        made_at=seen.looked_at,
        request_version=seen.request_version,
        network_version=seen.network_version,
        excluded={code.value: houses for code, houses in seen.answer.excluded.items()},
        relaxations=stored_relaxations(seen.answer.relaxations),
        warnings=[warning.value for warning in seen.answer.warnings],
        others={verdict.house: shown_codes(verdict.codes) for verdict in seen.answer.verdicts},
        abroad=[{"country": country, "level": level_of(houses).value} for country, houses in seen.abroad.items()],
        abroad_excluded=excluded_abroad(seen),
    )


def _suggestion_rows(context: Context, seen: Look, list_id: str) -> Iterator[Suggestion]:
    for position, suggestion in enumerate(seen.answer.suggestions, start=1):
        house = seen.houses[suggestion.house]
        yield Suggestion(
            list_id=list_id,
            request_id=seen.request.id,
            house_id=house.id,
            rank=position,
            rooms=[stored_room(use) for use in suggestion.rooms],
            points={criterion.value: points for criterion, points in suggestion.points.by_criterion().items()},
            total=suggestion.points.total,
            band=suggestion.band,
            notes=notes_for(
                house,
                seen.request,
                suggestion.rooms,
                seen.news[house.id],
                now=seen.looked_at,
                policy=context.policy,
            ),
        )
