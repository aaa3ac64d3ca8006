"""`safehouse summary`: make the summary of a night by hand."""

import os
from datetime import UTC, datetime, timedelta

import click

from safehouse.cli.lines import one_line_refusals
from safehouse.domain.spans import business_date
from safehouse.services.startup import open_service
from safehouse.services.summaries import make_summary


@click.command
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]), help="The business date; without it, that of yesterday.")
def summary(date: datetime | None) -> None:
    """Make the summary of one business date, unless there is one already."""
    with one_line_refusals():
        context = open_service(os.environ)
    now = datetime.now(UTC)
    yesterday = business_date(now, context.settings.time_zone) - timedelta(days=1)
    business_on = yesterday if date is None else date.date()
    if business_on > yesterday:
        raise click.BadParameter(f"{business_on} is not over yet", param_hint="--date")
    if make_summary(context, business_on=business_on, now=now) is None:
        click.echo(f"There is a summary of {business_on} already.")
    else:
        click.echo(f"Made the summary of {business_on}.")
