"""What a one-time link opens: a page on which somebody chooses a password.

The token stands in one address only, that of the link itself. Opening it changes nothing and leads at once to an address without
it, with the token in a cookie of a few minutes; so it stands in no page, no referrer and no history entry that is shown.
"""

import re
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from safehouse.domain.codes import LinkKind
from safehouse.domain.errors import InvalidInput
from safehouse.services import accounts
from safehouse.services.one_time_links import LINK_PATH
from safehouse.web.access import public
from safehouse.web.choices import language_choices, profile_labels, zone_choices
from safehouse.web.current import current_context, current_now
from safehouse.web.forms import Form
from safehouse.web.texts import gettext as _

pages = Blueprint("links", __name__, url_prefix=LINK_PATH)

_COOKIE_SECONDS = 1_800
_TOKEN = re.compile(r"[0-9a-f]{64}")


@pages.get("/<token>")
@public
def open_link(token: str) -> ResponseReturnValue:
    """Whether the token is worth anything is not looked at here, so a program that follows all links of a mail learns nothing."""
    response = redirect(url_for("links.show"), HTTPStatus.SEE_OTHER)
    if _TOKEN.fullmatch(token):
        _set_cookie(response, token, seconds=_COOKIE_SECONDS)
    else:
        _set_cookie(response, "", seconds=0)
    return response


@pages.get("")
@public
def show() -> ResponseReturnValue:
    link = accounts.find_link(current_context(), token=_sent_token(), now=current_now())
    return _page(link, Form.filled(locale=link.locale, time_zone=link.time_zone))


@pages.post("")
@public
def set_password() -> ResponseReturnValue:
    form = Form.sent()
    link = accounts.find_link(current_context(), token=_sent_token(), now=current_now())
    is_invitation = link.kind is LinkKind.INVITATION
    try:
        accounts.set_password(
            current_context(),
            token=_sent_token(),
            password=form.typed.get("password", ""),
            locale=form.value("locale") if is_invitation else link.locale,
            time_zone=form.value("time_zone") if is_invitation else link.time_zone,
            now=current_now(),
        )
    except InvalidInput as refusal:
        return _page(link, form.refused(refusal.problems)), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("The password is set. Log in with it now."))
    response = redirect(url_for("login.ask"), HTTPStatus.SEE_OTHER)
    _set_cookie(response, "", seconds=0)
    return response


def _page(link: accounts.LinkView, form: Form) -> str:
    return render_template(
        "links/show.html",
        link=link,
        is_invitation=link.kind is LinkKind.INVITATION,
        form=form,
        labels={**profile_labels(), "password": _("New password")},
        languages=language_choices(),
        zones=zone_choices(form.value("time_zone")),
    )


def _sent_token() -> str:
    return request.cookies.get(_cookie_name(), "")


def _cookie_name() -> str:
    return f"{current_context().settings.cookie_name}-link"


def _set_cookie(response: Response, token: str, *, seconds: int) -> None:
    """Lax, because the link is opened from a mail: a strict cookie would not be sent along with what follows such a click."""
    response.set_cookie(
        _cookie_name(),
        token,
        max_age=seconds,
        path="/",
        secure=current_context().settings.is_tls,
        httponly=True,
        samesite="Lax",
    )
