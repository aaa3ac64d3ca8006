"""What gunicorn serves: `safehouse.wsgi:application()`."""

import os
from typing import TYPE_CHECKING

from safehouse.app import create_app
from safehouse.logs import configure_logs
from safehouse.services.startup import open_service
from safehouse.web.metrics import with_metrics

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def application() -> "WSGIApplication":
    """The application that the environment describes. Raises UnsafeSettings instead of starting unsafely."""
    configure_logs()
    context = open_service(os.environ)
    return with_metrics(create_app(context), context)
