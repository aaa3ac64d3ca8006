"""Deny by default: every endpoint has a rule, every rule is the policy's, and who is not named learns nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from safehouse.domain.access import Actor, Grant
from safehouse.domain.codes import Role
from safehouse.models import metadata
from safehouse.services.context import Context
from safehouse.web.access import UndeclaredEndpoint, allow, public, refuse_undeclared, rule_of
from safehouse.web.navigation import ENTRIES, landing_page
from tests.rows import a_house, an_account
from tests.support.routes import guarded_routes
from tests.support.visitors import Visitor, a_visitor, text_of
from tests.web.policy import POLICY, roles_of

VisitorAs = Callable[[Actor], Visitor]


@pytest.fixture
def app(fresh_app: Flask) -> Flask:
    """One that no other test has, because pages are put into it here."""
    return fresh_app


def an_actor(context: Context, role: Role) -> Actor:
    """Somebody with one role and a fitting scope."""
    country = "NL" if role in {Role.COORDINATOR, Role.NATIONAL_CONTACT} else None
    house_id = a_house(context).id if role is Role.MANAGER else None
    return an_account(context, Grant(role, country, house_id))


def test_the_application_has_exactly_the_endpoints_of_the_policy(app: Flask) -> None:
    assert sorted({route.endpoint for route in guarded_routes(app)}) == sorted(POLICY)


def test_every_endpoint_declares_the_roles_of_the_policy(app: Flask) -> None:
    declared = {}
    for endpoint in POLICY:
        rule = rule_of(app, endpoint)
        assert rule is not None
        declared[endpoint] = rule.roles
    assert declared == {endpoint: roles_of(endpoint) for endpoint in POLICY}


def test_an_endpoint_without_a_rule_stops_the_start(app: Flask) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    with pytest.raises(UndeclaredEndpoint, match="forgotten"):
        refuse_undeclared(app)


def test_an_endpoint_that_calls_itself_public_stops_the_start(app: Flask) -> None:
    app.add_url_rule("/open", "open", public(lambda: "secret"))
    with pytest.raises(UndeclaredEndpoint, match="open"):
        refuse_undeclared(app)


def test_a_public_page_that_gets_a_rule_stops_the_start(app: Flask) -> None:
    app.view_functions["login.ask"] = allow(Role.ANALYST)(lambda: "")
    with pytest.raises(UndeclaredEndpoint, match=r"login\.ask"):
        refuse_undeclared(app)


def test_without_a_login_every_page_leads_to_the_login_and_changes_nothing(app: Flask, visitor: Visitor) -> None:
    """Red when the first guard is not registered."""
    for route in guarded_routes(app):
        answer = visitor.get(route.path) if route.method == "GET" else visitor.post(route.path)
        assert (answer.status_code, answer.location.split("?")[0]) == (303, "/login"), route


@pytest.mark.parametrize("role", Role)
def test_who_is_not_named_gets_the_page_of_what_does_not_exist(
    app: Flask, context: Context, visitor_as: VisitorAs, role: Role
) -> None:
    """Red when the second guard is not registered, for every page that its service does not refuse too."""
    visitor = visitor_as(an_actor(context, role))
    missing = text_of(visitor.get("/no/such/page").text)
    for route in guarded_routes(app):
        roles = roles_of(route.endpoint)
        if roles is None or role in roles:
            continue
        answer = visitor.get(route.path) if route.method == "GET" else visitor.post(route.path)
        assert answer.status_code == 404, route
        assert text_of(answer.text) == missing, route


def test_no_address_but_that_of_the_start_ends_with_a_slash(app: Flask) -> None:
    """Else the redirect to the right address would tell everybody that it exists."""
    assert [rule.rule for rule in app.url_map.iter_rules() if rule.rule.endswith("/")] == ["/"]


@pytest.mark.parametrize("role", Role)
def test_an_address_written_or_called_another_way_answers_like_one_that_does_not_exist(
    app: Flask, context: Context, visitor_as: VisitorAs, role: Role
) -> None:
    """Red when slashes are merged, when an address ends with one, and when a wrong method gets the list of the right ones."""
    visitor = visitor_as(an_actor(context, role))
    missing = text_of(visitor.get("/no/such/page").text)
    for path in sorted({route.path for route in guarded_routes(app)} - {"/"}):
        with_more_slashes = {f"{path}/", f"/{path[1:].replace('/', '//')}"} - {path}
        for method, other in (("PUT", path), *(("GET", other) for other in with_more_slashes)):
            answer = visitor.client.open(other, method=method)
            assert (answer.status_code, text_of(answer.text)) == (404, missing), (method, other)
            assert "Allow" not in answer.headers


@pytest.mark.parametrize("role", Role)
def test_who_is_named_gets_every_page_that_has_no_id_in_its_address(
    app: Flask, context: Context, visitor_as: VisitorAs, role: Role
) -> None:
    visitor = visitor_as(an_actor(context, role))
    for route in guarded_routes(app):
        roles = roles_of(route.endpoint)
        if route.method == "GET" and not route.has_ids and (roles is None or role in roles):
            assert visitor.get(route.path).status_code in {200, 302}, route


@pytest.mark.parametrize("role", Role)
def test_every_form_refuses_a_missing_a_wrong_and_a_foreign_token(
    app: Flask, context: Context, visitor_as: VisitorAs, role: Role
) -> None:
    """Red when CSRF is off, and when the secret of a token is not that of the login."""
    visitor = visitor_as(an_actor(context, role))
    foreign = visitor_as(an_actor(context, role)).token()
    before = contents(context)
    for route in guarded_routes(app):
        if route.is_safe:
            continue
        for token in ({}, {"csrf_token": "wrong"}, {"csrf_token": foreign}):
            answer = visitor.post_bare(route.path, token)
            assert answer.status_code == 400, route
            assert "nothing was changed" in answer.text
    assert contents(context) == before


def test_a_token_from_before_the_login_is_worth_nothing_after_it(
    app: Flask, context: Context, visitor_as: VisitorAs
) -> None:
    stranger = a_visitor(app)
    stranger.get("/login")
    visitor = visitor_as(an_actor(context, Role.ANALYST))
    assert visitor.post_bare("/logout", {"csrf_token": stranger.token()}).status_code == 400


@pytest.mark.parametrize("role", Role)
def test_looking_changes_nothing_but_when_somebody_was_seen(
    app: Flask, context: Context, visitor_as: VisitorAs, forward: Callable[[timedelta], object], role: Role
) -> None:
    visitor = visitor_as(an_actor(context, role))
    before = contents(context)
    forward(timedelta(minutes=2))
    for route in guarded_routes(app):
        if route.is_safe:
            visitor.get(route.path)
    assert contents(context) == before


@pytest.mark.parametrize("role", Role)
def test_every_role_begins_on_a_page_of_its_own(
    app: Flask, context: Context, visitor_as: VisitorAs, role: Role
) -> None:
    visitor = visitor_as(an_actor(context, role))
    start = visitor.get("/")
    with app.test_request_context():
        assert landing_page({role}) != "sessions.index"
    assert visitor.get(start.location).status_code == 200


def test_the_navigation_leads_only_to_pages_that_the_role_may_see(app: Flask) -> None:
    for entry in ENTRIES:
        roles = roles_of(entry.endpoint)
        assert entry.endpoint in app.view_functions
        assert roles is None or entry.roles <= roles


def contents(context: Context) -> dict[str, list[str]]:
    """Everything in the database, without when somebody was seen."""
    with context.store.reading() as session:
        return {
            table.name: sorted(
                repr({name: value for name, value in row.items() if name != "seen_at"})
                for row in session.execute(text(f'SELECT * FROM "{table.name}"')).mappings()  # noqa: S608  # The names are our own tables'.
            )
            for table in metadata.sorted_tables
        }
