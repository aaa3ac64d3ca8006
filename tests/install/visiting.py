"""A browser without a screen, over TLS, that trusts one certificate and finds the host on this machine."""

import re
import socket
import ssl
from dataclasses import dataclass, field
from http.client import HTTPSConnection
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode, urlsplit

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_TIMEOUT_S = 30


@dataclass(frozen=True)
class Answer:
    """What came back; `location` of a redirect."""

    status: int
    text: str
    location: str


@dataclass
class Person:
    """Keeps cookies and sends forms with the token of the page seen last."""

    host: str
    certificate: Path
    protocol: str = ""
    _cookies: dict[str, str] = field(default_factory=dict)
    _last_page: str = ""

    def get(self, path: str) -> Answer:
        return self._send("GET", path, None)

    def post(self, path: str, **fields: str) -> Answer:
        found = _TOKEN.search(self._last_page)
        token = {"csrf_token": found.group(1)} if found else {}
        return self._send("POST", path, urlencode({**token, **fields}))

    def choose_password(self, link: str, password: str) -> None:
        """Open a one-time link. Raises PermissionError when it does not work."""
        opened = self.get(urlsplit(link).path)
        path = urlsplit(opened.location).path
        self.get(path)
        chosen = self.post(path, password=password, locale="en", time_zone="Europe/Brussels")
        if urlsplit(chosen.location).path != "/login":
            raise PermissionError(f"the link answers {opened.status}, then {chosen.status}")

    def log_in(self, email: str, password: str) -> None:
        """Raises PermissionError when the service does not let this person in."""
        self.get("/login")
        answer = self.post("/login", email=email, password=password, next="/")
        if not 300 <= answer.status < 400:
            raise PermissionError(f"the login answers {answer.status}")

    def _send(self, method: str, path: str, body: str | None) -> Answer:
        connection = self._connection()
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        for sent in response.headers.get_all("Set-Cookie") or []:
            self._cookies.update({name: morsel.value for name, morsel in SimpleCookie(sent).items()})
        answer = Answer(response.status, response.read().decode(), response.headers.get("Location", ""))
        connection.close()
        self._last_page = answer.text or self._last_page
        return answer

    def _connection(self) -> HTTPSConnection:
        context = ssl.create_default_context(cafile=str(self.certificate))
        plain = socket.create_connection(("127.0.0.1", 443), timeout=_TIMEOUT_S)
        connection = HTTPSConnection(self.host, context=context)
        secured = context.wrap_socket(plain, server_hostname=self.host)
        self.protocol = secured.version() or ""
        connection.sock = secured
        return connection
