"""The cookies: a random token, and for one page the sealed messages that the last deed left.

Flask's session of a request is made from the token alone: nothing that can be read or forged lies in the browser, and the
secret of CSRF tokens is a keyed hash of the login's token, so that a token of one login is worth nothing in another.
"""

import json
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from flask import Flask, Request, Response, g, request
from flask.sessions import SecureCookieSession, SessionInterface, SessionMixin

from safehouse.domain.errors import BrokenSeal
from safehouse.services.context import Context

TOKEN_KEY = "_user_id"  # noqa: S105  # The name under which Flask-Login keeps what identifies a login.
_CSRF_KEY = "csrf_token"
_MESSAGES_KEY = "_flashes"
_MESSAGES_SECONDS = 60
_MOST_MESSAGES = 5
"""Of deeds whose page nobody looked at, only the last: a cookie of more than 4 KiB is refused by browsers."""
_TOKEN = re.compile(r"[\w-]{43}", re.ASCII)


class TokenSessions(SessionInterface):
    """Makes the session from the cookies, and sends them when they are news to the browser."""

    def __init__(self, context: Context) -> None:
        self._name = context.settings.cookie_name
        self._messages_name = f"{self._name}-messages"
        self._is_tls = context.settings.is_tls
        self._vault = context.vault

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        """A browser without a token gets a new one, so that the login form has something to bind its CSRF token to."""
        del app
        token = request.cookies.get(self._name, "")
        if not _TOKEN.fullmatch(token):
            token = secrets.token_urlsafe(32)
        session = {TOKEN_KEY: token, _CSRF_KEY: self._vault.keyed_hash("csrf", token)}
        messages = self._opened(token, request.cookies.get(self._messages_name, ""))
        return SecureCookieSession({**session, **({_MESSAGES_KEY: messages} if messages else {})})

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Send the token with a login and with every form, and messages until a page has shown them; a logout takes both."""
        del app
        if not session.modified and _CSRF_KEY not in g:
            return
        response.vary.add("Cookie")
        token: str | None = session.get(TOKEN_KEY)
        self._send(response, self._name, token)
        sealed = self._sealed(token, session[_MESSAGES_KEY]) if token and _MESSAGES_KEY in session else None
        self._send(response, self._messages_name, sealed, max_age=_MESSAGES_SECONDS)

    def _send(self, response: Response, name: str, value: str | None, *, max_age: int | None = None) -> None:
        """Set or delete a cookie, unless the browser has it so already."""
        if value == request.cookies.get(name):
            return
        if value is None:
            response.delete_cookie(name, path="/", secure=self._is_tls, httponly=True, samesite="Lax")
        else:
            response.set_cookie(
                name, value, max_age=max_age, path="/", secure=self._is_tls, httponly=True, samesite="Lax"
            )

    def _sealed(self, token: str, messages: list[Any]) -> str:
        row = self._vault.keyed_hash("messages", token)
        return urlsafe_b64encode(
            self._vault.seal("cookie", row, "messages", json.dumps(messages[-_MOST_MESSAGES:]).encode())
        ).decode()

    def _opened(self, token: str, sealed: str) -> list[tuple[str, str]]:
        """The messages; none when they were for another login or are no messages at all, for they are only a courtesy."""
        row = self._vault.keyed_hash("messages", token)
        try:
            plain = self._vault.open("cookie", row, "messages", urlsafe_b64decode(sealed))
        except (BrokenSeal, ValueError):
            return []
        return [(category, message) for category, message in json.loads(plain)]
