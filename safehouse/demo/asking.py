"""Invented requests through the service: entered by their desk, suggested, offered, answered, arrived and left."""

from datetime import datetime, timedelta

from safehouse.demo.households import InventedRequest
from safehouse.domain.access import Actor
from safehouse.domain.codes import MoveOn, UnmetReason
from safehouse.domain.errors import Conflict
from safehouse.services.arrivals import confirm_arrival
from safehouse.services.context import Context
from safehouse.services.offers import accept_offer, make_offer
from safehouse.services.requests import AreaDraft, LanguageDraft, PersonDraft, RequestDraft, end_unmet, enter_request
from safehouse.services.stays import check_out
from safehouse.services.suggestions import find_suggestions, suggest_houses

_ANSWER_AFTER = timedelta(minutes=6)
_CONSENT_FOR = timedelta(days=60)
_TRIES = 3


def ask(context: Context, desk: Actor, request: InventedRequest, *, now: datetime) -> str:
    """Enter the request; its id."""
    return enter_request(context, desk, draft=_draft(request, now), now=now)


def offer_best(context: Context, desk: Actor, request_id: str, *, now: datetime) -> str | None:
    """Put the best suggestion that still holds to its house; the offer's id, None where nothing fits."""
    suggest_houses(context, desk, request_id=request_id, now=now)
    view = find_suggestions(context, desk, request_id=request_id)
    for line in view.suggestions[:_TRIES] if view is not None else ():
        try:
            return make_offer(context, desk, suggestion_id=line.suggestion_id, now=now)
        except Conflict:
            # The clock of the store is past the invented moment, so a suggestion may not hold; the next one may.
            continue
    return None


def settle(context: Context, desk: Actor, request: InventedRequest, *, now: datetime) -> str | None:
    """A household that was placed and lives there, everything by telephone; the id of the stay.

    Where nothing fits, the request ends unmet and the answer is None.
    """
    request_id = ask(context, desk, request, now=now)
    offer_id = offer_best(context, desk, request_id, now=now)
    if offer_id is None:
        end_unmet(context, desk, request_id=request_id, reason=UnmetReason.NO_CAPACITY, now=now + _ANSWER_AFTER)
        return None
    accept_offer(context, desk, offer_id=offer_id, now=now + _ANSWER_AFTER, by_telephone=True)
    return confirm_arrival(context, desk, offer_id=offer_id, now=now + request.arrives_in, by_telephone=True)


def settle_in(
    context: Context, desk: Actor, request_id: str, house_code: str, *, arrives_in: timedelta, now: datetime
) -> str | None:
    """The household of a request that was put into this very house; the id of the stay, None where the house does not fit."""
    suggest_houses(context, desk, request_id=request_id, now=now)
    view = find_suggestions(context, desk, request_id=request_id)
    fitting = [line for line in (view.suggestions if view else ()) if line.house_code == house_code]
    if not fitting:
        return None
    offer_id = make_offer(context, desk, suggestion_id=fitting[0].suggestion_id, now=now)
    accept_offer(context, desk, offer_id=offer_id, now=now + _ANSWER_AFTER, by_telephone=True)
    return confirm_arrival(context, desk, offer_id=offer_id, now=now + arrives_in, by_telephone=True)


def leave(context: Context, desk: Actor, stay_id: str, move_on: MoveOn, *, now: datetime) -> None:
    """The household of a stay moves on."""
    check_out(context, desk, stay_id=stay_id, move_on=move_on, now=now, by_telephone=True)


def _draft(request: InventedRequest, now: datetime) -> RequestDraft:
    return RequestDraft(
        country=request.country,
        urgency=request.urgency,
        people=tuple(PersonDraft(person.gender, person.age) for person in request.people),
        languages=tuple(LanguageDraft(code, level) for code, level in request.languages.items()),
        language_required=request.language_required,
        house_needs=request.house_needs,
        room_needs=request.room_needs,
        keep_away=tuple(AreaDraft(str(area.town.id), area.radius_km, area.kind) for area in request.keep_away),
        pickup=None if request.pickup is None else str(request.pickup.id),
        arrives_at=now + request.arrives_in,
        nights=request.nights,
        min_security=request.min_security,
        countries=frozenset({request.country}) if request.own_country_only else None,
        consent_until=None if request.own_country_only else (now + _CONSENT_FOR).date(),
        entitlements=request.entitlements,
        exploitation=request.exploitation,
        may_split=request.may_split,
        tags=(),
        keep_apart_tags=(),
        keep_apart=(),
        keep_together=(),
    )
