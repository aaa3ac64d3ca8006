"""The administrator's pages: accounts, and the service at work. Nothing of requests, people or the whereabouts of houses."""

from http import HTTPStatus

from babel import Locale
from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from safehouse.domain.access import Grant
from safehouse.domain.codes import Role
from safehouse.domain.errors import FieldProblem, InvalidInput, Problem
from safehouse.services import accounts, operations
from safehouse.web.access import allow, current_actor
from safehouse.web.current import current_context, current_now
from safehouse.web.forms import Form
from safehouse.web.texts import gettext as _
from safehouse.web.words import word

pages = Blueprint("admin", __name__, url_prefix="/admin")

ROLES_TO_GRANT = (Role.COORDINATOR, Role.MANAGER, Role.ANALYST)
"""The others take two persons."""


@pages.get("/accounts")
@allow(Role.ADMINISTRATOR)
def show_accounts() -> ResponseReturnValue:
    return render_template(
        "admin/accounts.html",
        accounts=accounts.list_accounts(current_context(), current_actor()),
    )


@pages.get("/accounts/new")
@allow(Role.ADMINISTRATOR)
def new_account() -> ResponseReturnValue:
    context = current_context()
    return _account_page(Form.filled(locale="en", time_zone=context.settings.time_zone.key))


@pages.post("/accounts/new")
@allow(Role.ADMINISTRATOR)
def create_account() -> ResponseReturnValue:
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
            grants=(_sent_grant(form),),
            now=current_now(),
        )
    except InvalidInput as refusal:
        return _account_page(form.refused(refusal.problems)), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("The account can log in now."))
    return redirect(url_for("admin.show_accounts"), HTTPStatus.SEE_OTHER)


@pages.post("/accounts/<account_id>/disable")
@allow(Role.ADMINISTRATOR)
def disable_account(account_id: str) -> ResponseReturnValue:
    accounts.disable_account(current_context(), current_actor(), account_id=account_id, now=current_now())
    flash(_("The account is disabled, and its logins have ended."))
    return redirect(url_for("admin.show_accounts"), HTTPStatus.SEE_OTHER)


@pages.get("/jobs")
@allow(Role.ADMINISTRATOR)
def show_jobs() -> ResponseReturnValue:
    return render_template(
        "admin/jobs.html",
        operations=operations.get_operations(current_context(), current_actor()),
    )


def _sent_grant(form: Form) -> Grant:
    """The one role of the form with its scope. Raises InvalidInput for a role that is not on offer."""
    role = next((role for role in ROLES_TO_GRANT if role.value == form.value("role")), None)
    if role is None:
        raise InvalidInput([FieldProblem("role", Problem.REQUIRED)])
    return Grant(role, form.value("country") or None, form.value("house") or None)


def _account_page(form: Form) -> str:
    return render_template(
        "admin/account.html",
        form=form,
        roles=[(role.value, word(role)) for role in ROLES_TO_GRANT],
        countries=_country_names(get_locale()),
        houses=operations.list_house_codes(current_context(), current_actor()),
    )


def _country_names(locale: Locale) -> list[tuple[str, str]]:
    """Code and name of every country, by name."""
    names = [(code, name) for code, name in locale.territories.items() if len(code) == 2 and code.isalpha()]  # noqa: PLR2004  # Longer codes are regions.
    return sorted(names, key=lambda pair: pair[1])
