"""Logging in and out as a person does it, the cover, and the ways out."""

import re
from base64 import urlsafe_b64decode
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from safehouse.domain.access import Actor, Grant
from safehouse.domain.codes import Role
from safehouse.services.accounts import create_account
from safehouse.services.context import Context
from tests.rows import a_coordinator, somebody
from tests.support.stores import NOW
from tests.support.visitors import Visitor, a_visitor, text_of

EMAIL = "noor@example.org"
PASSWORD = "correct horse battery"

VisitorAs = Callable[[Actor], Visitor]
Forward = Callable[[timedelta], datetime]


@pytest.fixture
def account_id(context: Context) -> str:
    return create_account(
        context,
        None,
        email=EMAIL,
        label="Noor",
        password=PASSWORD,
        locale="en",
        time_zone="Europe/Amsterdam",
        grants=[Grant(Role.ANALYST, None, None)],
        now=NOW,
    )


@pytest.mark.usefixtures("account_id")
def test_a_right_password_leads_to_the_page_that_was_wanted(visitor: Visitor) -> None:
    asked = visitor.get("/sessions")
    assert (asked.status_code, asked.location) == (303, "/login?next=/sessions")
    entered = visitor.log_in(EMAIL, PASSWORD, path="/sessions")
    assert (entered.status_code, entered.location) == (303, "/sessions")
    assert visitor.get("/sessions").status_code == 200


@pytest.mark.usefixtures("account_id")
def test_unknown_and_wrong_are_told_apart_by_nothing(visitor: Visitor) -> None:
    pages = []
    for email, password in ((EMAIL, "wrong"), ("nobody@example.org", PASSWORD)):
        answer = visitor.log_in(email, password)
        assert answer.status_code == 401
        pages.append(text_of(answer.text))
    assert pages[0] == pages[1]


@pytest.mark.usefixtures("account_id")
def test_after_ten_wrong_passwords_the_right_one_is_refused_from_there_and_taken_from_elsewhere(
    visitor: Visitor,
) -> None:
    for _ in range(10):
        visitor.log_in(EMAIL, "wrong")
    assert visitor.log_in(EMAIL, PASSWORD).status_code == 401
    visitor.address = "127.0.0.9"
    assert visitor.log_in(EMAIL, PASSWORD).status_code == 303


@pytest.mark.usefixtures("account_id")
def test_a_login_gets_a_new_token_whatever_the_browser_had(visitor: Visitor) -> None:
    """Red when `open_login` keeps the visitor's token: whoever planted it would be logged in too."""
    visitor.get("/login")
    before = visitor.client.get_cookie("safehouse")
    visitor.log_in(EMAIL, PASSWORD)
    after = visitor.client.get_cookie("safehouse")
    assert before is not None
    assert after is not None
    assert before.value != after.value


@pytest.mark.parametrize(
    "path", ["https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)", "desk", "/a\nb"]
)
@pytest.mark.usefixtures("account_id")
def test_a_login_leads_nowhere_else(visitor: Visitor, path: str) -> None:
    assert visitor.log_in(EMAIL, PASSWORD, path=path).location == "/"


@pytest.mark.parametrize(("path", "leads_to"), [("/logout", "/login"), ("/leave", "/away")])
def test_a_cookie_is_worth_nothing_after_leaving(
    context: Context, visitor_as: VisitorAs, path: str, leads_to: str
) -> None:
    """Red when `close_login` only deletes the cookie."""
    visitor = visitor_as(a_coordinator(context))
    cookie = visitor.client.get_cookie("safehouse")
    assert cookie is not None
    left = visitor.post(path)
    assert (left.status_code, left.location) == (303, leads_to)
    assert visitor.client.get_cookie("safehouse") is None
    visitor.client.set_cookie("safehouse", cookie.value)
    assert visitor.get("/sessions").status_code == 303


def test_the_page_after_the_quick_exit_does_not_say_what_it_was(visitor: Visitor) -> None:
    assert "safehouse" not in visitor.get("/away").text.lower()


def test_a_login_ends_after_eight_hours_however_busy(context: Context, visitor_as: VisitorAs, forward: Forward) -> None:
    visitor = visitor_as(a_coordinator(context))
    for _ in range(8 * 6 - 1):
        forward(timedelta(minutes=10))
        assert visitor.get("/sessions").status_code == 200
    forward(timedelta(minutes=10))
    assert visitor.get("/sessions").status_code == 303


def test_an_idle_page_is_covered_after_a_quarter_of_an_hour(
    context: Context, visitor_as: VisitorAs, forward: Forward
) -> None:
    visitor = visitor_as(a_coordinator(context))
    forward(timedelta(minutes=14, seconds=59))
    assert visitor.get("/sessions").status_code == 200
    forward(timedelta(minutes=15))
    covered = visitor.get("/sessions")
    assert covered.status_code == 401
    assert "Still there?" in covered.text
    assert "Where you are logged in" not in covered.text


@pytest.mark.usefixtures("account_id")
def test_the_password_shows_the_covered_page_again(visitor: Visitor, forward: Forward) -> None:
    visitor.log_in(EMAIL, PASSWORD)
    forward(timedelta(minutes=15))
    visitor.get("/sessions")
    wrong = visitor.post("/uncover", {"cover-password": "wrong", "cover-next": "/sessions", "cover-method": "GET"})
    assert wrong.status_code == 401
    right = visitor.post("/uncover", {"cover-password": PASSWORD, "cover-next": "/sessions", "cover-method": "GET"})
    assert (right.status_code, right.location) == (303, "/sessions")
    assert visitor.get("/sessions").status_code == 200


