"""Across borders, as the national contact who is asked: a first look at who would come, and yes or no."""

from collections.abc import Callable

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from safehouse.domain.codes import RejectedCountry, Role
from safehouse.services.borders import accept_from_abroad, find_first_looks, get_first_look, reject_from_abroad
from safehouse.web import deeds
from safehouse.web.access import allow, current_actor
from safehouse.web.current import current_context, current_now
from safehouse.web.forms import Form
from safehouse.web.sentences import houses as tell
from safehouse.web.texts import gettext as _
from safehouse.web.words import word

pages = Blueprint("first_looks", __name__, url_prefix="/from-abroad")


@pages.get("")
@allow(Role.NATIONAL_CONTACT)
def index() -> ResponseReturnValue:
    """What waits for the own country, and how many questions are over."""
    return render_template(
        "first_looks/index.html", looks=find_first_looks(current_context(), current_actor()), tell=tell
    )


@pages.get("/<border_id>")
@allow(Role.NATIONAL_CONTACT)
def show(border_id: str) -> ResponseReturnValue:
    """One question with the little that is needed to answer it."""
    return _page(border_id)


@pages.post("/<border_id>/accept")
@allow(Role.NATIONAL_CONTACT)
def accept(border_id: str) -> ResponseReturnValue:
    """Yes: the house is asked."""

    def deed() -> None:
        accept_from_abroad(current_context(), current_actor(), border_id=border_id, now=current_now())

    return _do(border_id, deed, _("The house is asked. It answers as always, and you can speak for it."))


@pages.post("/<border_id>/reject")
@allow(Role.NATIONAL_CONTACT)
def reject(border_id: str) -> ResponseReturnValue:
    """No, with the reason."""
    form = Form.sent()

    def deed() -> None:
        reason = form.code("reason", RejectedCountry)
        reject_from_abroad(current_context(), current_actor(), border_id=border_id, reason=reason, now=current_now())

    return _do(border_id, deed, _("Rejected. Nothing of it is left here."), form)


def _do(border_id: str, deed: Callable[[], object], done: str, form: Form | None = None) -> ResponseReturnValue:
    """Do it and go back to what else waits: nothing is left of a question that has been answered."""

    def page(form: Form | None, conflict: str | None) -> str:
        return _page(border_id, form, conflict=conflict)

    return deeds.do(deed, page, form=form, back=url_for("first_looks.index"), done=done)


def _page(border_id: str, form: Form | None = None, *, conflict: str | None = None) -> str:
    return render_template(
        "first_looks/show.html",
        look=get_first_look(current_context(), current_actor(), border_id=border_id),
        form=form or Form(),
        conflict=conflict,
        reasons=[(code.value, word(code)) for code in RejectedCountry],
        labels={"reason": _("Why the country does not take them")},
        tell=tell,
    )
