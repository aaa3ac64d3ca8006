"""The audit log, for the auditor: who did what and when, by opaque ids."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from safehouse.domain.codes import Role
from safehouse.services import audit
from safehouse.web.access import allow, current_actor
from safehouse.web.current import current_context

pages = Blueprint("audit", __name__, url_prefix="/audit")


@pages.get("")
@allow(Role.AUDITOR)
def index() -> ResponseReturnValue:
    subject_id = request.args.get("subject")
    entries = audit.list_entries(
        current_context(),
        current_actor(),
        before_id=request.args.get("before"),
        subject_id=subject_id,
    )
    return render_template(
        "audit/index.html",
        entries=entries,
        subject_id=subject_id,
        has_older=len(entries) == audit.PAGE_SIZE,
    )
