"""The page of one request: its household, what happens next, suggestions, the offer, and the form that changes it."""

from collections.abc import Callable, Sequence
from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from safehouse.domain.codes import (
    TWO_PERSON_CODES,
    WAIVABLE_CODES,
    BorderState,
    DeclinedHouse,
    DeclinedSurvivor,
    MoveOn,
    OfferState,
    RequestState,
    Role,
    TakeOverReason,
    TransferReason,
    UnmetReason,
    WaiverReason,
    WithdrawnReason,
)
from safehouse.domain.errors import InvalidInput, Problem, RequestChanged
from safehouse.domain.numbers import read_whole
from safehouse.services.borders import list_asked
from safehouse.services.offers import ENDED_WITHOUT_HER_WORD, DeskOffer, find_chain, list_request_offers
from safehouse.services.phones import DutyPhone
from safehouse.services.requests import RequestView, change_request, get_request, list_colleagues
from safehouse.services.suggestions import SuggestionsView, find_suggestions
from safehouse.services.transfers import find_transfer_of
from safehouse.web import deeds
from safehouse.web.access import allow, current_actor
from safehouse.web.current import current_context, current_now
from safehouse.web.forms import Form
from safehouse.web.moments import local_input, person_zone
from safehouse.web.request_changes import remembering
from safehouse.web.request_form_page import FormUse, changed_page, form_page, redraw, refused_page
from safehouse.web.request_forms import USUAL_NOTICE, filled, parse
from safehouse.web.sentences import requests as request_sentences
from safehouse.web.sentences import suggestions as suggestion_sentences
from safehouse.web.sentences.plans import cost_sentences
from safehouse.web.suggestions import suggest_if_open
from safehouse.web.texts import country_name
from safehouse.web.texts import gettext as _
from safehouse.web.words import word

pages = Blueprint("request_page", __name__, url_prefix="/requests/<request_id>")

_REASONS = {
    "house_reasons": DeclinedHouse,
    "survivor_reasons": DeclinedSurvivor,
    "transfer_reasons": TransferReason,
    "move_ons": MoveOn,
    "owner_reasons": TakeOverReason,
    "unmet_reasons": UnmetReason,
    "waiver_reasons": WaiverReason,
    "withdrawn_reasons": WithdrawnReason,
}
_ENDED = frozenset({RequestState.CLOSED, RequestState.WITHDRAWN, RequestState.UNMET, RequestState.DUPLICATE})


@pages.get("")
@allow(Role.COORDINATOR)
def show(request_id: str) -> ResponseReturnValue:
    """The request; of several offers that are live, `?offer=` says which stands on top."""
    return request_page(request_id, offer_id=request.args.get("offer"))


@pages.get("/change")
@allow(Role.COORDINATOR)
def edit(request_id: str) -> ResponseReturnValue:
    view = get_request(current_context(), current_actor(), request_id=request_id)
    return form_page(_use(view.request_id, view.case_code), remembering(filled(view, current_actor().locale)))


@pages.post("/change")
@allow(Role.COORDINATOR)
def change(request_id: str) -> ResponseReturnValue:
    view = get_request(current_context(), current_actor(), request_id=request_id)
    use, form = _use(request_id, view.case_code), Form.sent()
    if page := redraw(use, form):
        return page
    parsed = parse(form, view.country)
    if parsed.draft is None:
        return refused_page(use, parsed.form)
    try:
        change_request(
            current_context(),
            current_actor(),
            request_id=request_id,
            version=_version(form),
            draft=parsed.draft,
            now=current_now(),
        )
    except InvalidInput as refusal:
        return refused_page(use, parsed.form.refused(refusal.problems))
    except RequestChanged:
        newest = get_request(current_context(), current_actor(), request_id=request_id)
        return changed_page(use, parsed.form, filled(newest, current_actor().locale))
    suggest_if_open(request_id)
    return redirect(url_for("request_page.show", request_id=request_id), HTTPStatus.SEE_OTHER)


