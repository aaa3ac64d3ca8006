"""What a desk does to a request besides looking for a house: its owner, what is waived, its hand-over note, and its side exits."""

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue

from safehouse.domain.codes import (
    DeclinedSurvivor,
    Role,
    RuleCode,
    TakeOverReason,
    TransferReason,
    UnmetReason,
    WaiverReason,
    WithdrawnReason,
)
from safehouse.services import requests, transfers
from safehouse.services.offers import record_survivor_refusal
from safehouse.web.access import allow, current_actor
from safehouse.web.current import current_context, current_now
from safehouse.web.forms import Form
from safehouse.web.moments import person_zone
from safehouse.web.request_page import do
from safehouse.web.suggestions import suggest_if_arriving, suggest_if_open
from safehouse.web.texts import gettext as _

pages = Blueprint("request_deeds", __name__, url_prefix="/requests/<request_id>")


@pages.post("/open")
@allow(Role.COORDINATOR)
def open_request(request_id: str) -> ResponseReturnValue:
    """Its owner looks at a request that was passed on."""

    def deed() -> None:
        requests.open_request(current_context(), current_actor(), request_id=request_id, now=current_now())

    return do(request_id, Form.sent(), deed)


@pages.post("/transfer")
@allow(Role.COORDINATOR)
def ask_for_transfer(request_id: str) -> ResponseReturnValue:
    """People who stay in a house are to move to another one: houses are suggested at once."""
    form = Form.sent()

    def deed() -> None:
        transfers.ask_for_transfer(
            current_context(),
            current_actor(),
            request_id=request_id,
            reason=form.code("transfer_reason", TransferReason),
            arrives_at=form.moment("arrives_at", person_zone()),
            now=current_now(),
        )
        suggest_if_arriving(request_id)

    return do(request_id, form, deed, _("They keep their place until they are in the next house."))


@pages.post("/transfer/give-up")
@allow(Role.COORDINATOR)
def give_up_transfer(request_id: str) -> ResponseReturnValue:
    """They stay where they are."""

    def deed() -> None:
        transfers.give_up_transfer(current_context(), current_actor(), request_id=request_id, now=current_now())

    return do(request_id, Form.sent(), deed, _("They stay where they are."))


@pages.post("/take-over")
@allow(Role.COORDINATOR)
def take_over(request_id: str) -> ResponseReturnValue:
    form = Form.sent()

    def deed() -> None:
        reason = form.code("owner_reason", TakeOverReason)
        requests.take_over_requests(
            current_context(),
            current_actor(),
            request_ids=(request_id,),
            owner_id=form.value("owner_id"),
            reason=reason,
            now=current_now(),
        )

    return do(request_id, form, deed, _("The request is yours now."))


@pages.post("/pass-on")
@allow(Role.COORDINATOR)
def pass_on(request_id: str) -> ResponseReturnValue:
    form = Form.sent()

    def deed() -> None:
        requests.pass_on_requests(
            current_context(),
            current_actor(),
            request_ids=(request_id,),
            owner_id=form.value("owner_id"),
            account_id=form.value("account_id"),
            reason=form.code("pass_on_reason", TakeOverReason),
            now=current_now(),
        )

    return do(request_id, form, deed, _("The request has another owner now."))


@pages.post("/waive")
@allow(Role.COORDINATOR)
def waive(request_id: str) -> ResponseReturnValue:
    """Waive a code and look at the houses again."""
    form = Form.sent()

    def deed() -> None:
        requests.waive_code(
            current_context(),
            current_actor(),
            request_id=request_id,
            code=form.code("code", RuleCode),
            reason=form.code("waiver_reason", WaiverReason),
            now=current_now(),
        )
        suggest_if_open(request_id)

    return do(request_id, form, deed, _("Waived. These are the suggestions now."))


@pages.post("/arrival-time")
@allow(Role.COORDINATOR)
def change_arrival(request_id: str) -> ResponseReturnValue:
    """Say when they can arrive now, and look at the houses again; all else that the request says stays."""
    form = Form.sent()

    def deed() -> None:
        arrives_at = form.moment("arrives_at", person_zone())
        requests.move_waiting_arrival(
            current_context(), current_actor(), request_id=request_id, arrives_at=arrives_at, now=current_now()
        )
        suggest_if_open(request_id)

    return do(request_id, form, deed, _("The new arrival time is saved."))


@pages.post("/refused-house")
@allow(Role.COORDINATOR)
def refuse_house(request_id: str) -> ResponseReturnValue:
    """The survivor does not want a house whose offer has ended without her word. The form names the offer, never a house."""
    form = Form.sent()

    def deed() -> None:
        reason = form.code("survivor_reason", DeclinedSurvivor)
        record_survivor_refusal(
            current_context(), current_actor(), offer_id=form.value("offer_id"), reason=reason, now=current_now()
        )

    return do(request_id, form, deed, _("The survivor has decided. The house is not suggested to her again."))


@pages.post("/hand-over")
@allow(Role.COORDINATOR)
def write_hand_over(request_id: str) -> ResponseReturnValue:
    form = Form.sent()

    def deed() -> None:
        note = form.value("note")
        looks_private = requests.write_hand_over(
            current_context(),
            current_actor(),
            request_id=request_id,
            note=note,
            now=current_now(),
            offer_id=form.value("offer_id") or None,
        )
        if looks_private:
            flash(_("The note looks as if it held an address or a telephone number. Please read it again."), "warn")

    return do(request_id, form, deed, _("The hand-over note is sealed. It is destroyed at the arrival."))


@pages.post("/withdraw")
@allow(Role.COORDINATOR)
def withdraw(request_id: str) -> ResponseReturnValue:
    form = Form.sent()

    def deed() -> None:
        reason = form.code("withdrawn_reason", WithdrawnReason)
        requests.withdraw_request(
            current_context(), current_actor(), request_id=request_id, reason=reason, now=current_now()
        )

    return do(request_id, form, deed, _("The request is withdrawn."))


@pages.post("/unmet")
@allow(Role.COORDINATOR)
def end_unmet(request_id: str) -> ResponseReturnValue:
    form = Form.sent()

    def deed() -> None:
        reason = form.code("unmet_reason", UnmetReason)
        requests.end_unmet(current_context(), current_actor(), request_id=request_id, reason=reason, now=current_now())

    return do(request_id, form, deed, _("The request has ended as unmet. It counts in the summary."))


@pages.post("/duplicate")
@allow(Role.COORDINATOR)
def mark_duplicate(request_id: str) -> ResponseReturnValue:
    form = Form.sent()

    def deed() -> None:
        requests.mark_duplicate(
            current_context(),
            current_actor(),
            request_id=request_id,
            case_code=form.value("case_code"),
            now=current_now(),
        )

    return do(request_id, form, deed, _("The request is marked as a duplicate."))
