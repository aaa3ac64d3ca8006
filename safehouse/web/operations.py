"""The service at work, for the administrator: jobs, scheduled runs, backups, the outbox."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from safehouse.domain.codes import Role
from safehouse.services import operations
from safehouse.web.access import allow, current_actor
from safehouse.web.current import current_context

pages = Blueprint("operations", __name__, url_prefix="/operations")


@pages.get("")
@allow(Role.ADMINISTRATOR)
def show() -> ResponseReturnValue:
    return render_template(
        "operations/show.html",
        operations=operations.get_operations(current_context(), current_actor()),
    )
