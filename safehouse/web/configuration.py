"""The settings of the service, for the administrator; they are changed at the server, and secrets are not shown."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from safehouse.domain.codes import Role
from safehouse.services.configuration import list_settings
from safehouse.web.access import allow, current_actor
from safehouse.web.current import current_context

pages = Blueprint("configuration", __name__, url_prefix="/configuration")


@pages.get("")
@allow(Role.ADMINISTRATOR)
def show() -> ResponseReturnValue:
    return render_template("configuration/show.html", settings=list_settings(current_context(), current_actor()))
