"""`safehouse create-admin`: how the first two people get in, and the way back in when passwords are lost."""

import os
from datetime import UTC, datetime

import click

from safehouse.cli.lines import one_line_refusals, refuse
from safehouse.domain.errors import EnoughAdministrators, InvalidInput, Problem
from safehouse.services.accounts import invite_administrator
from safehouse.services.startup import open_service

_WRONG = {
    Problem.REQUIRED: "must not be empty",
    Problem.TOO_LONG: "is too long",
    Problem.UNKNOWN_CODE: "is not in the right form",
    Problem.NOT_A_MAIL_ADDRESS: "is not in the right form",
    Problem.TAKEN: "belongs to an account that is disabled or is no administrator",
}


@click.command("create-admin")
@click.option("--email", required=True, help="The mail address to log in with.")
@click.option("--label", required=True, help="The name that colleagues see.")
@click.option("--another", "is_another", is_flag=True, help="Also when two administrators are there already.")
def create_admin(email: str, label: str, *, is_another: bool) -> None:
    """Make an administrator and print the one-time link by which they choose their password.

    With the address of an administrator who is there already it prints a new link for that account.
    """
    with one_line_refusals():
        context = open_service(os.environ)
        try:
            link = invite_administrator(context, email=email, label=label, is_another=is_another, now=datetime.now(UTC))
        except EnoughAdministrators:
            refuse("two administrators are there already; say --another if one more is wanted")
        except InvalidInput as refusal:
            refuse("; ".join(f"--{problem.field} {_WRONG[problem.problem]}" for problem in refusal.problems))
    ends_at = link.ends_at.astimezone(context.settings.time_zone)
    click.echo(link.url)
    click.echo(f"Works once, until {ends_at:%Y-%m-%d %H:%M %Z}. Only they may see it.", err=True)
