"""What the command says when it is refused or called wrongly: one line on standard error, whatever was typed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import click
from click.exceptions import NoArgsIsHelpError

from safehouse.domain.errors import Unavailable, UnsafeSettings

EXIT_REFUSED = 2


def in_one_line(text: str) -> str:
    """The text without line breaks and without anything else that does not show on a terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def refuse(sentence: str) -> NoReturn:
    """End the command with one sentence."""
    click.echo(f"safehouse: {sentence}", err=True)
    raise SystemExit(EXIT_REFUSED)


@contextmanager
def one_line_refusals() -> Iterator[None]:
    """End the command with one sentence where the settings are unsafe or the database is away."""
    try:
        yield
    except UnsafeSettings as refusal:
        refuse(str(refusal))
    except Unavailable:
        refuse("the database cannot be reached")


@contextmanager
def usage_errors_in_one_line() -> Iterator[None]:
    """Name the option or argument and what is wrong with it, exit 2, without the usage of the command around it."""
    try:
        yield
    except NoArgsIsHelpError:
        raise
    except click.UsageError as error:
        click.echo(in_one_line(_sentence(error)), err=True)
        raise click.exceptions.Exit(error.exit_code) from error


def _sentence(error: click.UsageError) -> str:
    if isinstance(error, click.BadParameter) and not isinstance(error, click.MissingParameter) and error.param:
        return f"{max(error.param.opts, key=len)}: {error.message}"
    return error.format_message()
