"""People in front of a browser, without the browser: they keep cookies, send forms with the token of the page, and log in."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html.parser import HTMLParser

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from safehouse.domain.access import Actor
from safehouse.domain.ids import new_id
from safehouse.models.accounts import LoginSession
from safehouse.services.context import Context

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')

Fields = Mapping[str, str | Sequence[str]]


@dataclass
class Visitor:
    """One browser. `get` and `post` answer what the service answered, redirects not followed."""

    client: FlaskClient
    address: str = "127.0.0.1"
    last_page: str = ""

    def get(self, path: str, **headers: str) -> TestResponse:
        return self._keep(self._send("GET", path, headers))

    def post(self, path: str, fields: Fields | None = None, **headers: str) -> TestResponse:
        """Send a form with the token of the page that was seen last, or else of the own logins or the login form."""
        return self.post_bare(path, {"csrf_token": self.token(), **(fields or {})}, **headers)

    def post_bare(self, path: str, fields: Fields, **headers: str) -> TestResponse:
        """Send exactly these fields."""
        return self._keep(self._send("POST", path, headers, fields))

    def token(self) -> str:
        """The CSRF token of a form of this visitor."""
        for page in ("", "/sessions", "/login"):
            if page:
                self.get(page)
            found = _TOKEN.search(self.last_page)
            if found:
                return found.group(1)
        raise AssertionError("no page with a form was found")

    def log_in(self, email: str, password: str, *, path: str = "/") -> TestResponse:
        self.get("/login")
        return self.post("/login", {"email": email, "password": password, "next": path})

    def _send(self, method: str, path: str, headers: Mapping[str, str], fields: Fields | None = None) -> TestResponse:
        where = {"REMOTE_ADDR": self.address}
        return self.client.open(path, method=method, data=fields, headers=headers, environ_base=where, buffered=True)

    def _keep(self, response: TestResponse) -> TestResponse:
        if response.mimetype == "text/html" and response.text:
            self.last_page = response.text
        return response


def a_visitor(app: Flask) -> Visitor:
    """Somebody who is not logged in."""
    return Visitor(app.test_client())


def a_visitor_as(app: Flask, context: Context, actor: Actor, *, now: datetime) -> Visitor:
    """Somebody who has just logged in, without the time that a password takes."""
    token = secrets.token_urlsafe(32)
    with context.store.transaction() as session:
        session.add(
            LoginSession(
                id=new_id(),
                token_hash=context.vault.keyed_hash("session", token),
                account_id=actor.account_id,
                created_at=now,
                seen_at=now,
                ends_at=now + timedelta(hours=context.settings.session_hours),
            )
        )
    visitor = a_visitor(app)
    visitor.client.set_cookie(context.settings.cookie_name, token)
    return visitor


def text_of(page: str) -> str:
    """What a person reads on a page: its text with every run of blanks as one."""
    reader = _Text()
    reader.feed(page)
    return " ".join(" ".join(reader.parts).split())


class _Text(HTMLParser):
    """Collects the text of the body, without what is not shown."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._silent += tag in {"head", "script", "dialog"}

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in {"head", "script", "dialog"}

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)