def do(
    request_id: str, form: Form, deed: Callable[[], object], done: str = "", offer_id: str | None = None
) -> ResponseReturnValue:
    """Do a deed and go back to the page; or show it again with what was typed, and what is wrong or has changed.

    `offer_id`: the offer of the deed, so that what was typed for one house never stands below another.
    """

    def page(form: Form | None, conflict: str | None) -> str:
        return request_page(request_id, form, conflict=conflict, offer_id=offer_id)

    return deeds.do(deed, page, form=form, back=url_for("request_page.show", request_id=request_id), done=done)


def request_page(
    request_id: str,
    form: Form | None = None,
    *,
    conflict: str | None = None,
    phone: DutyPhone | None = None,
    hand_over: str | None = None,
    offer_id: str | None = None,
) -> str:
    """The page. `phone` and `hand_over`: what was just opened, shown this once. `offer_id`: which live offer stands on top."""
    context, actor = current_context(), current_actor()
    view = get_request(context, actor, request_id=request_id)
    offers = list_request_offers(context, actor, request_id=request_id)
    found = find_suggestions(context, actor, request_id=request_id)
    chain, moving = find_chain(context, actor, request_id=request_id), _moving_offer(offers)
    at_hand = _offers_at_hand(view, offers)
    live = next((offer for offer in at_hand if offer.offer_id == offer_id), next(iter(at_hand), None))
    others = [offer for offer in at_hand if offer is not live]
    return render_template(
        "requests/show.html",
        view=view,
        form=form or _starting_form(view, live, moving),
        labels=_labels(),
        conflict=conflict,
        state=request_sentences.state_now(view, live),
        is_ended=view.state in _ENDED,
        live=live,
        others=others,
        pending=[offer for offer in at_hand if offer.state is OfferState.PENDING],
        chain=chain,
        doubts=[bed for offer in offers for bed in offer.doubts],
        moving=moving,
        transfer=find_transfer_of(context, actor, request_id=request_id),
        past_offers=[offer for offer in offers if offer not in (live, moving, *others)],
        refusable=_refusable(offers) if live is None else [],
        phone=phone,
        hand_over=hand_over,
        found=found,
        two_person_codes=TWO_PERSON_CODES,
        colleagues=_colleagues(view.country),
        **_of_suggestions(found),
        **_abroad(request_id),
        weights=context.policy.weights,
        zone=person_zone().key,
        say=request_sentences,
        tell=suggestion_sentences,
        cost_sentences=cost_sentences,
        **{name: [(code.value, word(code)) for code in codes] for name, codes in _REASONS.items()},
    )


def _of_suggestions(found: SuggestionsView | None) -> dict[str, object]:
    """What the suggestions open beside themselves."""
    return {
        "waivable": _waivable(found),
        "taken_in_by": _taken_in_by(found),
        "abroad_facts": [(country_name(line.country), word(line.level)) for line in found.abroad] if found else [],
    }


def _abroad(request_id: str) -> dict[str, object]:
    """What other countries are asked, and which of these questions wait for an answer."""
    asked = list_asked(current_context(), current_actor(), request_id=request_id)
    waiting = [line for line in asked if line.state is BorderState.ASKED]
    return {
        "asked": asked,
        "waiting_abroad": waiting,
        "asked_countries": {line.country for line in waiting},
        "refusable_abroad": [(line.border_id, f"{country_name(line.country)}: {line.alias}") for line in waiting],
    }


def _version(form: Form) -> int:
    """The version that the form began with; 0, which is no request's, when it says none."""
    version = read_whole(form.value("version"))
    return 0 if isinstance(version, Problem) else version


def _moving_offer(offers: Sequence[DeskOffer]) -> DeskOffer | None:
    """The offer by which they are to move out of the house in which they stay."""
    return next((offer for offer in offers if offer.is_move and _is_before_arrival(offer)), None)


def _is_before_arrival(offer: DeskOffer) -> bool:
    return offer.state is OfferState.PENDING or offer.is_awaited


