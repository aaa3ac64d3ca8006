"""Beds out of service: listed, closed, changed and opened again, by the house's manager or by telephone."""

from collections.abc import Callable

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from safehouse.domain.codes import OutOfServiceReason, Role
from safehouse.domain.errors import InvalidInput, NotFound
from safehouse.services.capacity import Board, get_board
from safehouse.services.outages import OutageDraft, OutageLine, change_outage, close_bed, end_outage, list_outages
from safehouse.web import deeds
from safehouse.web.access import allow, current_actor
from safehouse.web.current import current_context, current_now
from safehouse.web.forms import Form
from safehouse.web.reading import Reader
from safehouse.web.texts import gettext as _
from safehouse.web.words import word

pages = Blueprint("outages", __name__)


@pages.get("/houses/<house_id>/outages")
@allow(Role.MANAGER)
def show(house_id: str) -> ResponseReturnValue:
    """Every bed that is out of service or will be, and the form to close one."""
    return _list_page(house_id, by_telephone=False)


@pages.post("/houses/<house_id>/outages")
@allow(Role.MANAGER)
def close(house_id: str) -> ResponseReturnValue:
    """Close a bed."""
    return _close(house_id, by_telephone=False)


@pages.get("/houses/<house_id>/outages/<outage_id>")
@allow(Role.MANAGER)
def edit(house_id: str, outage_id: str) -> ResponseReturnValue:
    """One outage with the forms that change and end it."""
    return _page(house_id, outage_id, by_telephone=False)


@pages.post("/houses/<house_id>/outages/<outage_id>")
@allow(Role.MANAGER)
def change(house_id: str, outage_id: str) -> ResponseReturnValue:
    """Another reason or other days."""
    return _change(house_id, outage_id, by_telephone=False)


@pages.post("/houses/<house_id>/outages/<outage_id>/end")
@allow(Role.MANAGER)
def end(house_id: str, outage_id: str) -> ResponseReturnValue:
    """The bed is in service again."""
    return _end(house_id, outage_id, by_telephone=False)


@pages.get("/country/houses/<house_id>/outages")
@allow(Role.COORDINATOR, Role.NATIONAL_CONTACT)
def show_by_telephone(house_id: str) -> ResponseReturnValue:
    """The same for somebody who has the house on the telephone."""
    return _list_page(house_id, by_telephone=True)


@pages.post("/country/houses/<house_id>/outages")
@allow(Role.COORDINATOR, Role.NATIONAL_CONTACT)
def close_by_telephone(house_id: str) -> ResponseReturnValue:
    """The house says that a bed is closed."""
    return _close(house_id, by_telephone=True)


@pages.get("/country/houses/<house_id>/outages/<outage_id>")
@allow(Role.COORDINATOR, Role.NATIONAL_CONTACT)
def edit_by_telephone(house_id: str, outage_id: str) -> ResponseReturnValue:
    """One outage of such a house."""
    return _page(house_id, outage_id, by_telephone=True)


@pages.post("/country/houses/<house_id>/outages/<outage_id>")
@allow(Role.COORDINATOR, Role.NATIONAL_CONTACT)
def change_by_telephone(house_id: str, outage_id: str) -> ResponseReturnValue:
    """The house says that it is otherwise."""
    return _change(house_id, outage_id, by_telephone=True)


@pages.post("/country/houses/<house_id>/outages/<outage_id>/end")
@allow(Role.COORDINATOR, Role.NATIONAL_CONTACT)
def end_by_telephone(house_id: str, outage_id: str) -> ResponseReturnValue:
    """The house says that the bed is in service again."""
    return _end(house_id, outage_id, by_telephone=True)


def _close(house_id: str, *, by_telephone: bool) -> ResponseReturnValue:
    form = Form.sent()

    def deed() -> None:
        draft = _read(form)
        close_bed(
            current_context(),
            current_actor(),
            house_id=house_id,
            bed_id=form.value("bed_id"),
            draft=draft,
            now=current_now(),
            by_telephone=by_telephone,
        )

    done = _(
        "The bed is out of service on these days. Whoever was promised it keeps it until house and desk have spoken."
    )
    return _do(house_id, deed, form, done, by_telephone=by_telephone)


