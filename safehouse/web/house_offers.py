"""Offers as their house handles them: opened, answered, the people checked in, away, and checked out."""

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
from safehouse.web.moments import local_input, person_zone
from safehouse.web.sentences import houses as tell
from safehouse.web.texts import gettext as _
from safehouse.web.words import word

pages = Blueprint("house_offers", __name__, url_prefix="/house-offers/<offer_id>")


@pages.get("")
@allow(Role.MANAGER)
def show(offer_id: str) -> ResponseReturnValue:
    """The offer with what the house may know, and the next thing to do."""
    return _page(offer_id)


@pages.post("/open")
@allow(Role.MANAGER)
def open(offer_id: str) -> ResponseReturnValue:  # noqa: A001  # The word of the product.
    """The house looks at the offer, and nobody has to be woken any more."""
    return _do(offer_id, lambda: offers.open_offer(*_who(), offer_id=offer_id, now=current_now()))


@pages.post("/accept")
@allow(Role.MANAGER)
def accept(offer_id: str) -> ResponseReturnValue:
    """The house takes them."""
    done = _("Accepted: the place is reserved. The desk knows.")
    return _do(offer_id, lambda: offers.accept_offer(*_who(), offer_id=offer_id, now=current_now()), done)


@pages.post("/decline")
@allow(Role.MANAGER)
def decline(offer_id: str) -> ResponseReturnValue:
    """The house cannot take them, with the reason."""
    form = Form.sent()

    def deed() -> None:
        reason = form.code("reason", DeclinedHouse)
        offers.decline_offer(*_who(), offer_id=offer_id, reason=reason, now=current_now())

    return _do(offer_id, deed, _("Declined. The desk looks for another house."), form)


@pages.post("/take-back")
@allow(Role.MANAGER)
def take_back(offer_id: str) -> ResponseReturnValue:
    """The house cannot take them after all, although it said yes."""
    form = Form.sent()

    def deed() -> None:
        reason = form.code("reason", DeclinedHouse)
        offers.take_back_acceptance(*_who(), offer_id=offer_id, reason=reason, now=current_now())

    return _do(offer_id, deed, _("Your yes is taken back. The desk is told and looks for another house."), form)


@pages.post("/arrived")
@allow(Role.MANAGER)
def confirm_arrival(offer_id: str) -> ResponseReturnValue:
    """They are here."""
    form = Form.sent()

    def deed() -> None:
        happened_at = form.optional_moment("happened_at", person_zone())
        arrivals.confirm_arrival(*_who(), offer_id=offer_id, now=current_now(), happened_at=happened_at)

    return _do(offer_id, deed, _("They have arrived. The hand-over note is destroyed."), form)


@pages.post("/arrival-time")
@allow(Role.MANAGER)
def change_arrival(offer_id: str) -> ResponseReturnValue:
    """They come at another time."""
    form = Form.sent()

    def deed() -> None:
        arrives_at = form.moment("arrives_at", person_zone())
        arrivals.change_arrival(*_who(), offer_id=offer_id, arrives_at=arrives_at, now=current_now())

    return _do(offer_id, deed, _("The desk sees the new arrival time."), form)


@pages.post("/no-show")
@allow(Role.MANAGER)
def record_no_show(offer_id: str) -> ResponseReturnValue:
    """Nobody came, once it is overdue."""
    done = _("Recorded: nobody came. The place is free again.")
    return _do(offer_id, lambda: arrivals.record_no_show(*_who(), offer_id=offer_id, now=current_now()), done)


@pages.post("/hand-over")
@allow(Role.MANAGER)
def open_hand_over(offer_id: str) -> ResponseReturnValue:
    """The hand-over note, shown once on this page; on record."""
    note = phones.open_hand_over(*_who(), offer_id=offer_id, now=current_now())
    return _page(offer_id, hand_over=note or _("There is no hand-over note."))


@pages.post("/away")
@allow(Role.MANAGER)
def record_absence(offer_id: str) -> ResponseReturnValue:
    """They, or somebody of them, are away; the place stays theirs."""
    form = Form.sent()

    def deed() -> None:
        absent_since = form.optional_moment("absent_since", person_zone())
        stays.record_absence(*_who(), stay_id=_stay(offer_id), now=current_now(), absent_since=absent_since)

    return _do(offer_id, deed, _("Recorded as away. The place is kept, and who must know is told."), form)


@pages.post("/back")
@allow(Role.MANAGER)
def record_return(offer_id: str) -> ResponseReturnValue:
    """They are back."""
    form = Form.sent()

    def deed() -> None:
        returned_at = form.optional_moment("returned_at", person_zone())
        stays.record_return(*_who(), stay_id=_stay(offer_id), now=current_now(), returned_at=returned_at)

    return _do(offer_id, deed, _("Recorded as back."), form)


@pages.post("/check-out")
@allow(Role.MANAGER)
def check_out(offer_id: str) -> ResponseReturnValue:
    """They have left, and where to."""
    form = Form.sent()

    def deed() -> None:
        move_on = form.code("move_on", MoveOn)
        happened_at = form.optional_moment("happened_at", person_zone())
        stays.check_out(*_who(), stay_id=_stay(offer_id), move_on=move_on, now=current_now(), happened_at=happened_at)

    return _do(offer_id, deed, _("Checked out. The beds are made ready."), form)


def _who() -> tuple[Context, Actor]:
    return current_context(), current_actor()


def _stay(offer_id: str) -> str:
    stay = offers.get_house_offer(current_context(), current_actor(), offer_id=offer_id).stay
    if stay is None:
        raise NotFound
    return stay.stay_id


def _do(offer_id: str, deed: Callable[[], object], done: str = "", form: Form | None = None) -> ResponseReturnValue:
    """Do it and show the offer again; a refusal is said on the same page, with what was typed kept."""

    def page(form: Form | None, conflict: str | None) -> str:
        return _page(offer_id, form, conflict=conflict)

    return deeds.do(deed, page, form=form, back=url_for("house_offers.show", offer_id=offer_id), done=done)


def _page(offer_id: str, form: Form | None = None, *, hand_over: str | None = None, conflict: str | None = None) -> str:
    offer = offers.get_house_offer(current_context(), current_actor(), offer_id=offer_id)
    return render_template(
        "house_offers/show.html",
        offer=offer,
        form=form or _starting_form(offer),
        hand_over=hand_over,
        conflict=conflict,
        **form_facts(),
    )


def form_facts() -> dict[str, object]:
    """What the forms need in which a house answers, and says who came and left: labels, choices, words and the time zone."""
    return {
        "labels": {
            "reason": _("Why the house declines"),
            "arrives_at": _("New arrival time"),
            "move_on": _("Where they move on to"),
            "happened_at": _("When it happened"),
            "absent_since": _("They went away at"),
            "returned_at": _("They came back at"),
        },
        "reasons": [(code.value, word(code)) for code in DeclinedHouse],
        "move_ons": [(code.value, word(code)) for code in MoveOn],
        "zone": person_zone().key,
        "tell": tell,
    }


def _starting_form(offer: offers.HouseOffer) -> Form:
    """The time of arrival is there already."""
    return Form.filled(**local_input("arrives_at", offer.household.arrives_at)) if offer.household else Form()
