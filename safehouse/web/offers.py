"""Offers as their desk handles them: a bed is held, the answer entered by telephone, the journey followed until the arrival."""

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue
from markupsafe import escape

from safehouse.domain.codes import DeclinedHouse, DeclinedSurvivor, MoveOn, Role
from safehouse.domain.errors import FieldProblem, InvalidInput, Problem
from safehouse.services import arrivals, offers, phones, stays
from safehouse.services.paper_placements import record_paper_placement
from safehouse.web.access import allow, current_actor
from safehouse.web.current import current_context, current_now
from safehouse.web.forms import Form
from safehouse.web.moments import person_zone
from safehouse.web.request_page import do, request_page
from safehouse.web.sentences.suggestions import rule_sentence
from safehouse.web.texts import gettext as _
from safehouse.web.waking import flash_waking

pages = Blueprint("offers", __name__, url_prefix="/requests/<request_id>/offers")


@pages.post("")
@allow(Role.COORDINATOR)
def make(request_id: str) -> ResponseReturnValue:
    """Put a suggestion to its house. The form names the suggestion and never a house."""
    form = Form.sent()

    def deed() -> None:
        offer_id = offers.make_offer(
            current_context(), current_actor(), suggestion_id=form.value("suggestion_id"), now=current_now()
        )
        flash_waking(_("The bed is held."), offer_id)

    return do(request_id, form, deed)


@pages.post("/several")
@allow(Role.COORDINATOR)
def ask_several(request_id: str) -> ResponseReturnValue:
    """Put several suggestions to their houses at once; the first yes counts."""
    form = Form.sent()

    def deed() -> None:
        _tell_left_out(
            offers.make_offers(
                current_context(), current_actor(), suggestion_ids=form.values("suggestion_ids"), now=current_now()
            )
        )

    return do(request_id, form, deed, _("The beds are held. The first house that says yes takes them."))


@pages.post("/chain")
@allow(Role.COORDINATOR)
def ask_for_chain(request_id: str) -> ResponseReturnValue:
    """Put several suggestions to their houses one after another, in the order of the page."""
    form = Form.sent()

    def deed() -> None:
        _tell_left_out(
            offers.ask_for_chain(
                current_context(), current_actor(), suggestion_ids=form.values("suggestion_ids"), now=current_now()
            )
        )

    return do(
        request_id,
        form,
        deed,
        _("The first bed is held. After a no, or without an answer, the next is held by itself."),
    )


@pages.post("/chain/stop")
@allow(Role.COORDINATOR)
def stop_chain(request_id: str) -> ResponseReturnValue:
    """The offer at hand stays; nothing more is offered by itself."""

    def deed() -> None:
        offers.stop_chain(current_context(), current_actor(), request_id=request_id, now=current_now())

    return do(request_id, Form.sent(), deed, _("Stopped: no other house is asked by itself."))


@pages.post("/from-paper")
@allow(Role.COORDINATOR)
def place_from_paper(request_id: str) -> ResponseReturnValue:
    """The people of a request from paper are in the suggested house already."""
    form = Form.sent()

    def deed() -> None:
        if not form.value("suggestion_id"):
            raise InvalidInput([FieldProblem("suggestion_id", Problem.REQUIRED)])
        record_paper_placement(
            current_context(),
            current_actor(),
            suggestion_id=form.value("suggestion_id"),
            happened_at=form.moment("happened_at", person_zone()),
            now=current_now(),
        )

    return do(request_id, form, deed, _("They are there, since the time that you gave."))


@pages.post("/<offer_id>/accept")
@allow(Role.COORDINATOR)
def accept(request_id: str, offer_id: str) -> ResponseReturnValue:
    def deed() -> None:
        offers.accept_offer(current_context(), current_actor(), offer_id=offer_id, now=current_now(), by_telephone=True)

    return do(request_id, Form.sent(), deed, _("The place is reserved."), offer_id)


@pages.post("/<offer_id>/decline")
@allow(Role.COORDINATOR)
def decline(request_id: str, offer_id: str) -> ResponseReturnValue:
    form = Form.sent()

    def deed() -> None:
        reason = form.code("house_reason", DeclinedHouse)
        offers.decline_offer(
            current_context(), current_actor(), offer_id=offer_id, reason=reason, now=current_now(), by_telephone=True
        )

    return do(request_id, form, deed, _("The request is open again."), offer_id)


@pages.post("/<offer_id>/take-back")
@allow(Role.COORDINATOR)
def take_back(request_id: str, offer_id: str) -> ResponseReturnValue:
    """The house says that it cannot take them after all."""
    form = Form.sent()

    def deed() -> None:
        reason = form.code("house_reason", DeclinedHouse)
        offers.take_back_acceptance(
            current_context(), current_actor(), offer_id=offer_id, reason=reason, now=current_now(), by_telephone=True
        )

    return do(request_id, form, deed, _("The yes is taken back. They need another house now."), offer_id)


@pages.post("/<offer_id>/survivor-declined")
@allow(Role.COORDINATOR)
def survivor_declined(request_id: str, offer_id: str) -> ResponseReturnValue:
    form = Form.sent()

    def deed() -> None:
        reason = form.code("survivor_reason", DeclinedSurvivor)
        offers.record_survivor_refusal(
            current_context(), current_actor(), offer_id=offer_id, reason=reason, now=current_now()
        )

    return do(
        request_id,
        form,
        deed,
        _("The survivor has decided. The request is open, and other houses can be suggested."),
        offer_id,
    )


