"""What gunicorn is told beyond its command line: where its own messages go, and the folder in which workers count.

`safehouse serve` names this module as gunicorn's configuration, so that no file of the folder it is started in is read.
"""

import os
import shutil
from typing import Any

from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger

from safehouse.logs import configure_logs
from safehouse.web.metrics import FOLDER_VARIABLE


class EventLog(Logger):
    """Gunicorn quotes whole addresses in its errors, so these go the way of every library's messages."""

    def setup(self, cfg: Any) -> None:  # noqa: ANN401  # Gunicorn types nothing.
        """Send errors through the allow-list; there is no other access log than the application's."""
        super().setup(cfg)
        configure_logs()
        self.error_log.handlers.clear()
        self.error_log.propagate = True


def on_exit(_server: Arbiter) -> None:
    """Take the workers' folder away."""
    if FOLDER_VARIABLE in os.environ:
        shutil.rmtree(os.environ[FOLDER_VARIABLE])


logger_class = EventLog
