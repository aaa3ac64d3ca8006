"""New requests: one screen, for what was written on paper too, and the towns to choose from while it is typed."""

from http import HTTPStatus

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from safehouse.domain.codes import Role
from safehouse.domain.errors import FieldProblem, InvalidInput, Problem
from safehouse.services.requests import enter_request
from safehouse.web.access import allow, current_actor
from safehouse.web.current import current_context, current_now
from safehouse.web.forms import Form
from safehouse.web.moments import person_zone
from safehouse.web.request_form_page import (
    WRITTEN_DOWN_AT,
    FormUse,
    desk_country,
    find_towns,
    form_page,
    redraw,
    refused_page,
)
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
    return _create(_use())


@pages.get("/from-paper")
@allow(Role.COORDINATOR)
def new_from_paper() -> ResponseReturnValue:
    """The same form for what was written on paper: it begins empty, and asks when it was written down."""
    return form_page(_use_for_paper(), Form())


@pages.post("/from-paper")
@allow(Role.COORDINATOR)
def create_from_paper() -> ResponseReturnValue:
    return _create(_use_for_paper())


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


def _create(use: FormUse) -> ResponseReturnValue:
    form = Form.sent()
    if page := redraw(use, form):
        return page
    country = desk_country(form)
    if country is None:
        return refused_page(use, form.refused([FieldProblem("country", Problem.REQUIRED)]))
    parsed = parse(form, country)
    try:
        happened_at = form.moment(WRITTEN_DOWN_AT, person_zone()) if use.is_from_paper else None
    except InvalidInput as refusal:
        return refused_page(use, parsed.form.refused([*refusal.problems, *parsed.form.problems]))
    if parsed.draft is None:
        return refused_page(use, parsed.form)
    try:
        request_id = enter_request(
            current_context(), current_actor(), draft=parsed.draft, now=current_now(), happened_at=happened_at
        )
    except InvalidInput as refusal:
        return refused_page(use, parsed.form.refused(refusal.problems))
    suggest_if_open(request_id)
    return redirect(url_for("request_page.show", request_id=request_id), HTTPStatus.SEE_OTHER)


def _use() -> FormUse:
    return FormUse(url_for("requests.create"), _("New request"), _("Save and suggest houses"))


def _use_for_paper() -> FormUse:
    return FormUse(
        url_for("requests.create_from_paper"),
        _("Request from paper"),
        _("Save and suggest houses"),
        is_from_paper=True,
    )
