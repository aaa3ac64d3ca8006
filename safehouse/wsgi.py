"""What gunicorn serves: `safehouse.wsgi:application()`."""

import os

from flask import Flask

from safehouse.app import create_app
from safehouse.logs import configure_logs
from safehouse.services.startup import open_service


def application() -> Flask:
    """The application that the environment describes. Raises UnsafeSettings instead of starting unsafely."""
    configure_logs()
    return create_app(open_service(os.environ))
