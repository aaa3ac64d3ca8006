"""One's own account: name, language and time zone, the logins, the password."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from safehouse.domain.errors import InvalidInput
from safehouse.services import accounts, sessions
from safehouse.web.access import allow_everybody, current_actor, current_session, forget_login
from safehouse.web.choices import language_choices, profile_labels, zone_choices
from safehouse.web.current import current_context, current_now
from safehouse.web.forms import Form
from safehouse.web.texts import gettext as _

pages = Blueprint("sessions", __name__, url_prefix="/sessions")


@pages.get("")
@allow_everybody()
def index() -> ResponseReturnValue:
    return _page(_own_profile())


@pages.post("/profile")
@allow_everybody()
def change_profile() -> ResponseReturnValue:
    form = Form.sent()
    try:
        accounts.change_profile(
            current_context(),
            current_actor(),
            label=form.value("label"),
            locale=form.value("locale"),
            time_zone=form.value("time_zone"),
            now=current_now(),
        )
    except InvalidInput as refusal:
        return _page(form.refused(refusal.problems)), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Your account is changed."))
    return redirect(url_for("sessions.index"), HTTPStatus.SEE_OTHER)


@pages.post("/<session_id>/end")
@allow_everybody()
def end(session_id: str) -> ResponseReturnValue:
    sessions.end_session(current_context(), current_actor(), session_id=session_id, now=current_now())
    flash(_("That login has ended."))
    return redirect(url_for("sessions.index"), HTTPStatus.SEE_OTHER)


@pages.post("/password")
@allow_everybody()
def change_password() -> ResponseReturnValue:
    try:
        accounts.change_password(
            current_context(),
            current_actor(),
            old_password=request.form.get("old_password", ""),
            new_password=request.form.get("new_password", ""),
            now=current_now(),
        )
    except InvalidInput as refusal:
        return _page(_own_profile().refused(refusal.problems)), HTTPStatus.UNPROCESSABLE_ENTITY
    forget_login()
    return redirect(url_for("login.ask"), HTTPStatus.SEE_OTHER)


def _own_profile() -> Form:
    actor = current_actor()
    return Form.filled(label=actor.label, locale=actor.locale, time_zone=actor.time_zone)


def _page(form: Form) -> str:
    present = current_session()
    return render_template(
        "sessions/index.html",
        sessions=sessions.list_sessions(current_context(), current_actor(), now=current_now()),
        present_id=present.session_id if present else None,
        form=form,
        labels={**profile_labels(), "old_password": _("Present password"), "new_password": _("New password")},
        languages=language_choices(),
        zones=zone_choices(form.value("time_zone")),
    )
