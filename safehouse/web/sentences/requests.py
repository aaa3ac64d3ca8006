"""One request in sentences: what happens next, where they agree to go, and what the request says, fact by fact."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from markupsafe import Markup, escape

from safehouse.domain.codes import OfferState, RelationKind, RequestState, UnmetReason, WithdrawnReason
from safehouse.services.languages import language_name
from safehouse.services.offers import DeskOffer
from safehouse.services.requests import PassedOn, RequestView
from safehouse.web.access import current_actor
from safehouse.web.moments import day, moment
from safehouse.web.sentences.households import household_words
from safehouse.web.texts import country_name
from safehouse.web.texts import gettext as _
from safehouse.web.texts import lazy_gettext as _l
from safehouse.web.words import word

Fact = tuple[str, str]

_NEXT = {
    RequestState.DRAFT: _l(
        "Somebody’s gender has not been asked yet. Complete the request, then houses can be suggested."
    ),
    RequestState.OPEN: _l("It waits for the desk. Nothing happens by itself."),
    RequestState.RESERVED: _l("The house has said yes. Arrange the journey; the place stays reserved."),
    RequestState.IN_TRANSIT: _l("They are on the way. The place stays reserved until somebody says what happened."),
    RequestState.CHECKED_IN: _l("They have arrived. The stay ends with a check-out."),
    RequestState.CLOSED: _l("The stay has ended."),
    RequestState.WITHDRAWN: _l("No place is needed any more."),
    RequestState.UNMET: _l("It ended without a place."),
    RequestState.DUPLICATE: _l("The household was entered twice; the other request goes on."),
}


def state_now(view: RequestView, live: DeskOffer | None) -> RequestState:
    """The state as it is by the clock: open again from the moment on at which nobody can accept the offer any more."""
    is_passed = view.state is RequestState.OFFERED and live is None
    return RequestState.OPEN if is_passed else view.state


def move_state(moving: DeskOffer) -> RequestState:
    """How far they have come on the way from one house to another, in the words of a request that waits for its first house."""
    if moving.state is OfferState.PENDING:
        return RequestState.OFFERED
    return RequestState.RESERVED if moving.departed_at is None else RequestState.IN_TRANSIT


def what_next(
    view: RequestView, live: DeskOffer | None, pending: Sequence[DeskOffer], next_house_code: str | None
) -> str:
    """For whom the request waits, and what happens by itself. `next_house_code`: the house that is asked next by itself."""
    if view.state is RequestState.OFFERED and pending:
        return _what_next_of_offers(pending, next_house_code)
    state = state_now(view, live)
    if state is RequestState.OPEN and next_house_code is not None:
        sentence = _("House %(house)s is asked next, by itself, within a minute.")
        return escape(sentence) % {"house": next_house_code}
    if state is RequestState.CHECKED_IN and live is not None and live.stay is not None and live.stay.absent_since:
        sentence = _("They have been away since %(time)s. Nothing happens by itself: their places stay theirs.")
        return escape(sentence) % {"time": moment(live.stay.absent_since)}
    return str(_NEXT[state])


def _what_next_of_offers(pending: Sequence[DeskOffer], next_house_code: str | None) -> Markup:
    until = moment(max(offer.answer_by_at for offer in pending))
    houses = ", ".join(sorted(offer.house_code for offer in pending))
    if len(pending) > 1:
        sentence = _(
            "It waits for houses %(houses)s until %(time)s. The first yes counts and withdraws the others. Without an answer the "
            "holds end then and the request is open again."
        )
    elif next_house_code is not None:
        sentence = _(
            "It waits for house %(house)s until %(time)s. After a no, or without an answer, house %(next)s is asked by itself."
        )
    else:
        sentence = _(
            "It waits for house %(house)s until %(time)s. Without an answer the hold ends then and the request is open again."
        )
    return escape(sentence) % {"houses": houses, "house": houses, "time": until, "next": next_house_code or ""}


def end_sentence(view: RequestView) -> str | None:
    """Why a request ended; None when it has not, or when no reason belongs to its end."""
    if view.duplicate_of:
        return _("The same household as %(code)s.", code=view.duplicate_of)
    if view.end_reason is None:
        return None
    kind = WithdrawnReason if view.state is RequestState.WITHDRAWN else UnmetReason
    return _("Reason: %(reason)s.", reason=word(kind(view.end_reason)))


def passed_on_sentence(passed_on: PassedOn) -> Markup:
    """Who gave a request to whoever looks, in which role, when and why."""
    sentence = escape(_("Passed on to you by %(name)s (%(role)s) at %(time)s, reason: %(reason)s."))
    return sentence % {
        "name": Markup("<bdi>{}</bdi>").format(passed_on.by),
        "role": word(passed_on.role),
        "time": moment(passed_on.at),
        "reason": word(passed_on.reason),
    }


def request_facts(view: RequestView) -> list[Fact]:
    """What the request says, without what it does not say."""
    facts = [
        (_("People"), household_words(view.people)),
        (_("Arrival"), moment(view.arrives_at)),
        (_("Nights"), str(view.nights)),
        (_("Keep away from"), _areas(view)),
        (_("Languages"), _languages(view)),
        (_("Pick-up town"), view.pickup.shown_as if view.pickup else ""),
        (_("Needs"), _listed((*sorted(view.house_needs), *sorted(view.room_needs)))),
        (_("Security level"), str(view.min_security)),
        (_("Agreed to"), _consent(view)),
        (_("Split over rooms"), _("agreed") if view.may_split else ""),
        (_("Entitlements"), _listed(sorted(view.entitlements))),
        (_("Exploitation"), word(view.exploitation) if view.exploitation else ""),
        *_relations(view),
        (_("Owner"), view.owner),
        (_("Entered"), moment(view.created_at)),
    ]
    return [(term, value) for term, value in facts if value]


def _relations(view: RequestView) -> list[Fact]:
    by_others = {kind: [code for named, code in view.named_by if named is kind] for kind in RelationKind}
    return [
        (_("Keep together with"), ", ".join((*view.keep_together, *by_others[RelationKind.KEEP_TOGETHER]))),
        (_("Keep apart from"), ", ".join((*view.keep_apart, *by_others[RelationKind.KEEP_APART]))),
        (_("Brings tags"), ", ".join(view.tags)),
        (_("Must not meet tags"), ", ".join(view.keep_apart_tags)),
    ]


def _areas(view: RequestView) -> str:
    if not view.keep_away:
        return _("no area is known")
    lines = [
        _("%(town)s, %(km)s km, %(kind)s", town=area.place.shown_as, km=f"{area.radius_km:g}", kind=word(area.kind))
        for area in view.keep_away
    ]
    return _lines(lines)


def _languages(view: RequestView) -> str:
    locale = current_actor().locale
    spoken = [f"{language_name(code, locale)} ({word(level)})" for code, level in view.languages.items()]
    return _lines([*spoken, *([_("one in common is a must")] if view.language_required else [])])


def _consent(view: RequestView) -> str:
    named = ", ".join(country_name(code) for code in sorted(view.countries or ())) or _("no country")
    countries = _("any country") if view.countries is None else named
    if view.consent_until is None:
        return countries
    return _("%(countries)s; others than the own until %(day)s", countries=countries, day=day(view.consent_until))


def _listed(codes: Iterable[StrEnum]) -> str:
    return ", ".join(word(code) for code in codes)


def _lines(lines: Sequence[str]) -> Markup:
    return Markup("<br>").join(escape(line) for line in lines)
