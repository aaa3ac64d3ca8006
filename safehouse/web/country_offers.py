"""Offers and stays of a house that has only a telephone: what it says, entered by its national contact."""

from collections.abc import Callable

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from safehouse.domain.access import Actor
from safehouse.domain.codes import DeclinedHouse, MoveOn, Role
from safehouse.domain.errors import NotFound
from safehouse.services import arrivals, offers, phones, stays
from safehouse.services.context import Context
from safehouse.web import deeds
from safehouse.web.access import allow, current_actor
from safehouse.web.current import current_context, current_now
from safehouse.web.forms import Form
from safehouse.web.house_offers import form_facts
from safehouse.web.moments import local_input, person_zone
from safehouse.web.texts import gettext as _

pages = Blueprint("country_offers", __name__, url_prefix="/country/houses/<house_id>/offers/<offer_id>")

Deed = Callable[[offers.TelephoneOffer], object]


@pages.get("")
@allow(Role.NATIONAL_CONTACT)
def show(house_id: str, offer_id: str) -> ResponseReturnValue:
    """The offer with what the contact may tell the house, and what the house can say to it."""
    return _page(_offer(house_id, offer_id))


@pages.post("/accept")
@allow(Role.NATIONAL_CONTACT)
def accept(house_id: str, offer_id: str) -> ResponseReturnValue:
    """The house says yes."""

    def deed(offer: offers.TelephoneOffer) -> None:
        offers.accept_offer(*_who(), offer_id=offer.offer_id, now=current_now(), by_telephone=True)

    return _do(house_id, offer_id, deed, _("The place is reserved. The desk knows."))


@pages.post("/decline")
@allow(Role.NATIONAL_CONTACT)
def decline(house_id: str, offer_id: str) -> ResponseReturnValue:
    """The house says no, with the reason."""
    form = Form.sent()

    def deed(offer: offers.TelephoneOffer) -> None:
        reason = form.code("reason", DeclinedHouse)
        offers.decline_offer(*_who(), offer_id=offer.offer_id, reason=reason, now=current_now(), by_telephone=True)

    return _do(house_id, offer_id, deed, _("Declined. The desk looks for another house."), form)


@pages.post("/hand-over")
@allow(Role.NATIONAL_CONTACT)
def open_hand_over(house_id: str, offer_id: str) -> ResponseReturnValue:
    """Show the hand-over note from another country this once; the opening is on record."""
    offer = _offer(house_id, offer_id)
    note = phones.open_hand_over(*_who(), offer_id=offer.offer_id, now=current_now())
    return _page(offer, hand_over=note)


@pages.post("/take-back")
@allow(Role.NATIONAL_CONTACT)
def take_back(house_id: str, offer_id: str) -> ResponseReturnValue:
    """The house says that it cannot take them after all."""
    form = Form.sent()

    def deed(offer: offers.TelephoneOffer) -> None:
        reason = form.code("reason", DeclinedHouse)
        offers.take_back_acceptance(
            *_who(), offer_id=offer.offer_id, reason=reason, now=current_now(), by_telephone=True
        )

    return _do(house_id, offer_id, deed, _("The yes is taken back. The desk is told."), form)


@pages.post("/arrived")
@allow(Role.NATIONAL_CONTACT)
def confirm_arrival(house_id: str, offer_id: str) -> ResponseReturnValue:
    """The house says that they are there."""
    form = Form.sent()

    def deed(offer: offers.TelephoneOffer) -> None:
        happened_at = form.optional_moment("happened_at", person_zone())
        arrivals.confirm_arrival(
            *_who(), offer_id=offer.offer_id, now=current_now(), by_telephone=True, happened_at=happened_at
        )

    return _do(house_id, offer_id, deed, _("They have arrived. The hand-over note is destroyed."), form)


@pages.post("/arrival-time")
@allow(Role.NATIONAL_CONTACT)
def change_arrival(house_id: str, offer_id: str) -> ResponseReturnValue:
    """They come at another time."""
    form = Form.sent()

    def deed(offer: offers.TelephoneOffer) -> None:
        arrives_at = form.moment("arrives_at", person_zone())
        arrivals.change_arrival(
            *_who(), offer_id=offer.offer_id, arrives_at=arrives_at, now=current_now(), by_telephone=True
        )

    return _do(house_id, offer_id, deed, _("The desk sees the new arrival time."), form)


