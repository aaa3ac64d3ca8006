"""People who use the service over a real connection, without a browser: they log in, keep cookies and send the token of the page."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from urllib.parse import urlencode

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_ANSWERS_WITHIN_SECONDS = 60.0
_KEPT_SECONDS = 1.0
"""The service closes a connection that was idle for two."""


class NoAnswer(Exception):  # noqa: N818  # Named after what it is.
    """The connection broke: nobody knows whether the deed was done."""


@dataclass(frozen=True)
class Answer:
    """What the service said; redirects are not followed."""

    status: int
    headers: Mapping[str, str]
    text: str


class Wire:
    """One person's connection. After it broke, the next request makes a new one. Raises NoAnswer."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=_ANSWERS_WITHIN_SECONDS)
        self._cookies: dict[str, str] = {}
        self._token = ""
        self._used_at = 0.0

    def log_in(self, email: str, password: str) -> None:
        """Log in as people do. Raises AssertionError when the service refuses."""
        self.get("/login")
        answer = self.post("/login", email=email, password=password, next="/sessions")
        assert answer.status == 303, "the login was refused"
        self.get("/sessions")

    def get(self, path: str) -> Answer:
        """Ask for a page; the token of its first form is that of what is sent next."""
        answer = self._ask("GET", path)
        if found := _TOKEN.search(answer.text):
            self._token = found.group(1)
        return answer

    def post(self, path: str, **fields: str) -> Answer:
        """Send a form with the token of the page that was seen last."""
        return self._ask("POST", path, urlencode({"csrf_token": self._token, **fields}))

    def close(self) -> None:
        self._connection.close()

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if time.monotonic() - self._used_at > _KEPT_SECONDS:
            self._connection.close()
        try:
            self._connection.request(method, path, body, headers)
            response = self._connection.getresponse()
            text = response.read().decode()
        except (OSError, HTTPException) as error:
            self._connection.close()
            raise NoAnswer from error
        self._used_at = time.monotonic()
        for cookie in response.headers.get_all("Set-Cookie", []):
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(cookie).items()}
        return Answer(response.status, dict(response.headers), text)
