"""The rooms of a house with their beds and cots: added, changed, and retired when nobody is in them."""

from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from safehouse.domain.codes import Role
from safehouse.domain.errors import InvalidInput, NotFound, PlaceInUse
from safehouse.services.capacity import get_board
from safehouse.services.houses import (
    RoomFacts,
    add_bed,
    add_cot,
    add_room,
    change_room,
    get_house,
    retire_bed,
    retire_cot,
    retire_room,
)
from safehouse.web.access import allow, current_actor
from safehouse.web.current import current_context, current_now
from safehouse.web.forms import Form
from safehouse.web.house_form_page import room_options
from safehouse.web.house_forms import filled_room
from safehouse.web.house_reading import parse_room, parse_room_facts
from safehouse.web.sentences.house_facts import in_use_words
from safehouse.web.sentences.house_form import house_labels
from safehouse.web.texts import gettext as _

pages = Blueprint("house_rooms", __name__, url_prefix="/country/houses/<house_id>/rooms")


@pages.get("")
@allow(Role.NATIONAL_CONTACT)
def show(house_id: str) -> ResponseReturnValue:
    """Every room with its places, and the form of one more."""
    return _page(house_id, Form.filled(cots="0"))


@pages.post("")
@allow(Role.NATIONAL_CONTACT)
def add(house_id: str) -> ResponseReturnValue:
    """Add a room with its beds and cots."""
    parsed = parse_room(Form.sent())
    if parsed.value is None:
        return _page(house_id, parsed.form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        add_room(current_context(), current_actor(), house_id=house_id, room=parsed.value, now=current_now())
    except InvalidInput as refusal:
        return _page(house_id, parsed.form.refused(refusal.problems)), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("The room is there. Nobody is offered its beds before the house has reported them."))
    return _back(house_id)


@pages.get("/<room_id>")
@allow(Role.NATIONAL_CONTACT)
def edit(house_id: str, room_id: str) -> ResponseReturnValue:
    """The form of one room."""
    board = get_board(current_context(), current_actor(), house_id=house_id)
    room = next((room for room in board.rooms if room.id == room_id), None)
    if room is None:
        raise NotFound
    return _room_page(house_id, room_id, filled_room(RoomFacts(room.label, room.shared, room.features)))


@pages.post("/<room_id>")
@allow(Role.NATIONAL_CONTACT)
def change(house_id: str, room_id: str) -> ResponseReturnValue:
    """Change what is said of a room."""
    parsed = parse_room_facts(Form.sent())
    if parsed.value is None:
        return _room_page(house_id, room_id, parsed.form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        change_room(
            current_context(),
            current_actor(),
            house_id=house_id,
            room_id=room_id,
            room=parsed.value,
            now=current_now(),
        )
    except InvalidInput as refusal:
        refused = parsed.form.refused(refusal.problems)
        return _room_page(house_id, room_id, refused), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Saved. The house sees that it was changed."))
    return _back(house_id)


@pages.post("/<room_id>/beds")
@allow(Role.NATIONAL_CONTACT)
def more_beds(house_id: str, room_id: str) -> ResponseReturnValue:
    """Add a bed to a room."""
    add_bed(current_context(), current_actor(), house_id=house_id, room_id=room_id, now=current_now())
    flash(_("The bed is there. Nobody is offered it before the house has reported it."))
    return _back(house_id)


@pages.post("/<room_id>/cots")
@allow(Role.NATIONAL_CONTACT)
def more_cots(house_id: str, room_id: str) -> ResponseReturnValue:
    """Add a cot to a room."""
    add_cot(current_context(), current_actor(), house_id=house_id, room_id=room_id, now=current_now())
    flash(_("The cot is there."))
    return _back(house_id)


@pages.post("/<room_id>/retire")
@allow(Role.NATIONAL_CONTACT)
def retire(house_id: str, room_id: str) -> ResponseReturnValue:
    """Retire a room with everything in it."""
    context, actor, now = current_context(), current_actor(), current_now()
    return _retired(house_id, lambda: retire_room(context, actor, house_id=house_id, room_id=room_id, now=now))


@pages.post("/beds/<bed_id>/retire")
@allow(Role.NATIONAL_CONTACT)
def retire_a_bed(house_id: str, bed_id: str) -> ResponseReturnValue:
    """Retire a bed."""
    context, actor, now = current_context(), current_actor(), current_now()
    return _retired(house_id, lambda: retire_bed(context, actor, house_id=house_id, bed_id=bed_id, now=now))


@pages.post("/cots/<cot_id>/retire")
@allow(Role.NATIONAL_CONTACT)
def retire_a_cot(house_id: str, cot_id: str) -> ResponseReturnValue:
    """Retire a cot."""
    context, actor, now = current_context(), current_actor(), current_now()
    return _retired(house_id, lambda: retire_cot(context, actor, house_id=house_id, cot_id=cot_id, now=now))


def _retired(house_id: str, retire_it: Callable[[], None]) -> ResponseReturnValue:
    """Back to the rooms; or the rooms with the beds that are in use named."""
    try:
        retire_it()
    except PlaceInUse as refusal:
        return _page(house_id, Form.filled(cots="0"), in_use_words(refusal)), HTTPStatus.CONFLICT
    flash(_("Retired. It is kept on record and shown no more."))
    return _back(house_id)


def _page(house_id: str, form: Form, refused: str | None = None) -> str:
    context, actor = current_context(), current_actor()
    return render_template(
        "houses/rooms.html",
        view=get_house(context, actor, house_id=house_id),
        board=get_board(context, actor, house_id=house_id),
        form=form,
        labels=house_labels(form),
        refused=refused,
        **room_options(),
    )


def _room_page(house_id: str, room_id: str, form: Form) -> str:
    return render_template(
        "houses/room.html",
        view=get_house(current_context(), current_actor(), house_id=house_id),
        room_id=room_id,
        form=form,
        labels=house_labels(form),
        **room_options(),
    )


def _back(house_id: str) -> ResponseReturnValue:
    return redirect(url_for("house_rooms.show", house_id=house_id), HTTPStatus.SEE_OTHER)
