"""What a one-time link opens, and the forgotten password: nothing secret in an address, nothing said to whoever guesses."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from safehouse.app import create_app
from safehouse.domain.access import Actor
from safehouse.domain.codes import Role
from safehouse.services.accounts import OneTimeLink, answer_wishes, send_link
from safehouse.services.context import Context
from safehouse.settings import MailServer
from tests.rows import somebody
from tests.services.people import DUTCH_COORDINATOR, EMAIL, PASSWORD, create, invite, token_in
from tests.support.stores import NOW
from tests.support.visitors import Visitor, a_visitor, text_of

Forward = Callable[[timedelta], datetime]
COOKIE = "safehouse-link"
CHOICE = {"password": PASSWORD, "locale": "en", "time_zone": "Europe/Lisbon"}


@pytest.fixture
def administrator(context: Context) -> Actor:
    return somebody(context, Role.ADMINISTRATOR)


@pytest.fixture
def link(context: Context, administrator: Actor) -> OneTimeLink:
    return invite(context, administrator)


def follow(visitor: Visitor, link: OneTimeLink) -> TestResponse:
    """Open a link as a browser does, and answer the page to which it leads."""
    opened = visitor.get(f"/link/{token_in(link)}")
    assert (opened.status_code, opened.location) == (303, "/link")
    return visitor.get("/link")


def test_a_link_leads_to_a_password_a_language_and_a_time_zone(visitor: Visitor, link: OneTimeLink) -> None:
    page = follow(visitor, link)
    assert page.status_code == 200
    assert "For Noor" in text_of(page.text)
    assert '<option value="nl" selected>' in page.text
    assert '<option value="Europe/Amsterdam" selected>' in page.text
    sent = visitor.post("/link", CHOICE)
    assert (sent.status_code, sent.location) == (303, "/login")
    assert "The password is set. Log in with it now." in visitor.get("/login").text
    assert visitor.log_in(EMAIL, PASSWORD).status_code == 303
    assert "01:00 WET" in visitor.get("/sessions").text


def test_a_link_for_a_new_password_asks_for_nothing_else(
    context: Context, administrator: Actor, visitor: Visitor
) -> None:
    link = send_link(context, administrator, account_id=create(context, DUTCH_COORDINATOR), now=NOW)
    page = follow(visitor, link)
    assert 'name="locale"' not in page.text
    # What a form smuggles in is not looked at.
    assert visitor.post("/link", {**CHOICE, "password": "staple of another horse"}).status_code == 303
    assert visitor.log_in(EMAIL, "staple of another horse").status_code == 303
    assert "02:00 CET" in visitor.get("/sessions").text


def test_the_token_stands_in_no_page_no_log_line_and_no_address_but_its_own(
    visitor: Visitor, link: OneTimeLink, capsys: pytest.CaptureFixture[str]
) -> None:
    """Red when the link itself answers with the page, and when the log says paths instead of routes."""
    token = token_in(link)
    opened = visitor.get(f"/link/{token}")
    assert token not in opened.text + str(opened.location)
    assert opened.headers["Referrer-Policy"] == "no-referrer"
    assert opened.headers["Cache-Control"] == "no-store"
    for answer in (visitor.get("/link"), visitor.post("/link", {**CHOICE, "password": "short"}), visitor.get("/link")):
        assert token not in answer.text + str(answer.headers)
    cookie = visitor.client.get_cookie(COOKIE)
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site, cookie.max_age) == (True, "Lax", 1800)
    visitor.post("/link", CHOICE)
    assert visitor.client.get_cookie(COOKIE) is None
    logged = capsys.readouterr()
    assert token not in logged.out + logged.err


def test_over_tls_the_cookie_is_for_this_host_alone(context: Context, link: OneTimeLink) -> None:
    over_tls = replace(context, settings=replace(context.settings, public_url="https://safehouse.example"))
    opened = a_visitor(create_app(over_tls)).get(f"/link/{token_in(link)}")
    [cookie] = [value for value in opened.headers.getlist("Set-Cookie") if value.startswith("__Host-safehouse-link=")]
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


def test_a_program_that_follows_links_uses_nothing_up(visitor: Visitor, app: Flask, link: OneTimeLink) -> None:
    for _ in range(3):
        scanner = a_visitor(app)
        follow(scanner, link)
        scanner.client.open(f"/link/{token_in(link)}", method="HEAD")
    follow(visitor, link)
    assert visitor.post("/link", CHOICE).status_code == 303


def test_a_form_of_a_link_needs_its_token(visitor: Visitor, link: OneTimeLink) -> None:
    follow(visitor, link)
    assert visitor.post_bare("/link", CHOICE).status_code == 400
    assert visitor.post("/link", CHOICE).status_code == 303


def test_unknown_used_and_late_links_are_told_apart_by_nothing(
    app: Flask, visitor: Visitor, link: OneTimeLink, forward: Forward
) -> None:
    follow(visitor, link)
    visitor.post("/link", CHOICE)
    pages = []
    for path in (f"/link/{token_in(link)}", f"/link/{'0' * 64}", "/link/nonsense", "/link"):
        stranger = a_visitor(app)
        stranger.get(path)
        pages.append(stranger.get("/link"))
    forward(timedelta(days=8))
    pages.append(follow(a_visitor(app), link))
    assert {page.status_code for page in pages} == {410}
    assert len({text_of(page.text) for page in pages}) == 1
    assert a_visitor(app).post("/link", CHOICE).status_code == 410


def test_a_wrong_password_is_named_and_not_sent_back(visitor: Visitor, link: OneTimeLink) -> None:
    follow(visitor, link)
    refused = visitor.post("/link", {"password": "too short", "locale": "ro", "time_zone": "Mars/Base"})
    assert refused.status_code == 422
    assert "too short" not in refused.text
    assert "New password: At least 12 characters are needed." in text_of(refused.text)
    assert "Time zone: This is not one of the possible answers." in text_of(refused.text)
    assert '<option value="ro" selected>' in refused.text


def test_whoever_is_logged_in_with_the_account_is_thrown_out(
    context: Context, app: Flask, administrator: Actor, visitor: Visitor
) -> None:
    account_id = create(context, DUTCH_COORDINATOR)
    thief = a_visitor(app)
    thief.log_in(EMAIL, PASSWORD)
    follow(visitor, send_link(context, administrator, account_id=account_id, now=NOW))
    visitor.post("/link", {"password": "staple of another horse"})
    assert thief.get("/sessions").status_code == 303


def with_mail(context: Context) -> Flask:
    """The application with a mail server, which is not asked for anything."""
    mail = MailServer(host="127.0.0.1", sender="safehouse@example.org")
    return create_app(replace(context, settings=replace(context.settings, mail=mail)))


def page_without_token(page: str) -> str:
    return re.sub(r'(value|nonce|hx-headers)=(["\']).*?\2', "", page)


@pytest.mark.usefixtures("travel")
def test_a_forgotten_password_is_answered_alike_for_known_and_unknown(context: Context) -> None:
    """Red when the page says whether there is an account."""
    create(context, DUTCH_COORDINATOR)
    answers = []
    for email in (EMAIL, "nobody@example.org", ""):
        visitor = a_visitor(with_mail(context))
        assert "Mail me a link" in visitor.get("/login/forgotten").text
        answers.append(visitor.post("/login/forgotten", {"email": email}))
    assert {answer.status_code for answer in answers} == {200}
    assert len({page_without_token(answer.text) for answer in answers}) == 1
    assert "If this address has an account" in answers[0].text
    assert answer_wishes(context, now=NOW) == 1


@pytest.mark.usefixtures("travel")
def test_more_than_three_wishes_in_an_hour_are_answered_alike_and_not_kept(context: Context) -> None:
    """Red when `may_wish` lets everything through."""
    create(context, DUTCH_COORDINATOR)
    visitor = a_visitor(with_mail(context))
    pages = set()
    answered = []
    for number in range(4):
        pages.add(page_without_token(visitor.post("/login/forgotten", {"email": EMAIL}).text))
        answered.append(answer_wishes(context, now=NOW + number * timedelta(minutes=10)))
    assert len(pages) == 1
    assert answered == [1, 1, 1, 0]


def test_a_service_without_mail_says_so_and_sends_to_the_administrator(visitor: Visitor) -> None:
    page = visitor.get("/login/forgotten")
    assert "This service sends no mail. Ask your administrator for a link." in page.text
    assert 'name="email"' not in page.text


def test_the_login_leads_to_the_forgotten_password(visitor: Visitor) -> None:
    assert 'href="/login/forgotten"' in visitor.get("/login").text
