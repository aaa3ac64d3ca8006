"""The application over a migrated database, at two in the morning, and whoever looks at it.

Pages are the same on both databases, so these tests take SQLite; the services below them are tested on both.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask

from safehouse.app import create_app
from safehouse.domain.access import Actor
from safehouse.services.context import Context
from safehouse.settings import Settings
from safehouse.web.cookie import TokenSessions
from safehouse.web.current import set_context
from safehouse.web.throttle import install_throttle
from tests.support.stores import NOW, Clock
from tests.support.visitors import Visitor, a_visitor, a_visitor_as


@pytest.fixture
def store_url(sqlite_store_url: str) -> str:
    return sqlite_store_url


@pytest.fixture
def travel() -> Iterator[time_machine.Traveller]:
    """The web server's clock, standing at `NOW`."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def forward(travel: time_machine.Traveller, clock: Clock) -> Callable[[timedelta], datetime]:
    """Let time pass on the server and in the database alike: `forward(timedelta(minutes=15))`."""

    def pass_time(span: timedelta) -> datetime:
        travel.move_to(clock.forward(span))
        return clock.now

    return pass_time


@pytest.fixture
def fresh_app(context: Context, travel: time_machine.Traveller) -> Flask:
    """The whole application, for tests that change it. Bugs are raised into the test."""
    del travel
    app = create_app(context)
    app.testing = True
    return app


@pytest.fixture(scope="session")
def made_apps() -> list[tuple[Settings, Flask]]:
    """Applications with their settings, wherever the store is: making one and reading its templates takes longer than most tests."""
    return []


@pytest.fixture
def app(context: Context, travel: time_machine.Traveller, made_apps: list[tuple[Settings, Flask]]) -> Flask:
    """The whole application over the store of this test, with what an application remembers begun anew."""
    del travel
    settings = replace(context.settings, database_url="")
    app = next((made for of, made in made_apps if of == settings), None)
    if app is None:
        app = create_app(context)
        app.testing = True
        made_apps.append((settings, app))
    app.session_interface = TokenSessions(context)
    set_context(app, context)
    install_throttle(app)
    return app


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Somebody who is not logged in."""
    return a_visitor(app)


@pytest.fixture
def visitor_as(app: Flask, context: Context, clock: Clock) -> Callable[[Actor], Visitor]:
    """Somebody who has just logged in as this actor: `visitor_as(a_coordinator(context))`."""
    return lambda actor: a_visitor_as(app, context, actor, now=clock.now)