@pages.post("/no-show")
@allow(Role.NATIONAL_CONTACT)
def record_no_show(house_id: str, offer_id: str) -> ResponseReturnValue:
    """Nobody came, once it is overdue."""

    def deed(offer: offers.TelephoneOffer) -> None:
        arrivals.record_no_show(*_who(), offer_id=offer.offer_id, now=current_now())

    return _do(house_id, offer_id, deed, _("Recorded: nobody came. The place is free again."))


@pages.post("/away")
@allow(Role.NATIONAL_CONTACT)
def record_absence(house_id: str, offer_id: str) -> ResponseReturnValue:
    """They, or somebody of them, are away; the place stays theirs."""
    form = Form.sent()

    def deed(offer: offers.TelephoneOffer) -> None:
        stays.record_absence(
            *_who(),
            stay_id=_stay_of(offer),
            now=current_now(),
            by_telephone=True,
            absent_since=form.optional_moment("absent_since", person_zone()),
        )

    return _do(house_id, offer_id, deed, _("Recorded as away. The place is kept, and who must know is told."), form)


@pages.post("/back")
@allow(Role.NATIONAL_CONTACT)
def record_return(house_id: str, offer_id: str) -> ResponseReturnValue:
    """They are back."""
    form = Form.sent()

    def deed(offer: offers.TelephoneOffer) -> None:
        stays.record_return(
            *_who(),
            stay_id=_stay_of(offer),
            now=current_now(),
            by_telephone=True,
            returned_at=form.optional_moment("returned_at", person_zone()),
        )

    return _do(house_id, offer_id, deed, _("Recorded as back."), form)


@pages.post("/check-out")
@allow(Role.NATIONAL_CONTACT)
def check_out(house_id: str, offer_id: str) -> ResponseReturnValue:
    """They have left, and where to."""
    form = Form.sent()

    def deed(offer: offers.TelephoneOffer) -> None:
        move_on = form.code("move_on", MoveOn)
        stays.check_out(
            *_who(),
            stay_id=_stay_of(offer),
            move_on=move_on,
            now=current_now(),
            by_telephone=True,
            happened_at=form.optional_moment("happened_at", person_zone()),
        )

    return _do(house_id, offer_id, deed, _("Checked out. The beds are made ready."), form)


def _who() -> tuple[Context, Actor]:
    return current_context(), current_actor()


def _offer(house_id: str, offer_id: str) -> offers.TelephoneOffer:
    """The offer, for the national contact of the house's country and for nobody else. Raises NotFound."""
    return offers.get_telephone_offer(*_who(), house_id=house_id, offer_id=offer_id)


def _stay_of(offer: offers.TelephoneOffer) -> str:
    if offer.stay is None:
        raise NotFound
    return offer.stay.stay_id


def _do(house_id: str, offer_id: str, deed: Deed, done: str, form: Form | None = None) -> ResponseReturnValue:
    """Do it and show the offer again; a refusal is said on the same page, with what was typed kept.

    The services let a coordinator speak for a house too, so that the offer is looked up as the national contact's first.
    """

    def page(form: Form | None, conflict: str | None) -> str:
        return _page(_offer(house_id, offer_id), form, conflict=conflict)

    offer = _offer(house_id, offer_id)
    if offer.is_from_abroad:
        # Nothing may be left of it here once it has ended, so the way back leads to the house.
        back = url_for("country.house", house_id=house_id)
    else:
        back = url_for("country_offers.show", house_id=house_id, offer_id=offer_id)
    return deeds.do(lambda: deed(_offer(house_id, offer_id)), page, form=form, back=back, done=done)


def _page(
    offer: offers.TelephoneOffer, form: Form | None = None, *, conflict: str | None = None, hand_over: str | None = None
) -> str:
    """The page. `hand_over`: the note that was just opened, shown this once."""
    return render_template(
        "country/offer.html",
        offer=offer,
        form=form or Form.filled(**local_input("arrives_at", offer.arrives_at)),
        conflict=conflict,
        hand_over=hand_over,
        is_contact=True,
        unsafe=[line for line in offers.list_unsafe_houses(*_who()) if line.house_id == offer.house_id],
        **form_facts(),
    )