@pages.post("/<offer_id>/withdraw")
@allow(Role.COORDINATOR)
def withdraw(request_id: str, offer_id: str) -> ResponseReturnValue:
    def deed() -> None:
        offers.withdraw_offer(current_context(), current_actor(), offer_id=offer_id, now=current_now())

    return do(request_id, Form.sent(), deed, _("The offer is withdrawn and the request is open again."), offer_id)


@pages.post("/<offer_id>/phone")
@allow(Role.COORDINATOR)
def phone(request_id: str, offer_id: str) -> ResponseReturnValue:
    """Show the duty telephone this once; the opening is on record."""
    opened = phones.open_phone(current_context(), current_actor(), offer_id=offer_id, now=current_now())
    return request_page(request_id, phone=opened, offer_id=offer_id)


@pages.post("/<offer_id>/hand-over")
@allow(Role.COORDINATOR)
def hand_over(request_id: str, offer_id: str) -> ResponseReturnValue:
    """Show the hand-over note this once; the opening is on record."""
    note = phones.open_hand_over(current_context(), current_actor(), offer_id=offer_id, now=current_now())
    return request_page(request_id, hand_over=note, offer_id=offer_id)


@pages.post("/<offer_id>/arrival-time")
@allow(Role.COORDINATOR)
def change_arrival(request_id: str, offer_id: str) -> ResponseReturnValue:
    form = Form.sent()

    def deed() -> None:
        arrivals.change_arrival(
            current_context(),
            current_actor(),
            offer_id=offer_id,
            arrives_at=form.moment("arrives_at", person_zone()),
            now=current_now(),
            by_telephone=form.has("house_said_so", "yes"),
        )

    return do(request_id, form, deed, _("The house sees the new arrival time."), offer_id)


@pages.post("/<offer_id>/departed")
@allow(Role.COORDINATOR)
def record_departure(request_id: str, offer_id: str) -> ResponseReturnValue:
    def deed() -> None:
        arrivals.record_departure(current_context(), current_actor(), offer_id=offer_id, now=current_now())

    return do(request_id, Form.sent(), deed, _("They are on the way."), offer_id)


@pages.post("/<offer_id>/no-show")
@allow(Role.COORDINATOR)
def record_no_show(request_id: str, offer_id: str) -> ResponseReturnValue:
    def deed() -> None:
        arrivals.record_no_show(current_context(), current_actor(), offer_id=offer_id, now=current_now())

    return do(request_id, Form.sent(), deed, _("The place is free again and the request is open."), offer_id)


@pages.post("/<offer_id>/arrived")
@allow(Role.COORDINATOR)
def confirm_arrival(request_id: str, offer_id: str) -> ResponseReturnValue:
    form = Form.sent()

    def deed() -> None:
        arrivals.confirm_arrival(
            current_context(),
            current_actor(),
            offer_id=offer_id,
            now=current_now(),
            by_telephone=True,
            happened_at=form.optional_moment("happened_at", person_zone()),
        )

    return do(request_id, form, deed, _("They have arrived. The hand-over note is destroyed."), offer_id)


@pages.post("/stays/<stay_id>/away")
@allow(Role.COORDINATOR)
def record_absence(request_id: str, stay_id: str) -> ResponseReturnValue:
    form = Form.sent()

    def deed() -> None:
        stays.record_absence(
            current_context(),
            current_actor(),
            stay_id=stay_id,
            now=current_now(),
            by_telephone=True,
            absent_since=form.optional_moment("absent_since", person_zone()),
        )

    return do(request_id, form, deed, _("Recorded as away. The place is kept, and who must know is told."))


@pages.post("/stays/<stay_id>/back")
@allow(Role.COORDINATOR)
def record_return(request_id: str, stay_id: str) -> ResponseReturnValue:
    form = Form.sent()

    def deed() -> None:
        stays.record_return(
            current_context(),
            current_actor(),
            stay_id=stay_id,
            now=current_now(),
            by_telephone=True,
            returned_at=form.optional_moment("returned_at", person_zone()),
        )

    return do(request_id, form, deed, _("Recorded as back."))


@pages.post("/stays/<stay_id>/check-out")
@allow(Role.COORDINATOR)
def check_out(request_id: str, stay_id: str) -> ResponseReturnValue:
    form = Form.sent()

    def deed() -> None:
        move_on = form.code("move_on", MoveOn)
        stays.check_out(
            current_context(),
            current_actor(),
            stay_id=stay_id,
            move_on=move_on,
            now=current_now(),
            by_telephone=True,
            happened_at=form.optional_moment("happened_at", person_zone()),
        )

    return do(request_id, form, deed, _("The stay has ended."))


def _tell_left_out(asked: offers.Asked) -> None:
    """Which of the houses could not be asked, and why."""
    for house in asked.left_out:
        sentence = escape(_("House %(house)s is not asked: %(why)s"))
        flash(sentence % {"house": house.house_code, "why": rule_sentence(house.code)}, "warn")
