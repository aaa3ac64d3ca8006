"""The bed board of a house for its managers: what waits for them, what every bed is, and who was told its telephone number."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from safehouse.domain.codes import HouseStatus, OfferState, Role
from safehouse.services.capacity import get_board, report_nothing_changed
from safehouse.services.houses import list_own_houses, set_status
from safehouse.services.offers import HouseOffer, list_house_offers
from safehouse.services.phones import list_openings
from safehouse.web.access import allow, current_actor
from safehouse.web.current import current_context, current_now
from safehouse.web.sentences import houses as tell
from safehouse.web.texts import gettext as _

pages = Blueprint("board", __name__, url_prefix="/houses")


@pages.get("")
@allow(Role.MANAGER)
def index() -> ResponseReturnValue:
    """The houses of a manager to choose from; the board at once for the manager of one."""
    houses = list_own_houses(current_context(), current_actor())
    if len(houses) == 1:
        return _board(houses[0].house_id)
    return render_template("board/index.html", houses=houses)


@pages.get("/<house_id>")
@allow(Role.MANAGER)
def show(house_id: str) -> ResponseReturnValue:
    """The board, with what waits for an answer on top."""
    return _board(house_id)


def _board(house_id: str) -> str:
    context, actor = current_context(), current_actor()
    offers = list_house_offers(context, actor, house_id=house_id)
    return render_template(
        "board/show.html",
        board=get_board(context, actor, house_id=house_id),
        pending=[offer for offer in offers if offer.state is OfferState.PENDING],
        awaited=[offer for offer in offers if offer.is_awaited],
        staying=[offer for offer in offers if _is_staying(offer)],
        past=[offer for offer in offers if _is_past(offer)],
        openings=list_openings(context, actor, house_id=house_id),
        tell=tell,
    )


@pages.post("/<house_id>/nothing-changed")
@allow(Role.MANAGER)
def nothing_changed(house_id: str) -> ResponseReturnValue:
    """The report that takes one tap."""
    report_nothing_changed(current_context(), current_actor(), house_id=house_id, now=current_now())
    flash(_("Reported: nothing has changed. Thank you."))
    return _back(house_id)


@pages.post("/<house_id>/open")
@allow(Role.MANAGER)
def open_house(house_id: str) -> ResponseReturnValue:
    """Take part again."""
    return _set(house_id, HouseStatus.OPEN, _("The house is open: it is suggested again."))


@pages.post("/<house_id>/pause")
@allow(Role.MANAGER)
def pause_house(house_id: str) -> ResponseReturnValue:
    """Take no new offers for a while; nobody who lives there is touched."""
    return _set(house_id, HouseStatus.PAUSED, _("The house is paused: it gets no new offers."))


@pages.post("/<house_id>/compromised")
@allow(Role.MANAGER)
def compromise_house(house_id: str) -> ResponseReturnValue:
    """Say that the house is not safe: nobody is sent there any more, and where its people can go is planned."""
    done = _("The house is not safe: nobody is sent here any more. The national contact sees it. Call now.")
    return _set(house_id, HouseStatus.COMPROMISED, done)


def _set(house_id: str, status: HouseStatus, done: str) -> ResponseReturnValue:
    set_status(current_context(), current_actor(), house_id=house_id, status=status, now=current_now())
    flash(done)
    return _back(house_id)


def _back(house_id: str) -> ResponseReturnValue:
    return redirect(url_for("board.show", house_id=house_id), HTTPStatus.SEE_OTHER)


def _is_staying(offer: HouseOffer) -> bool:
    return offer.stay is not None and offer.stay.checked_out_at is None


def _is_past(offer: HouseOffer) -> bool:
    return offer.state is not OfferState.PENDING and not offer.is_awaited and not _is_staying(offer)
