"""The capacity report: bed by bed, by the house's manager, or by telephone by somebody of the own country."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from safehouse.domain.codes import Role
from safehouse.domain.errors import InvalidInput
from safehouse.services.capacity import get_board, report_capacity, report_nothing_changed
from safehouse.web import report_forms
from safehouse.web.access import allow, current_actor
from safehouse.web.current import current_context, current_now
from safehouse.web.forms import Form
from safehouse.web.moments import person_zone
from safehouse.web.sentences import houses as tell
from safehouse.web.texts import gettext as _

pages = Blueprint("capacity", __name__)


@pages.get("/houses/<house_id>/report")
@allow(Role.MANAGER)
def show(house_id: str) -> ResponseReturnValue:
    """The form as the board is now."""
    return _page(house_id, None, by_telephone=False)


@pages.post("/houses/<house_id>/report")
@allow(Role.MANAGER)
def send(house_id: str) -> ResponseReturnValue:
    """The manager's own report."""
    return _report(house_id, by_telephone=False)


@pages.get("/country/houses/<house_id>/report")
@allow(Role.COORDINATOR, Role.NATIONAL_CONTACT)
def show_by_telephone(house_id: str) -> ResponseReturnValue:
    """The same form for somebody who has the house on the telephone."""
    return _page(house_id, None, by_telephone=True)


@pages.post("/country/houses/<house_id>/report")
@allow(Role.COORDINATOR, Role.NATIONAL_CONTACT)
def send_by_telephone(house_id: str) -> ResponseReturnValue:
    """What the house says on the telephone."""
    return _report(house_id, by_telephone=True)


@pages.post("/country/houses/<house_id>/nothing-changed")
@allow(Role.COORDINATOR, Role.NATIONAL_CONTACT)
def nothing_changed_by_telephone(house_id: str) -> ResponseReturnValue:
    """The house says on the telephone that nothing has changed."""
    report_nothing_changed(current_context(), current_actor(), house_id=house_id, now=current_now(), by_telephone=True)
    flash(_("Reported by telephone: nothing has changed."))
    return redirect(url_for("country.house", house_id=house_id), HTTPStatus.SEE_OTHER)


def _report(house_id: str, *, by_telephone: bool) -> ResponseReturnValue:
    form = Form.sent()
    try:
        _send(house_id, form, by_telephone=by_telephone)
    except InvalidInput as refusal:
        return _page(
            house_id, form.refused(refusal.problems), by_telephone=by_telephone
        ), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("The report is in. Thank you."))
    endpoint = "country.house" if by_telephone else "board.show"
    return redirect(url_for(endpoint, house_id=house_id), HTTPStatus.SEE_OTHER)


def _send(house_id: str, form: Form, *, by_telephone: bool) -> None:
    """Report what was typed. Raises InvalidInput by the inputs of the form."""
    draft, happened_at = report_forms.parse(form), form.optional_moment("happened_at", person_zone())
    try:
        report_capacity(
            current_context(),
            current_actor(),
            house_id=house_id,
            draft=draft,
            now=current_now(),
            by_telephone=by_telephone,
            happened_at=happened_at,
        )
    except InvalidInput as refusal:
        raise InvalidInput([report_forms.shown_problem(problem, draft) for problem in refusal.problems]) from None


def _page(house_id: str, form: Form | None, *, by_telephone: bool) -> str:
    board = get_board(current_context(), current_actor(), house_id=house_id)
    return render_template(
        "capacity/show.html",
        board=board,
        form=form or report_forms.filled(board),
        labels=report_forms.labels(board),
        is_promised=report_forms.is_promised,
        doubtful={bed.bed_id for bed in board.doubts},
        options=report_forms.options(),
        is_against_a_placement=form is not None and report_forms.is_against_a_placement(form.problems),
        by_telephone=by_telephone,
        zone=person_zone().key,
        tell=tell,
    )
