"""What belongs to the web request at hand: the services' context and one moment that counts as now."""

from datetime import UTC, datetime

from flask import Flask, current_app, g

from safehouse.services.context import Context

_EXTENSION = "safehouse"


def set_context(app: Flask, context: Context) -> None:
    """Give the application its store, vault and settings."""
    app.extensions[_EXTENSION] = context


def current_context() -> Context:
    """The store, vault and settings of this application."""
    context: Context = current_app.extensions[_EXTENSION]
    return context


def current_now() -> datetime:
    """When this web request arrived: every deed of one request bears the same moment."""
    if "now" not in g:
        g.now = datetime.now(UTC)
    now: datetime = g.now
    return now
