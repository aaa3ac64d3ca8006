"""Across borders, as the desk that asks: another country is asked for a house of it, the question taken back, or not wanted by her."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from safehouse.domain.codes import DeclinedSurvivor, Role
from safehouse.domain.errors import FieldProblem, InvalidInput, Problem
from safehouse.services.borders import ask_abroad, refuse_while_asked, withdraw_asking
from safehouse.web.access import allow, current_actor
from safehouse.web.current import current_context, current_now
from safehouse.web.forms import Form
from safehouse.web.request_page import do
from safehouse.web.texts import gettext as _

pages = Blueprint("borders", __name__, url_prefix="/requests/<request_id>/abroad")


@pages.post("")
@allow(Role.COORDINATOR)
def ask(request_id: str) -> ResponseReturnValue:
    """Ask the country of a suggestion. The form names the suggestion and never a house."""
    form = Form.sent()

    def deed() -> None:
        ask_abroad(current_context(), current_actor(), suggestion_id=form.value("suggestion_id"), now=current_now())

    return do(request_id, form, deed, _("Asked. The national contact there has been told."))


@pages.post("/withdraw")
@allow(Role.COORDINATOR)
def withdraw(request_id: str) -> ResponseReturnValue:
    """Take a question back, without a reason."""
    form = Form.sent()

    def deed() -> None:
        withdraw_asking(current_context(), current_actor(), border_id=form.value("border_id"), now=current_now())

    return do(request_id, form, deed, _("Taken back. Nothing of it is left there."))


@pages.post("/survivor-declined")
@allow(Role.COORDINATOR)
def survivor_declined(request_id: str) -> ResponseReturnValue:
    """The survivor does not want a house for which its country is asked."""
    form = Form.sent()

    def deed() -> None:
        reason = form.code("asked_reason", DeclinedSurvivor)
        if not form.value("border_id"):
            raise InvalidInput([FieldProblem("border_id", Problem.REQUIRED)])
        refuse_while_asked(
            current_context(), current_actor(), border_id=form.value("border_id"), reason=reason, now=current_now()
        )

    return do(request_id, form, deed, _("The survivor has decided. The house is not suggested to her again."))
