"""Suggestions: asked for by a button, shown on the page of the request."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from safehouse.domain.codes import Role
from safehouse.domain.errors import InvalidInput, WrongState
from safehouse.services.suggestions import suggest_houses
from safehouse.web.access import allow, current_actor
from safehouse.web.current import current_context, current_now
from safehouse.web.texts import gettext as _

pages = Blueprint("suggestions", __name__, url_prefix="/requests/<request_id>/suggestions")


@pages.post("")
@allow(Role.COORDINATOR)
def make(request_id: str) -> ResponseReturnValue:
    suggest_if_arriving(request_id)
    return redirect(url_for("request_page.show", request_id=request_id), HTTPStatus.SEE_OTHER)


def suggest_if_open(request_id: str) -> None:
    """Suggest houses for a request that was just saved; a draft gets none, and the next page says so."""
    try:
        suggest_if_arriving(request_id)
    except WrongState:
        flash(_("Saved as a draft. Houses are suggested when everybody’s gender is known."), "warn")


def suggest_if_arriving(request_id: str) -> None:
    """Suggest houses, unless the time of arrival has passed: then the next page asks for it. Raises WrongState."""
    try:
        suggest_houses(current_context(), current_actor(), request_id=request_id, now=current_now())
    except InvalidInput:
        flash(_("Houses are suggested once you have said when they can arrive now."), "warn")
