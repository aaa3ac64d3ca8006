"""What gunicorn serves: `safehouse.wsgi:application()`."""

import os
from time import sleep
from typing import TYPE_CHECKING

from safehouse.app import create_app
from safehouse.domain.errors import Unavailable
from safehouse.logs import configure_logs
from safehouse.services.context import Context
from safehouse.services.startup import open_service
from safehouse.web.metrics import with_metrics

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_TRIES_AGAIN_SECONDS = 1


def application() -> "WSGIApplication":
    """The application that the environment describes. Raises UnsafeSettings instead of starting unsafely."""
    configure_logs()
    context = _open_when_there()
    return with_metrics(create_app(context), context)


def _open_when_there() -> Context:
    """Wait for a database that is away: gunicorn would take an error at this point as a reason to end the whole service."""
    while True:
        try:
            return open_service(os.environ)
        except Unavailable:
            sleep(_TRIES_AGAIN_SECONDS)