@pytest.mark.usefixtures("account_id")
def test_a_form_sent_from_a_covered_page_keeps_what_was_typed_and_is_sent_again(
    visitor: Visitor, forward: Forward
) -> None:
    visitor.log_in(EMAIL, PASSWORD)
    visitor.get("/sessions")
    forward(timedelta(minutes=15))
    typed = {"old_password": PASSWORD, "new_password": "a much better password"}
    covered = visitor.post("/sessions/password", typed)
    assert covered.status_code == 401
    assert 'name="new_password" value="a much better password"' in covered.text
    sent_again = visitor.post(
        "/uncover",
        {**typed, "cover-password": PASSWORD, "cover-next": "/sessions/password", "cover-method": "POST"},
    )
    assert (sent_again.status_code, sent_again.location) == (307, "/sessions/password")
    assert visitor.post("/sessions/password", typed).location == "/login"


@pytest.mark.usefixtures("account_id")
def test_whoever_leaves_the_desk_covers_the_page(visitor: Visitor) -> None:
    visitor.log_in(EMAIL, PASSWORD)
    visitor.get("/sessions")
    assert visitor.post("/cover", {"next": "/sessions"}).location == "/sessions"
    assert visitor.get("/sessions").status_code == 401


def test_a_part_of_a_covered_page_asks_for_the_cover(context: Context, visitor_as: VisitorAs, forward: Forward) -> None:
    visitor = visitor_as(somebody(context, Role.ANALYST))
    forward(timedelta(minutes=15))
    part = visitor.get("/sessions", **{"HX-Request": "true"})
    assert (part.status_code, part.headers["HX-Trigger"], part.text) == (401, "cover", "")


def test_a_message_is_shown_once_and_lies_sealed_in_the_browser(
    context: Context, visitor_as: VisitorAs, forward: Forward
) -> None:
    coordinator = a_coordinator(context)
    visitor_as(coordinator)
    forward(timedelta(minutes=1))
    visitor = visitor_as(coordinator)
    visitor.post(end_of_another_login(visitor))
    cookie = visitor.client.get_cookie("safehouse-messages")
    assert cookie is not None
    assert b"login" not in urlsafe_b64decode(cookie.value)
    assert "That login has ended." in visitor.get("/sessions").text
    assert "That login has ended." not in visitor.get("/sessions").text


def test_messages_that_nobody_looks_at_stay_small_enough_for_a_cookie(
    context: Context, visitor_as: VisitorAs, forward: Forward
) -> None:
    """Red, by Werkzeug's warning, when all of them are kept."""
    coordinator = a_coordinator(context)
    for _ in range(60):
        visitor_as(coordinator)
    forward(timedelta(minutes=1))
    visitor = visitor_as(coordinator)
    ends, token = ends_of_other_logins(visitor), visitor.token()
    for end in ends:
        visitor.post_bare(end, {"csrf_token": token})
    assert visitor.get("/sessions").text.count("That login has ended.") == 5


@pytest.mark.usefixtures("account_id")
def test_a_message_stays_behind_the_cover(app: Flask, visitor: Visitor, forward: Forward) -> None:
    """Red when the frame shows messages whatever the login is."""
    a_visitor(app).log_in(EMAIL, PASSWORD)
    forward(timedelta(minutes=1))
    visitor.log_in(EMAIL, PASSWORD)
    token = visitor.token()
    visitor.post(end_of_another_login(visitor))
    visitor.post_bare("/cover", {"csrf_token": token, "next": "/sessions"})
    for path in ("/sessions", "/no/such/page"):
        assert "That login has ended." not in visitor.get(path).text
    visitor.post_bare("/uncover", {"csrf_token": token, "cover-password": PASSWORD, "cover-next": "/sessions"})
    assert "That login has ended." in visitor.get("/sessions").text


@pytest.mark.parametrize("value", ["nonsense", "YQ==", "é"])
def test_a_forged_message_is_not_shown(context: Context, visitor_as: VisitorAs, value: str) -> None:
    visitor = visitor_as(a_coordinator(context))
    visitor.client.set_cookie("safehouse-messages", value)
    assert visitor.get("/sessions").status_code == 200


def test_a_message_is_for_its_own_login(context: Context, visitor_as: VisitorAs, forward: Forward) -> None:
    """Red when the seal of a message does not depend on the token."""
    coordinator = a_coordinator(context)
    visitor_as(coordinator)
    forward(timedelta(minutes=1))
    visitor, other = visitor_as(coordinator), visitor_as(somebody(context, Role.ANALYST))
    visitor.post(end_of_another_login(visitor))
    cookie = visitor.client.get_cookie("safehouse-messages")
    assert cookie is not None
    other.client.set_cookie("safehouse-messages", cookie.value)
    assert "That login has ended." not in other.get("/sessions").text


def end_of_another_login(visitor: Visitor) -> str:
    """The address of the button that ends the other login of whoever looks."""
    return ends_of_other_logins(visitor)[0]


def ends_of_other_logins(visitor: Visitor) -> list[str]:
    return re.findall(r'action="(/sessions/\w+/end)"', visitor.get("/sessions").text)
