"""`safehouse account`: how the first people get in, and those whose role takes two persons to grant."""

import os
import secrets
from datetime import UTC, datetime

import click

from safehouse.cli.serving import EXIT_REFUSED, one_line_refusals
from safehouse.domain.access import COUNTRY_ROLES, HOUSE_ROLES, Grant
from safehouse.domain.codes import Role
from safehouse.domain.errors import InvalidInput
from safehouse.services.accounts import create_account, find_house_id
from safehouse.services.context import Context
from safehouse.services.startup import open_service


@click.command
@click.option("--email", required=True, help="The mail address to log in with.")
@click.option("--label", required=True, help="The name that colleagues see.")
@click.option(
    "--role", "roles", multiple=True, required=True, help="ROLE, ROLE:COUNTRY or ROLE:HOUSE-CODE; repeatable."
)
@click.option("--locale", default="en", show_default=True)
@click.option("--time-zone", help="An IANA name; else the one of the service.")
def account(email: str, label: str, roles: tuple[str, ...], locale: str, time_zone: str | None) -> None:
    """Create an account and print its first password, for example with `--role coordinator:NL`."""
    with one_line_refusals():
        context = open_service(os.environ)
        password = secrets.token_urlsafe(18)
        try:
            create_account(
                context,
                None,
                email=email,
                label=label,
                password=password,
                locale=locale,
                time_zone=time_zone or context.settings.time_zone.key,
                grants=[_grant(context, role) for role in roles],
                now=datetime.now(UTC),
            )
        except InvalidInput as refusal:
            click.echo(f"safehouse: {refusal}", err=True)
            raise SystemExit(EXIT_REFUSED) from None
    click.echo(f"First password: {password}")


def _grant(context: Context, text: str) -> Grant:
    """`coordinator:NL`, `manager:NL-7K3Q` or `analyst` as a grant."""
    name, _, scope = text.partition(":")
    role = next((role for role in Role if role.value == name), None)
    if role is None:
        raise click.BadParameter(f"one of {', '.join(role.value for role in Role)}", param_hint="--role")
    return Grant(
        role=role,
        country=scope if role in COUNTRY_ROLES else None,
        house_id=find_house_id(context, code=scope) if role in HOUSE_ROLES else None,
    )
