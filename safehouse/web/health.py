"""Whether the service can answer, for whatever watches over it."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from safehouse.services.db import database_now
from safehouse.web.access import public
from safehouse.web.current import current_context

pages = Blueprint("health", __name__)


@pages.get("/health")
@public
def show() -> ResponseReturnValue:
    """200 when the database answers, else 503."""
    with current_context().store.reading() as session:
        database_now(session)
    return jsonify(status="ok")
