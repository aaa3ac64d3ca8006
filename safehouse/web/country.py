"""The true state of a country: every house with its report, its free beds and whom it could take; and one house of it."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from safehouse.domain.codes import HouseStatus, Profile, Role
from safehouse.services.borders import find_first_looks
from safehouse.services.capacity import get_board
from safehouse.services.houses import list_country_houses, set_status
from safehouse.services.offers import (
    list_absences,
    list_overdue,
    list_pending,
    list_telephone_offers,
    list_unsafe_houses,
)
from safehouse.services.phones import DutyPhone, open_house_phone
from safehouse.services.profiles import count_places
from safehouse.web.access import allow, current_actor
from safehouse.web.current import current_context, current_now
from safehouse.web.forms import Form
from safehouse.web.sentences import houses as tell
from safehouse.web.texts import gettext as _
from safehouse.web.words import word

pages = Blueprint("country", __name__, url_prefix="/country")


@pages.get("")
@allow(Role.COORDINATOR, Role.NATIONAL_CONTACT)
def show() -> ResponseReturnValue:
    """The houses of the own country, and what waits in it."""
    context, actor = current_context(), current_actor()
    countries = sorted(actor.countries_as(Role.COORDINATOR, Role.NATIONAL_CONTACT))
    return render_template(
        "country/show.html",
        houses=list_country_houses(context, actor),
        places=count_places(context, actor),
        profiles=tuple(Profile),
        unsafe=list_unsafe_houses(context, actor),
        overdue=[line for country in countries for line in list_overdue(context, actor, country=country)],
        pending=[line for country in countries for line in list_pending(context, actor, country=country)],
        absences=[line for country in countries for line in list_absences(context, actor, country=country)],
        from_abroad=len(find_first_looks(context, actor).waiting),
        is_contact=Role.NATIONAL_CONTACT in actor.roles,
    )


@pages.get("/houses/<house_id>")
@allow(Role.COORDINATOR, Role.NATIONAL_CONTACT)
def house(house_id: str) -> ResponseReturnValue:
    """One house with its board, and what can be entered for it by telephone."""
    return _page(house_id)


@pages.post("/houses/<house_id>/telephone")
@allow(Role.NATIONAL_CONTACT)
def open_phone(house_id: str) -> ResponseReturnValue:
    """The duty telephone, shown once on this page; on record, and the house sees it."""
    phone = open_house_phone(current_context(), current_actor(), house_id=house_id, now=current_now())
    return _page(house_id, phone)


@pages.post("/houses/<house_id>/status")
@allow(Role.NATIONAL_CONTACT)
def change_status(house_id: str) -> ResponseReturnValue:
    """Open, pause or close the house, or say that it is compromised."""
    status = Form.sent().code("status", HouseStatus)
    set_status(current_context(), current_actor(), house_id=house_id, status=status, now=current_now())
    flash(_("The house is now: %(status)s.", status=word(status)))
    return redirect(url_for("country.house", house_id=house_id), HTTPStatus.SEE_OTHER)


def _page(house_id: str, phone: DutyPhone | None = None) -> str:
    context, actor = current_context(), current_actor()
    board = get_board(context, actor, house_id=house_id)
    is_contact = board.country in actor.countries_as(Role.NATIONAL_CONTACT)
    return render_template(
        "country/house.html",
        board=board,
        phone=phone,
        unsafe=[line for line in list_unsafe_houses(context, actor) if line.house_id == house_id],
        is_contact=is_contact,
        offers=list_telephone_offers(context, actor, house_id=house_id) if is_contact else (),
        statuses=[(code.value, word(code)) for code in HouseStatus],
        tell=tell,
    )
