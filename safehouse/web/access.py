"""Who may see which page: every endpoint declares its rule, or the application refuses to start.

For each request, in this order: a public endpoint is let through; without a login there is only the login page; a covered
login gets the cover; a role that the rule does not name gets the same 404 as a page that does not exist.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import update_wrapper
from typing import Any

from flask import Flask, current_app, g, request, session
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user, login_user, logout_user
from werkzeug.exceptions import BadRequest

from safehouse.domain.access import Actor
from safehouse.domain.codes import Role
from safehouse.domain.errors import NotFound
from safehouse.services import sessions
from safehouse.services.sessions import SessionView
from safehouse.web.cookie import TOKEN_KEY
from safehouse.web.current import current_context, current_now

STATIC_ENDPOINTS = frozenset({"static", "bootstrap.static", "htmx.static"})
"""Files that are the same for everybody."""
PUBLIC_ENDPOINTS = frozenset(
    {
        "health.show",
        "health.show_ready",
        "links.open_link",
        "links.set_password",
        "links.show",
        "login.ask",
        "login.enter",
        "login.forget_password",
        "login.leave",
        "login.leave_quickly",
        "login.show_away",
        "login.show_forgotten",
    }
)
"""All views that need no login. Each says so itself by `public`; both lists must agree."""

View = Callable[..., ResponseReturnValue]


class UndeclaredEndpoint(Exception):  # noqa: N818  # Named after what it is.
    """An endpoint has no rule, or is public in one list only: the application does not start."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may call an endpoint; `roles` None: everybody who is logged in.

    `is_activity`: calling it is a sign of life. `is_for_covered`: it works while the login is covered.
    """

    roles: frozenset[Role] | None
    is_activity: bool = True
    is_for_covered: bool = False

    def admits(self, actor: Actor) -> bool:
        """Whether one of the actor's roles is named."""
        return self.roles is None or bool(self.roles & actor.roles)


class Guarded:
    """A view with its rule, None for a public one; the rule is applied before any view is called."""

    def __init__(self, view: View, rule: Rule | None) -> None:
        update_wrapper(self, view)
        self.rule = rule
        self._view = view

    def __call__(self, *args: Any, **kwargs: Any) -> ResponseReturnValue:  # noqa: ANN401  # Flask passes what the address says.
        return self._view(*args, **kwargs)


class LoggedIn:
    """What Flask-Login calls a user: a login's token with the session behind it."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, token: str, view: SessionView) -> None:
        self.token = token
        self.view = view

    def get_id(self) -> str:
        return self.token


def allow(*roles: Role, is_activity: bool = True) -> Callable[[View], Guarded]:
    """Declare that these roles may call the view; `is_activity=False` is for what a page asks for by itself."""
    return _declare(Rule(frozenset(roles), is_activity))


def allow_everybody(*, is_activity: bool = True, is_for_covered: bool = False) -> Callable[[View], Guarded]:
    """Declare that everybody who is logged in may call the view."""
    return _declare(Rule(None, is_activity, is_for_covered))


def public(view: View) -> Guarded:
    """Declare that the view needs no login; its endpoint must stand in `PUBLIC_ENDPOINTS` too."""
    return Guarded(view, None)


def is_static(endpoint: str | None) -> bool:
    """Whether the endpoint serves files that are the same for everybody."""
    return endpoint in STATIC_ENDPOINTS


def current_actor() -> Actor:
    """Who asks. Only for views that declare a rule; elsewhere it is a bug and raises AttributeError."""
    actor: Actor = current_user.view.actor
    return actor


def current_session() -> SessionView | None:
    """The login behind this request, or None."""
    return current_user.view if current_user.is_authenticated else None


def known_session() -> SessionView | None:
    """The login if this request has looked it up already: an error page must not ask the database again."""
    login: SessionView | None = g.get("login")
    return login


def open_login(email: str, password: str) -> None:
    """Log in and give the browser a new token, whatever it had. Raises LoginRefused."""
    token = sessions.log_in(current_context(), email=email, password=password, now=current_now())
    user = _load_user(token)
    if user is not None:
        login_user(user)


def cover_login() -> None:
    """Cover the pages of the present login."""
    sessions.cover(current_context(), token=session[TOKEN_KEY], now=current_now())


def uncover_login(password: str) -> None:
    """Show the pages of the present login again. Raises LoginRefused."""
    sessions.uncover(current_context(), token=session[TOKEN_KEY], password=password, now=current_now())


def close_login() -> None:
    """End the present login, if there is one, and take the browser's token away."""
    sessions.log_out(current_context(), token=session[TOKEN_KEY], now=current_now())
    forget_login()


