"""Accounts, for the administrator: nothing of requests, people or the whereabouts of houses."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from safehouse.domain.access import Grant
from safehouse.domain.codes import Role
from safehouse.domain.errors import InvalidInput
from safehouse.services import accounts, operations
from safehouse.web.access import allow, current_actor
from safehouse.web.current import current_context, current_now
from safehouse.web.forms import Form
from safehouse.web.texts import country_names
from safehouse.web.texts import gettext as _
from safehouse.web.words import word

pages = Blueprint("accounts", __name__, url_prefix="/accounts")

ROLES_TO_GRANT = tuple(role for role in Role if role not in accounts.TWO_PERSON_ROLES)


@pages.get("")
@allow(Role.ADMINISTRATOR)
def index() -> ResponseReturnValue:
    lines = accounts.list_accounts(current_context(), current_actor())
    return render_template("accounts/index.html", accounts=lines)


@pages.get("/new")
@allow(Role.ADMINISTRATOR)
def new() -> ResponseReturnValue:
    return _page(Form.filled(locale="en", time_zone=current_context().settings.time_zone.key))


@pages.post("/new")
@allow(Role.ADMINISTRATOR)
def create() -> ResponseReturnValue:
    form = Form.sent()
    try:
        accounts.create_account(
            current_context(),
            current_actor(),
            email=form.value("email"),
            label=form.value("label"),
            password=form.typed.get("password", ""),
            locale=form.value("locale"),
            time_zone=form.value("time_zone"),
            grants=_sent_grants(form),
            now=current_now(),
        )
    except InvalidInput as refusal:
        return _page(form.refused(refusal.problems)), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("The account can log in now."))
    return redirect(url_for("accounts.index"), HTTPStatus.SEE_OTHER)


@pages.post("/<account_id>/disable")
@allow(Role.ADMINISTRATOR)
def disable(account_id: str) -> ResponseReturnValue:
    accounts.disable_account(current_context(), current_actor(), account_id=account_id, now=current_now())
    flash(_("The account is disabled, and its logins have ended."))
    return redirect(url_for("accounts.index"), HTTPStatus.SEE_OTHER)


def _sent_grants(form: Form) -> tuple[Grant, ...]:
    """The one role of the form with its scope; none when the role is none that exists."""
    chosen = form.value("role")
    country, house_id = form.value("country") or None, form.value("house") or None
    return tuple(Grant(role, country, house_id) for role in Role if role.value == chosen)


def _page(form: Form) -> str:
    return render_template(
        "accounts/new.html",
        form=form,
        labels={
            "label": _("Name"),
            "email": _("Mail address"),
            "password": _("First password"),
            "locale": _("Language"),
            "time_zone": _("Time zone"),
            "role": _("Role"),
            "country": _("Country"),
            "house": _("House"),
        },
        roles=[(role.value, word(role)) for role in ROLES_TO_GRANT],
        countries=country_names(),
        houses=operations.list_house_codes(current_context(), current_actor()),
    )
