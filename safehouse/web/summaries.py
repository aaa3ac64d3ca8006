"""The nightly summaries: the list of nights, and one night in the reader's scope."""

from datetime import date

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from safehouse.domain.codes import Role
from safehouse.domain.errors import NotFound
from safehouse.services.summaries import find_summary, list_summaries
from safehouse.web.access import allow, current_actor
from safehouse.web.current import current_context
from safehouse.web.texts import country_name

pages = Blueprint("summaries", __name__, url_prefix="/summary")

_READERS = (Role.COORDINATOR, Role.MANAGER, Role.NATIONAL_CONTACT, Role.ANALYST)


@pages.get("")
@allow(*_READERS)
def index() -> ResponseReturnValue:
    """The nights, the newest first and opened."""
    nights = list_summaries(current_context(), current_actor())
    return _page(nights[0].business_on) if nights else render_template("summaries/show.html", view=None, nights=())


@pages.get("/<business_on>")
@allow(*_READERS)
def show(business_on: str) -> ResponseReturnValue:
    """One night."""
    try:
        return _page(date.fromisoformat(business_on))
    except ValueError:
        raise NotFound from None


def _page(business_on: date) -> str:
    context, actor = current_context(), current_actor()
    view = find_summary(context, actor, business_on=business_on)
    if view is None:
        raise NotFound
    return render_template(
        "summaries/show.html",
        view=view,
        nights=list_summaries(context, actor),
        country=country_name,
    )
