"""The headers on every kind of response."""

import re

import pytest
from flask import Flask

from safehouse.app import create_app
from safehouse.services.context import Context
from safehouse.services.sealing import Vault
from safehouse.settings import Settings
from tests.support.stores import MASTER_KEY
from tests.support.visitors import Visitor, a_visitor

POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def nonce_of(policy: str) -> str:
    found = re.search(r"'nonce-([\w-]{22})'", policy)
    assert found
    return found.group(1)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/login", 200),
        ("GET", "/health", 200),
        ("GET", "/sessions", 303),
        ("GET", "/no/such/page", 404),
        ("PUT", "/login", 405),
        ("POST", "/login", 400),
        ("GET", "/static/safehouse.css", 200),
        ("GET", "/htmx/htmx.min.js", 200),
        ("GET", "/bootstrap/static/css/bootstrap.min.css", 200),
        ("GET", "/static/nothing", 404),
    ],
)
def test_every_response_carries_them(app: Flask, method: str, path: str, status: int) -> None:
    response = app.test_client().open(path, method=method, buffered=True)
    assert response.status_code == status
    policy = response.headers["Content-Security-Policy"]
    assert policy == POLICY.format(nonce=nonce_of(policy))
    assert {name: response.headers[name] for name in FIXED} == FIXED
    assert "camera=()" in response.headers["Permissions-Policy"]
    assert "Server" not in response.headers


def test_only_files_may_be_kept_by_a_browser(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/static/safehouse.css", buffered=True).headers["Cache-Control"] == "public, max-age=3600"
    for path in ("/login", "/sessions", "/no/such/page", "/health"):
        assert client.get(path).headers["Cache-Control"] == "no-store"


def test_every_script_carries_the_nonce_of_its_own_response(visitor: Visitor) -> None:
    nonces = set()
    for _ in range(2):
        page = visitor.get("/login")
        nonce = nonce_of(page.headers["Content-Security-Policy"])
        scripts = re.findall(r"<script[^>]*>", page.text)
        assert scripts
        assert all(f'nonce="{nonce}"' in script for script in scripts)
        nonces.add(nonce)
    assert len(nonces) == 2


def test_pages_bring_nothing_from_anywhere_else(visitor: Visitor) -> None:
    page = visitor.get("/login").text
    assert re.findall(r"""(?:src|href|action)=["'](?!/|#)[^"']*""", page) == []
    assert " style=" not in page
    assert re.findall(r"\son\w+=", page) == []


def test_the_cookie_is_for_this_service_alone(visitor: Visitor) -> None:
    cookie = visitor.get("/login").headers["Set-Cookie"]
    assert re.fullmatch(r"safehouse=[\w-]{43}; HttpOnly; Path=/; SameSite=Lax", cookie)


def test_over_tls_the_cookie_stays_on_tls_and_browsers_are_told_to(context: Context) -> None:
    settings = Settings(master_key=MASTER_KEY, public_url="https://safehouse.example.org")
    visitor = a_visitor(create_app(Context(context.store, Vault(MASTER_KEY), settings)))
    page = visitor.get("/login")
    assert re.fullmatch(
        r"__Host-safehouse=[\w-]{43}; Secure; HttpOnly; Path=/; SameSite=Lax", page.headers["Set-Cookie"]
    )
    assert page.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"


def test_files_and_health_set_no_cookie(visitor: Visitor) -> None:
    for path in ("/health", "/static/safehouse.css", "/htmx/htmx.min.js"):
        assert "Set-Cookie" not in visitor.get(path).headers