def forget_login() -> None:
    """Take the browser's token away; the login has ended already."""
    logout_user()


def admit_logins(app: Flask) -> None:
    """Let Flask-Login find out, when a view or guard first asks, who is behind the token."""
    manager = LoginManager()
    manager.session_protection = None
    manager.user_loader(_load_user)
    manager.init_app(app, add_context_processor=False)


def require_login(refuse: View) -> Callable[[], ResponseReturnValue | None]:
    """The first guard: `refuse` answers whoever needs a login and has none."""

    def guard() -> ResponseReturnValue | None:
        if request.endpoint is None:
            # A page that does not exist must look like one that is not allowed, with the frame of who is logged in.
            current_session()
            return None
        return refuse() if current_rule() is not None and current_session() is None else None

    return guard


def refuse_nul() -> None:
    """A guard: no row has a NUL in its id or its texts, and not every database can even be asked for one.

    Raises NotFound for one in the path, and BadRequest for one in the query or the form.
    """
    if "\0" in request.path:
        raise NotFound
    sent = (*request.args.items(multi=True), *request.form.items(multi=True))
    if any("\0" in text for pair in sent for text in pair):
        raise BadRequest


def require_role(cover: View) -> Callable[[], ResponseReturnValue | None]:
    """The second guard: `cover` answers while the login is covered; NotFound is raised for a role without the right."""

    def guard() -> ResponseReturnValue | None:
        rule = current_rule()
        login = current_session() if rule is not None else None
        if rule is None or login is None:
            return None
        if login.is_covered and not rule.is_for_covered:
            return cover()
        if not rule.admits(login.actor):
            raise NotFound
        return None

    return guard


def current_rule() -> Rule | None:
    """The rule of the endpoint asked for; None when it is public or does not exist."""
    if request.endpoint is None or is_static(request.endpoint):
        return None
    return rule_of(current_app, request.endpoint)


def is_public_address(methods: Iterable[str]) -> bool:
    """Whether what lies at the address asked for is open to everybody by all of these methods, those that it has."""
    address = current_app.url_map.bind("")
    endpoints = {address.match(request.path, method=method)[0] for method in methods}
    return all(is_static(endpoint) or rule_of(current_app, endpoint) is None for endpoint in endpoints)


def rule_of(app: Flask, endpoint: str) -> Rule | None:
    """The rule that an endpoint declares, None for a public one. Raises UndeclaredEndpoint."""
    view = app.view_functions[endpoint]
    if not isinstance(view, Guarded):
        raise UndeclaredEndpoint(endpoint)
    return view.rule


def refuse_undeclared(app: Flask) -> None:
    """Raise UndeclaredEndpoint unless every endpoint has a rule and exactly those of the literal list are public."""
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()} - STATIC_ENDPOINTS
    declared_public = {endpoint for endpoint in endpoints if rule_of(app, endpoint) is None}
    if declared_public != PUBLIC_ENDPOINTS:
        raise UndeclaredEndpoint(", ".join(sorted(declared_public ^ PUBLIC_ENDPOINTS)))


def _declare(rule: Rule) -> Callable[[View], Guarded]:
    return lambda view: Guarded(view, rule)


def _load_user(token: str) -> LoggedIn | None:
    rule = current_rule()
    g.login = sessions.find_actor(
        current_context(),
        token=token,
        now=current_now(),
        is_activity=rule is None or rule.is_activity,
    )
    return LoggedIn(token, g.login) if g.login else None