def _offers_at_hand(view: RequestView, offers: Sequence[DeskOffer]) -> list[DeskOffer]:
    """The offers that houses can still accept, or the one in which they are awaited or staying."""
    if view.state is RequestState.CHECKED_IN:
        return [offer for offer in offers if offer.stay and offer.stay.checked_out_at is None][:1]
    return [offer for offer in offers if _is_before_arrival(offer)]


def _refusable(offers: Sequence[DeskOffer]) -> list[tuple[str, str]]:
    """The offers that ended without the survivor's word, the newest of each house, by what the house is called."""
    ended = [offer for offer in offers if offer.state in ENDED_WITHOUT_HER_WORD and offer.refused_afterwards is None]
    by_house = {offer.house_code: offer.offer_id for offer in reversed(ended)}
    refused = {
        offer.house_code for offer in offers if offer.state is OfferState.DECLINED_SURVIVOR or offer.refused_afterwards
    }
    return [(offer_id, _("House %(house)s", house=code)) for code, offer_id in by_house.items() if code not in refused]


def _waivable(found: SuggestionsView | None) -> list[tuple[str, str]]:
    """The codes whose waiving would open a house, as far as one person can waive them."""
    if found is None:
        return []
    opening = {code for relaxation in found.relaxations for code in relaxation.waive}
    return [(code.value, word(code)) for code in WAIVABLE_CODES if code in opening and code not in TWO_PERSON_CODES]


def _taken_in_by(found: SuggestionsView | None) -> list[tuple[str, str]]:
    """The suggestions to choose from, by what the house and its rooms are called."""
    return [
        (line.suggestion_id, f"{line.house_code}: {'; '.join(map(suggestion_sentences.room_words, line.rooms))}")
        for line in (found.suggestions if found else ())
    ]


def _colleagues(country: str) -> list[tuple[str, str]]:
    """Who else could answer for a request of this country."""
    colleagues = list_colleagues(current_context(), current_actor())
    return [(someone.account_id, someone.label) for someone in colleagues if country in someone.countries]


def _starting_form(view: RequestView, live: DeskOffer | None, moving: DeskOffer | None) -> Form:
    """The time of arrival is there already; where it has passed, or for people who may move, one that is usual is."""
    going = moving or (None if view.state is RequestState.CHECKED_IN else live)
    arrives_at = going.arrives_at if going else view.arrives_at
    if going is None and view.has_arrival_passed:
        arrives_at = current_now() + USUAL_NOTICE
    came_at = local_input("happened_at", view.arrives_at) if live is None and view.is_from_paper else {}
    return Form.filled(**local_input("arrives_at", arrives_at), **came_at)


def _labels() -> dict[str, str]:
    return {
        "note": _("Hand-over note"),
        "arrives_at": _("New arrival time"),
        "offer_id": _("House"),
        "border_id": _("House abroad"),
        "asked_reason": _("Why the survivor declines"),
        "suggestion_id": _("House"),
        "suggestion_ids": _("Houses to ask"),
        "happened_at": _("When it happened"),
        "absent_since": _("They went away at"),
        "returned_at": _("They came back at"),
        "case_code": _("The request that stays"),
        "account_id": _("Colleague"),
        "code": _("What is waived"),
        "waiver_reason": _("Why it is waived"),
        "owner_reason": _("Why you take it over"),
        "transfer_reason": _("Why they are to move"),
        "pass_on_reason": _("Why it is passed on"),
        "house_reason": _("Why the house declines"),
        "survivor_reason": _("Why the survivor declines"),
        "withdrawn_reason": _("Why no place is needed"),
        "unmet_reason": _("Why nothing was found"),
        "move_on": _("Where they go"),
    }


def _use(request_id: str, case_code: str) -> FormUse:
    return FormUse(
        url_for("request_page.change", request_id=request_id),
        _("Change request %(code)s", code=case_code),
        _("Save and suggest houses"),
        url_for("request_page.show", request_id=request_id),
    )
