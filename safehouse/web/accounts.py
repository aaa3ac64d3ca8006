"""Accounts, for the administrator: nothing of requests, people or the whereabouts of houses."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from safehouse.domain.codes import Role
from safehouse.domain.errors import InvalidInput
from safehouse.domain.locales import SOURCE_LOCALE
from safehouse.services import accounts
from safehouse.services.accounts import AccountDraft, AccountView, GrantDraft, OneTimeLink
from safehouse.web.access import allow, current_actor
from safehouse.web.account_forms import NEW_GRANTS, account_labels, as_form, grant_options, read_grants, shown_grants
from safehouse.web.choices import language_choices, zone_choices
from safehouse.web.current import current_context, current_now
from safehouse.web.forms import Form
from safehouse.web.texts import gettext as _

pages = Blueprint("accounts", __name__, url_prefix="/accounts")


@pages.get("")
@allow(Role.ADMINISTRATOR)
def index() -> ResponseReturnValue:
    return render_template("accounts/index.html", accounts=accounts.list_accounts(current_context(), current_actor()))


@pages.get("/new")
@allow(Role.ADMINISTRATOR)
def new() -> ResponseReturnValue:
    return _invitation_page(Form.filled(locale=SOURCE_LOCALE, time_zone=current_context().settings.time_zone.key))


@pages.post("/new")
@allow(Role.ADMINISTRATOR)
def invite() -> ResponseReturnValue:
    form = Form.sent()
    if form.value("add"):
        return _invitation_page(form, is_grant_added=True)
    form, grants = read_grants(form)
    try:
        link = accounts.invite_account(
            current_context(), current_actor(), draft=_sent_draft(form, grants), now=current_now()
        )
    except InvalidInput as refusal:
        return _invitation_page(form.refused(refusal.problems)), HTTPStatus.UNPROCESSABLE_ENTITY
    return _link_page(link)


@pages.get("/<account_id>")
@allow(Role.ADMINISTRATOR)
def show(account_id: str) -> ResponseReturnValue:
    account = _account(account_id)
    return _account_page(account, as_form(account.line.grants))


@pages.post("/<account_id>/link")
@allow(Role.ADMINISTRATOR)
def send_link(account_id: str) -> ResponseReturnValue:
    return _link_page(accounts.send_link(current_context(), current_actor(), account_id=account_id, now=current_now()))


@pages.post("/<account_id>/roles")
@allow(Role.ADMINISTRATOR)
def change_roles(account_id: str) -> ResponseReturnValue:
    form = Form.sent()
    if form.value("add"):
        return _account_page(_account(account_id), form, is_grant_added=True)
    form, grants = read_grants(form)
    try:
        accounts.change_grants(
            current_context(), current_actor(), account_id=account_id, grants=grants, now=current_now()
        )
    except InvalidInput as refusal:
        page = _account_page(_account(account_id), form.refused(refusal.problems))
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("The account has these roles now. Where they are new, its logins have ended."))
    return _back(account_id)


@pages.post("/<account_id>/disable")
@allow(Role.ADMINISTRATOR)
def disable(account_id: str) -> ResponseReturnValue:
    accounts.disable_account(current_context(), current_actor(), account_id=account_id, now=current_now())
    flash(_("The account is disabled. Its logins have ended, and its one-time link too."))
    return _back(account_id)


@pages.post("/<account_id>/enable")
@allow(Role.ADMINISTRATOR)
def enable(account_id: str) -> ResponseReturnValue:
    accounts.enable_account(current_context(), current_actor(), account_id=account_id, now=current_now())
    flash(_("The account is enabled again, with the password and the roles that it had."))
    return _back(account_id)


def _account(account_id: str) -> AccountView:
    return accounts.get_account(current_context(), current_actor(), account_id=account_id, now=current_now())


def _back(account_id: str) -> ResponseReturnValue:
    return redirect(url_for("accounts.show", account_id=account_id), HTTPStatus.SEE_OTHER)


def _sent_draft(form: Form, grants: tuple[GrantDraft, ...]) -> AccountDraft:
    return AccountDraft(
        email=form.value("email"),
        label=form.value("label"),
        locale=form.value("locale"),
        time_zone=form.value("time_zone"),
        grants=grants,
    )


def _invitation_page(form: Form, *, is_grant_added: bool = False) -> str:
    form, rows = shown_grants(form, at_least=NEW_GRANTS, is_added=is_grant_added)
    return render_template(
        "accounts/new.html",
        form=form,
        rows=rows,
        is_grant_added=is_grant_added,
        labels=account_labels(rows),
        languages=language_choices(),
        zones=zone_choices(form.value("time_zone")),
        **grant_options(rows),
    )


def _account_page(account: AccountView, form: Form, *, is_grant_added: bool = False) -> str:
    form, rows = shown_grants(form, at_least=0, is_added=is_grant_added)
    return render_template(
        "accounts/show.html",
        account=account,
        form=form,
        rows=rows,
        is_grant_added=is_grant_added,
        is_own=account.line.id == current_actor().account_id,
        labels=account_labels(rows),
        languages=dict(language_choices()),
        **grant_options(rows),
    )


def _link_page(link: OneTimeLink) -> str:
    """Shown in the answer itself, so that the link lies in no address, no cookie and no history."""
    return render_template("accounts/link.html", link=link, has_mail=current_context().settings.mail is not None)
