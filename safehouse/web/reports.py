"""The capacity reports of a house, newest first: for its managers and for its country."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from safehouse.domain.codes import Role
from safehouse.services.capacity import get_report_history
from safehouse.web.access import allow, current_actor
from safehouse.web.current import current_context
from safehouse.web.sentences import reports as say

pages = Blueprint("reports", __name__)


@pages.get("/houses/<house_id>/reports")
@allow(Role.MANAGER)
def show(house_id: str) -> ResponseReturnValue:
    """What the house has reported."""
    return _page(house_id, back="board.show")


@pages.get("/country/houses/<house_id>/reports")
@allow(Role.COORDINATOR, Role.NATIONAL_CONTACT)
def show_to_country(house_id: str) -> ResponseReturnValue:
    """The same for those who speak for houses on the telephone."""
    return _page(house_id, back="country.house")


def _page(house_id: str, *, back: str) -> str:
    history = get_report_history(current_context(), current_actor(), house_id=house_id)
    return render_template("capacity/history.html", history=history, back=url_for(back, house_id=house_id), say=say)
