"""What gunicorn serves: `safehouse.wsgi:application()`."""

import os

from flask import Flask

from safehouse.app import create_app
from safehouse.services.context import open_context
from safehouse.services.db import check_store
from safehouse.settings import Settings


def application() -> Flask:
    """The application that the environment describes. Raises UnsafeSettings instead of starting unsafely."""
    context = open_context(Settings.from_environment(os.environ))
    check_store(context.store)
    return create_app(context)
