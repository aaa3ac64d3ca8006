"""The desk: what waits for whom, since when, and what happens by itself."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from safehouse.domain.codes import Role
from safehouse.services.requests import list_desk
from safehouse.web.access import allow, current_actor
from safehouse.web.current import current_context

pages = Blueprint("desk", __name__, url_prefix="/desk")


@pages.get("")
@allow(Role.COORDINATOR)
def show() -> ResponseReturnValue:
    """Every request of the desk before the arrival, the most urgent first."""
    return render_template("desk/show.html", lines=list_desk(current_context(), current_actor()))
