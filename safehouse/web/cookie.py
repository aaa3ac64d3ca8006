"""The one cookie: a random token and nothing else.

Flask's session of a request is made from the token alone, so nothing is signed, nothing is stored in the browser, and the
secret of CSRF tokens is a keyed hash of the login's token: a token of one login is worth nothing in another.
"""

import re
import secrets

from flask import Flask, Request, Response, g, request
from flask.sessions import SecureCookieSession, SessionInterface, SessionMixin

from safehouse.services.context import Context

TOKEN_KEY = "_user_id"  # noqa: S105  # The name under which Flask-Login keeps what identifies a login.
_CSRF_KEY = "csrf_token"
_TOKEN = re.compile(r"[\w-]{43}", re.ASCII)


class TokenSessions(SessionInterface):
    """Makes the session from the cookie, and sends the cookie when the token is news to the browser."""

    def __init__(self, context: Context) -> None:
        self._name = context.settings.cookie_name
        self._is_tls = context.settings.is_tls
        self._vault = context.vault

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        """A browser without a token gets a new one, so that the login form has something to bind its CSRF token to."""
        del app
        token = request.cookies.get(self._name, "")
        if not _TOKEN.fullmatch(token):
            token = secrets.token_urlsafe(32)
        return SecureCookieSession({TOKEN_KEY: token, _CSRF_KEY: self._vault.keyed_hash("csrf", token)})

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Send the token with a login and with every form; take it away with a logout."""
        del app
        token: str | None = session.get(TOKEN_KEY)
        if not session.modified and _CSRF_KEY not in g:
            return
        response.vary.add("Cookie")
        if token is None:
            response.delete_cookie(self._name, path="/", secure=self._is_tls, httponly=True, samesite="Lax")
        elif token != request.cookies.get(self._name):
            response.set_cookie(self._name, token, path="/", secure=self._is_tls, httponly=True, samesite="Lax")
