"""`safehouse init`: from answers to a settings file, a master key, tables and towns; and `safehouse load-towns` alone."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from safehouse.cli.answers import ask_all, list_missing, with_defaults
from safehouse.cli.checking import EXIT_PROBLEMS, findings_of, say_findings
from safehouse.cli.lines import one_line_refusals, refuse
from safehouse.cli.service_user import ServiceUser
from safehouse.cli.settings_file import USUAL_PATH, read_settings_file, write_new_file, written_settings
from safehouse.cli.steps import ShownSteps
from safehouse.domain.errors import UnsafeSettings
from safehouse.services.checks import check_mail, list_setting_problems
from safehouse.services.context import Context, open_context
from safehouse.services.db import check_store
from safehouse.services.migrate import upgrade
from safehouse.services.places import load_places
from safehouse.services.startup import open_service, refuse_open_database_file
from safehouse.settings import Settings, new_master_key

_KEY_FILE_VARIABLE = "SAFEHOUSE_MASTER_KEY_FILE"
_USUAL_KEY_PATH = USUAL_PATH.with_name("master.key")
_path = click.Path(path_type=Path, dir_okay=False)


@click.command
@click.option("--settings", "settings_path", type=_path, default=USUAL_PATH, show_default=True, help="The new file.")
@click.option(
    "--master-key",
    "key_path",
    type=_path,
    default=_USUAL_KEY_PATH,
    show_default=True,
    help="Made if it is not there.",
)
@click.option(
    "--answers", "answers_path", type=_path, help="A file of NAME=value with the answers; then nothing is asked."
)
@click.option(
    "--user", help="Whom the service runs as; root gives the files to its group and does the rest as this user."
)
def init(settings_path: Path, key_path: Path, answers_path: Path | None, user: str | None) -> None:
    """Set the service up: ask for its settings, check them, write them, and make tables and towns."""
    with one_line_refusals():
        service_user = ServiceUser.named(user)
        if settings_path.exists():
            raise UnsafeSettings(f"{settings_path} is there already: change it by hand, then run `safehouse check`")
        answers = ask_all() if answers_path is None else read_settings_file(answers_path)
        settings = {**with_defaults(answers), _KEY_FILE_VARIABLE: str(key_path.absolute())}
        new_key = _new_key(key_path)
        environ = {**settings, **new_key}
        _refuse_problems([*list_missing(answers), *list_setting_problems(environ)])
        with service_user.acting():
            context = open_context(Settings.from_environment(environ))
            check_store(context.store)
            refuse_open_database_file(context.settings)
        for key in new_key.values():
            _write(key_path, f"{key}\n", service_user)
        _write(settings_path, written_settings(settings), service_user)
        with service_user.acting():
            upgrade(context.store)
            _load_towns(context)
            problems = say_findings([*findings_of(context, environ), check_mail(context.settings)])
            context.store.close()
    _say_what_is_next(settings_path, key_path)
    if problems:
        raise SystemExit(EXIT_PROBLEMS)


@click.command("load-towns")
def load_towns() -> None:
    """Load the towns of the world, unless they are there already. Takes half a minute and some 500 MB."""
    with one_line_refusals():
        context = open_service(os.environ)
        _load_towns(context)
        context.store.close()


def _new_key(path: Path) -> Mapping[str, str]:
    """The setting of a new master key; none when the file is there, whose key is then taken."""
    return {} if path.exists() else {"SAFEHOUSE_MASTER_KEY": new_master_key()}


def _refuse_problems(problems: Iterable[str]) -> None:
    found = tuple(problems)
    for problem in found:
        click.echo(f"safehouse: {problem}", err=True)
    if found:
        refuse("nothing was written")


def _write(path: Path, text: str, service_user: ServiceUser) -> None:
    try:
        service_user.make_folder(path.parent)
        write_new_file(path, text, group_id=service_user.group_id)
    except OSError as failure:
        raise UnsafeSettings(f"{path} cannot be written: {failure.strerror}") from None
    click.echo(f"Wrote {path}.")


def _load_towns(context: Context) -> None:
    with ShownSteps() as steps:
        number = load_places(context, progress=steps.begin("Loading the towns of the world"))
    click.echo(f"{number:,} towns are loaded." if number else "The towns are there already.")


def _say_what_is_next(settings_path: Path, key_path: Path) -> None:
    click.echo(f"The settings are in {settings_path}; `safehouse check` looks at all of this again.")
    click.echo(f"Keep a copy of {key_path} away from this server: without it nobody can read what is sealed.")
