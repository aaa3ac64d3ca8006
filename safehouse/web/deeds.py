"""A deed that a page asks for: done and back, or the page once more with what was typed and what is wrong or has changed."""

from collections.abc import Callable
from http import HTTPStatus

from flask import flash, redirect
from flask.typing import ResponseReturnValue

from safehouse.domain.errors import Conflict, InvalidInput
from safehouse.web.errors import conflict_sentence
from safehouse.web.forms import Form

Page = Callable[[Form | None, str | None], str]
"""The page with a form (None: as it begins), and with a sentence about what has changed meanwhile."""


def do(
    deed: Callable[[], object], page: Page, *, back: str, form: Form | None = None, done: str = ""
) -> ResponseReturnValue:
    """Do it, say `done` and go to the address `back`; or answer with the page, status 422 for wrong input and 409 for a conflict.

    `form`: what was typed; it is kept. Every other refusal is raised.
    """
    try:
        deed()
    except InvalidInput as refusal:
        return page((form or Form()).refused(refusal.problems), None), HTTPStatus.UNPROCESSABLE_ENTITY
    except Conflict as refusal:
        return page(form, conflict_sentence(refusal)), HTTPStatus.CONFLICT
    if done:
        flash(done)
    return redirect(back, HTTPStatus.SEE_OTHER)
