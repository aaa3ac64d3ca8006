"""The people who are in a house already, on one screen: by its manager, or by telephone by somebody of the own country."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from safehouse.domain.codes import Role
from safehouse.domain.errors import InvalidInput
from safehouse.services.capacity import Board, get_board
from safehouse.services.residents import enter_residents
from safehouse.web import resident_forms
from safehouse.web.access import allow, current_actor
from safehouse.web.current import current_context, current_now
from safehouse.web.forms import Form
from safehouse.web.report_forms import is_against_a_placement
from safehouse.web.texts import gettext as _

pages = Blueprint("residents", __name__)


@pages.get("/houses/<house_id>/people")
@allow(Role.MANAGER)
def show(house_id: str) -> ResponseReturnValue:
    """The form, empty on the first evening."""
    return _page(_board(house_id), None, by_telephone=False)


@pages.post("/houses/<house_id>/people")
@allow(Role.MANAGER)
def enter(house_id: str) -> ResponseReturnValue:
    """What the manager says."""
    return _enter(house_id, by_telephone=False)


@pages.get("/country/houses/<house_id>/people")
@allow(Role.COORDINATOR, Role.NATIONAL_CONTACT)
def show_by_telephone(house_id: str) -> ResponseReturnValue:
    """The same form for somebody who has the house on the telephone."""
    return _page(_board(house_id), None, by_telephone=True)


@pages.post("/country/houses/<house_id>/people")
@allow(Role.COORDINATOR, Role.NATIONAL_CONTACT)
def enter_by_telephone(house_id: str) -> ResponseReturnValue:
    """What the house says on the telephone."""
    return _enter(house_id, by_telephone=True)


def _enter(house_id: str, *, by_telephone: bool) -> ResponseReturnValue:
    form, board = Form.sent(), _board(house_id)
    try:
        parsed = resident_forms.parse(form, board)
    except InvalidInput as refusal:
        return _page(board, form.refused(refusal.problems), by_telephone=by_telephone), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        enter_residents(
            current_context(),
            current_actor(),
            house_id=house_id,
            draft=parsed.draft,
            now=current_now(),
            by_telephone=by_telephone,
        )
    except InvalidInput as refusal:
        problems = [parsed.shown(problem) for problem in refusal.problems]
        return _page(board, form.refused(problems), by_telephone=by_telephone), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Saved. This is the house’s capacity report of now."))
    endpoint = "country.house" if by_telephone else "board.show"
    return redirect(url_for(endpoint, house_id=house_id), HTTPStatus.SEE_OTHER)


def _board(house_id: str) -> Board:
    return get_board(current_context(), current_actor(), house_id=house_id)


def _page(board: Board, form: Form | None, *, by_telephone: bool) -> str:
    return render_template(
        "residents/show.html",
        board=board,
        form=form or resident_forms.filled(board),
        labels=resident_forms.labels(board),
        options=resident_forms.options(),
        is_against_a_placement=form is not None and is_against_a_placement(form.problems),
        by_telephone=by_telephone,
    )
