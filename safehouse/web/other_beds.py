"""Another bed of the same house for people who have one: chosen by the house, or by telephone by its contact or the desk."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from safehouse.domain.codes import Role
from safehouse.domain.errors import NotFound
from safehouse.services import offers
from safehouse.services.moves import list_other_places, move_to_other_bed
from safehouse.web import deeds
from safehouse.web.access import allow, current_actor
from safehouse.web.current import current_context, current_now
from safehouse.web.forms import Form
from safehouse.web.sentences import houses as tell
from safehouse.web.texts import gettext as _

pages = Blueprint("other_beds", __name__)


@dataclass(frozen=True, slots=True)
class _Case:
    """An offer as whoever moves its people sees it; `back` is the page of the offer."""

    offer: offers.HouseOffer | offers.TelephoneOffer | offers.DeskOffer
    back: str
    by_telephone: bool


@pages.get("/house-offers/<offer_id>/other-bed")
@allow(Role.MANAGER)
def show(offer_id: str) -> ResponseReturnValue:
    """Where else in the house they could be."""
    return _page(_of_house(offer_id))


@pages.post("/house-offers/<offer_id>/other-bed")
@allow(Role.MANAGER)
def move(offer_id: str) -> ResponseReturnValue:
    """The house gives them another bed."""
    return _move(lambda: _of_house(offer_id))


@pages.get("/country/houses/<house_id>/offers/<offer_id>/other-bed")
@allow(Role.NATIONAL_CONTACT)
def show_by_telephone(house_id: str, offer_id: str) -> ResponseReturnValue:
    """The same for the national contact, who has the house on the telephone."""
    return _page(_of_contact(house_id, offer_id))


@pages.post("/country/houses/<house_id>/offers/<offer_id>/other-bed")
@allow(Role.NATIONAL_CONTACT)
def move_by_telephone(house_id: str, offer_id: str) -> ResponseReturnValue:
    """The house says which bed."""
    return _move(lambda: _of_contact(house_id, offer_id))


@pages.get("/requests/<request_id>/offers/<offer_id>/other-bed")
@allow(Role.COORDINATOR)
def show_to_desk(request_id: str, offer_id: str) -> ResponseReturnValue:
    """The same for the desk, which has the house on the telephone."""
    return _page(_of_desk(request_id, offer_id))


@pages.post("/requests/<request_id>/offers/<offer_id>/other-bed")
@allow(Role.COORDINATOR)
def move_by_desk(request_id: str, offer_id: str) -> ResponseReturnValue:
    """The house says which bed."""
    return _move(lambda: _of_desk(request_id, offer_id))


def _of_house(offer_id: str) -> _Case:
    offer = offers.get_house_offer(current_context(), current_actor(), offer_id=offer_id)
    return _Case(offer, url_for("house_offers.show", offer_id=offer_id), by_telephone=False)


def _of_contact(house_id: str, offer_id: str) -> _Case:
    offer = offers.get_telephone_offer(current_context(), current_actor(), house_id=house_id, offer_id=offer_id)
    back = url_for("country_offers.show", house_id=house_id, offer_id=offer_id)
    return _Case(offer, back, by_telephone=True)


def _of_desk(request_id: str, offer_id: str) -> _Case:
    offer = offers.get_desk_offer(current_context(), current_actor(), offer_id=offer_id)
    if offer.request_id != request_id:
        raise NotFound
    return _Case(offer, url_for("request_page.show", request_id=request_id), by_telephone=True)


def _move(find: Callable[[], _Case]) -> ResponseReturnValue:
    """Do it and go back to the offer; a refusal is said on the page of the beds."""
    form, case = Form.sent(), find()

    def deed() -> None:
        move_to_other_bed(
            current_context(),
            current_actor(),
            offer_id=case.offer.offer_id,
            beds=tuple(bed for bed in form.value("beds").split(",") if bed),
            now=current_now(),
            by_telephone=case.by_telephone,
        )

    def page(form: Form | None, conflict: str | None) -> str:
        return _page(find(), form, conflict=conflict)

    done = _("They have another bed. House and desk see it.")
    return deeds.do(deed, page, form=form, back=case.back, done=done)


def _page(case: _Case, form: Form | None = None, *, conflict: str | None = None) -> str:
    places = list_other_places(
        current_context(), current_actor(), offer_id=case.offer.offer_id, by_telephone=case.by_telephone
    )
    return render_template(
        "offers/other_bed.html",
        offer=case.offer,
        back=case.back,
        by_telephone=case.by_telephone,
        places=[(",".join(place.beds), tell.beds_words(place.rooms)) for place in places],
        form=form or Form(),
        conflict=conflict,
        tell=tell,
    )
