"""New requests: one screen, and the towns to choose from while it is typed."""

from http import HTTPStatus

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from safehouse.domain.codes import Role
from safehouse.domain.errors import FieldProblem, InvalidInput, Problem
from safehouse.services.requests import enter_request
from safehouse.web.access import allow, current_actor
from safehouse.web.current import current_context, current_now
from safehouse.web.forms import Form
from safehouse.web.request_form_page import FormUse, desk_country, find_towns, form_page, redraw, refused_page
from safehouse.web.request_forms import USUAL_NOTICE, empty, parse, with_town
from safehouse.web.sentences.request_form import field_label
from safehouse.web.suggestions import suggest_if_open
from safehouse.web.texts import gettext as _

pages = Blueprint("requests", __name__, url_prefix="/requests")


@pages.get("/new")
@allow(Role.COORDINATOR)
def new() -> ResponseReturnValue:
    return form_page(_use(), empty(current_now() + USUAL_NOTICE))


@pages.post("/new")
@allow(Role.COORDINATOR)
def create() -> ResponseReturnValue:
    """Enter the request and ask for its suggestions at once."""
    use, form = _use(), Form.sent()
    if page := redraw(use, form):
        return page
    country = desk_country(form)
    if country is None:
        return refused_page(use, form.refused([FieldProblem("country", Problem.REQUIRED)]))
    parsed = parse(form, country)
    if parsed.draft is None:
        return refused_page(use, parsed.form)
    try:
        request_id = enter_request(current_context(), current_actor(), draft=parsed.draft, now=current_now())
    except InvalidInput as refusal:
        return refused_page(use, parsed.form.refused(refusal.problems))
    suggest_if_open(request_id)
    return redirect(url_for("request_page.show", request_id=request_id), HTTPStatus.SEE_OTHER)


@pages.post("/towns")
@allow(Role.COORDINATOR, Role.NATIONAL_CONTACT)
def towns() -> ResponseReturnValue:
    """The towns that a typed text may mean, or the field with the chosen one. Posted, so that no address names a town."""
    form = Form.sent()
    if choice := form.value("choose"):
        name, chosen = choice.partition("=")[0], with_town(form, choice)
        return render_template("requests/town_field.html", form=chosen, name=name, label=field_label(name))
    name = form.value("field")
    return render_template("requests/town_choices.html", name=name, choices=find_towns(form.value(name)))


def _use() -> FormUse:
    return FormUse(url_for("requests.create"), _("New request"), _("Save and suggest houses"))
