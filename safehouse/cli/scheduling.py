"""`safehouse scheduler`: what happens by itself."""

import os

import click

from safehouse.cli.lines import one_line_refusals
from safehouse.logs import configure_logs
from safehouse.scheduler import run_scheduler
from safehouse.services.startup import open_service


@click.command
def scheduler() -> None:
    """Run what happens by itself: nightly summaries, backups, messages, holds that run out, plans; until SIGTERM or Ctrl-C."""
    configure_logs()
    with one_line_refusals():
        context = open_service(os.environ)
    run_scheduler(context)
