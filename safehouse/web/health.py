"""Whether the service is alive, and whether it can work, for whatever watches over it."""

from http import HTTPStatus

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from safehouse.services.readiness import list_failing_parts
from safehouse.web.access import public
from safehouse.web.current import current_context

pages = Blueprint("health", __name__)


@pages.get("/health")
@public
def show() -> ResponseReturnValue:
    """200 while this process answers at all: whoever gets no answer starts it anew."""
    return jsonify(status="ok")


@pages.get("/ready")
@public
def show_ready() -> ResponseReturnValue:
    """200 when everything is there that the work needs, else 503 with one word for each part that fails."""
    failing = list_failing_parts(current_context())
    if failing:
        return jsonify(status="not ready", failing=failing), HTTPStatus.SERVICE_UNAVAILABLE
    return jsonify(status="ok")