def _change(house_id: str, outage_id: str, *, by_telephone: bool) -> ResponseReturnValue:
    form = Form.sent()

    def deed() -> None:
        draft = _read(form)
        change_outage(
            current_context(),
            current_actor(),
            house_id=house_id,
            outage_id=outage_id,
            draft=draft,
            now=current_now(),
            by_telephone=by_telephone,
        )

    return _do(house_id, deed, form, _("Changed."), outage_id=outage_id, by_telephone=by_telephone)


def _end(house_id: str, outage_id: str, *, by_telephone: bool) -> ResponseReturnValue:
    def deed() -> None:
        end_outage(
            current_context(),
            current_actor(),
            house_id=house_id,
            outage_id=outage_id,
            now=current_now(),
            by_telephone=by_telephone,
        )

    return _do(house_id, deed, None, _("The bed is in service."), outage_id=outage_id, by_telephone=by_telephone)


def _do(
    house_id: str,
    deed: Callable[[], None],
    form: Form | None,
    done: str,
    *,
    by_telephone: bool,
    outage_id: str | None = None,
) -> ResponseReturnValue:
    """Do it and show the list; a refusal is said on the page from which it was sent, with what was typed kept."""

    def page(form: Form | None, conflict: str | None) -> str:
        if outage_id is None:
            return _list_page(house_id, form, by_telephone=by_telephone)
        return _page(house_id, outage_id, form, conflict=conflict, by_telephone=by_telephone)

    return deeds.do(deed, page, form=form, back=_address("show", house_id, by_telephone=by_telephone), done=done)


def _read(form: Form) -> OutageDraft:
    """What was typed. Raises InvalidInput for a missing reason and for what is no day."""
    reader = Reader(form)
    reason = reader.code("reason", OutOfServiceReason)
    draft = OutageDraft(reason or OutOfServiceReason.OTHER, reader.day("starts_on"), reader.day("last_on"))
    if reader.problems:
        raise InvalidInput(reader.problems)
    return draft


def _list_page(house_id: str, form: Form | None = None, *, by_telephone: bool) -> str:
    board = _board(house_id)
    outages = list_outages(current_context(), current_actor(), house_id=house_id)
    return render_template(
        "outages/index.html",
        board=board,
        outages=outages,
        form=form or Form(),
        beds=[(bed.id, _bed_words(room.label, bed.label)) for room in board.rooms for bed in room.beds],
        back=_board_address(house_id, by_telephone=by_telephone),
        **_form_facts(by_telephone=by_telephone),
    )


def _page(
    house_id: str, outage_id: str, form: Form | None = None, *, conflict: str | None = None, by_telephone: bool
) -> str:
    outages = list_outages(current_context(), current_actor(), house_id=house_id)
    outage = next((line for line in outages if line.outage_id == outage_id), None)
    if outage is None:
        raise NotFound
    return render_template(
        "outages/show.html",
        board=_board(house_id),
        outage=outage,
        form=form or _starting_form(outage),
        conflict=conflict,
        back=_address("show", house_id, by_telephone=by_telephone),
        **_form_facts(by_telephone=by_telephone),
    )


def _form_facts(*, by_telephone: bool) -> dict[str, object]:
    """What both pages need: choices, labels, and the address of a deed."""

    def address(name: str, house_id: str, outage_id: str | None = None) -> str:
        return _address(name, house_id, outage_id, by_telephone=by_telephone)

    return {
        "reasons": [(code.value, word(code)) for code in OutOfServiceReason],
        "labels": {
            "bed_id": _("Bed"),
            "reason": _("Why"),
            "starts_on": _("First day"),
            "last_on": _("Last day"),
        },
        "address": address,
        "by_telephone": by_telephone,
        "bed_words": _bed_words,
    }


def _starting_form(outage: OutageLine) -> Form:
    return Form.filled(
        reason=outage.reason,
        starts_on=outage.starts_on.isoformat(),
        last_on=outage.last_on.isoformat() if outage.last_on else "",
    )


def _board(house_id: str) -> Board:
    return get_board(current_context(), current_actor(), house_id=house_id)


def _bed_words(room: str, bed: str) -> str:
    return _("%(room)s, bed %(bed)s", room=room, bed=bed)


def _board_address(house_id: str, *, by_telephone: bool) -> str:
    return url_for("country.house" if by_telephone else "board.show", house_id=house_id)


def _address(name: str, house_id: str, outage_id: str | None = None, *, by_telephone: bool) -> str:
    endpoint = f"outages.{name}_by_telephone" if by_telephone else f"outages.{name}"
    return url_for(endpoint, house_id=house_id, outage_id=outage_id)
