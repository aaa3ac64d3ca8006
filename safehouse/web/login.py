"""Logging in and out, the forgotten password, the cover over a page that was left alone, and the quick way out."""

from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from safehouse.domain.errors import LoginRefused
from safehouse.services.accounts import normal_email, wish_link
from safehouse.web.access import (
    allow_everybody,
    close_login,
    cover_login,
    current_actor,
    current_session,
    open_login,
    public,
    uncover_login,
)
from safehouse.web.current import current_context, current_now
from safehouse.web.navigation import landing_page
from safehouse.web.throttle import count_wrong, may_wish, refuse_too_many

pages = Blueprint("login", __name__)

_OWN_FIELDS = frozenset({"csrf_token", "cover-password", "cover-next", "cover-method"})


@pages.get("/")
@allow_everybody()
def show_start() -> ResponseReturnValue:
    return redirect(url_for(landing_page(current_actor().roles)))


@pages.get("/login")
@public
def ask() -> ResponseReturnValue:
    if current_session() is not None:
        return redirect(url_for("login.show_start"))
    return _login_page(safe_path(request.args.get("next", "/")))


@pages.post("/login")
@public
def enter() -> ResponseReturnValue:
    email = request.form.get("email", "")
    path = safe_path(request.form.get("next", "/"))
    key = normal_email(email)
    try:
        refuse_too_many(key)
        open_login(email, request.form.get("password", ""))
    except LoginRefused:
        count_wrong(key)
        return _login_page(path, email=email, is_refused=True), HTTPStatus.UNAUTHORIZED
    return redirect(path, HTTPStatus.SEE_OTHER)


@pages.get("/login/forgotten")
@public
def show_forgotten() -> ResponseReturnValue:
    return _forgotten_page(is_wished=False)


@pages.post("/login/forgotten")
@public
def forget_password() -> ResponseReturnValue:
    """The same answer after the same work for every address: whether it has an account is looked up by the scheduler."""
    email = request.form.get("email", "")
    if may_wish(normal_email(email)):
        wish_link(current_context(), email=email, now=current_now())
    return _forgotten_page(is_wished=True)


@pages.post("/logout")
@public
def leave() -> ResponseReturnValue:
    close_login()
    return redirect(url_for("login.ask"), HTTPStatus.SEE_OTHER)


@pages.post("/leave")
@public
def leave_quickly() -> ResponseReturnValue:
    close_login()
    return redirect(url_for("login.show_away"), HTTPStatus.SEE_OTHER)


@pages.get("/away")
@public
def show_away() -> ResponseReturnValue:
    return render_template("away.html")


@pages.post("/cover")
@allow_everybody()
def cover() -> ResponseReturnValue:
    """For whoever leaves the desk: the page that is shown next asks for the password."""
    cover_login()
    return redirect(safe_path(request.form.get("next", "/")), HTTPStatus.SEE_OTHER)


@pages.post("/uncover")
@allow_everybody(is_activity=False, is_for_covered=True)
def uncover() -> ResponseReturnValue:
    """Go on where the cover came down; 307 makes the browser send a covered form again, with all that was typed."""
    session = current_session()
    key = session.session_id if session else ""
    try:
        refuse_too_many(key)
        uncover_login(request.form.get("cover-password", ""))
    except LoginRefused:
        count_wrong(key)
        return _cover_page(_cover_next(), request.form.get("cover-method", "GET"), is_refused=True)
    if "HX-Request" in request.headers:
        return Response(status=HTTPStatus.NO_CONTENT)
    was_form = request.form.get("cover-method") == "POST"
    return redirect(_cover_next(), HTTPStatus.TEMPORARY_REDIRECT if was_form else HTTPStatus.SEE_OTHER)


def refuse_stranger() -> ResponseReturnValue:
    """The answer to whoever needs a login and has none: the login page, then the page that was wanted."""
    if "HX-Request" in request.headers:
        # A part of a page cannot hold the login page, so the whole page is loaded again.
        return Response(status=HTTPStatus.UNAUTHORIZED, headers={"HX-Refresh": "true"})
    wanted = request.path if request.method == "GET" and request.path != "/" else None
    return redirect(url_for("login.ask", next=wanted), HTTPStatus.SEE_OTHER)


def cover_page() -> ResponseReturnValue:
    """The answer while the login is covered: a page that asks for the password and carries what was typed."""
    if "HX-Request" in request.headers:
        return Response(status=HTTPStatus.UNAUTHORIZED, headers={"HX-Trigger": "cover"})
    return _cover_page(request.full_path.rstrip("?"), request.method)


def safe_path(path: str) -> str:
    """The path if it leads nowhere but into this service, else the start page."""
    parts = urlsplit(path)
    is_own = path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return path if is_own and path.isprintable() else "/"


def _cover_next() -> str:
    return safe_path(request.form.get("cover-next", "/"))


def _login_page(path: str, *, email: str = "", is_refused: bool = False) -> str:
    return render_template("login.html", next=path, email=email, is_refused=is_refused)


def _forgotten_page(*, is_wished: bool) -> str:
    has_mail = current_context().settings.mail is not None
    return render_template("forgotten.html", is_wished=is_wished, has_mail=has_mail)


def _cover_page(path: str, method: str, *, is_refused: bool = False) -> Response:
    typed = [(name, value) for name, value in request.form.items(multi=True) if name not in _OWN_FIELDS]
    page = render_template("cover.html", next=path, method=method, typed=typed, is_refused=is_refused)
    return make_response(page, HTTPStatus.UNAUTHORIZED)
