"""The `safehouse` command. Each sub-command is imported when it is called, so that planning never loads the web or a database."""

import os
from importlib import import_module

import click

from safehouse.cli.lines import one_line_refusals, usage_errors_in_one_line
from safehouse.cli.settings_file import add_settings_file

COMMANDS = {
    "check": "safehouse.cli.checking:check",
    "backup": "safehouse.cli.backups:backup",
    "backup-key": "safehouse.cli.backups:backup_key",
    "create-admin": "safehouse.cli.accounts:create_admin",
    "demo": "safehouse.cli.demo:demo",
    "export": "safehouse.cli.houses:export_group",
    "import": "safehouse.cli.houses:import_group",
    "init": "safehouse.cli.setting_up:init",
    "load-towns": "safehouse.cli.setting_up:load_towns",
    "migrate": "safehouse.cli.serving:migrate",
    "plan": "safehouse.cli.planning:plan",
    "restore": "safehouse.cli.backups:restore",
    "run-job": "safehouse.cli.jobs:run_job",
    "scheduler": "safehouse.cli.scheduling:scheduler",
    "serve": "safehouse.cli.serving:serve",
    "suggest": "safehouse.cli.planning:suggest",
    "summary": "safehouse.cli.summaries:summary",
    "upgrade": "safehouse.cli.upgrading:upgrade",
}
"""Where each sub-command lives, as `module:name`."""
WITHOUT_SETTINGS_FILE = frozenset({"backup-key", "demo", "init", "plan", "suggest"})
"""Commands that have nothing to do with the server's own store."""


class LazyGroup(click.Group):
    """A group that knows the names of its commands and imports one only to run it or to show its help."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # The signature is click's.
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # The signature is click's.
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        with usage_errors_in_one_line():
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        with usage_errors_in_one_line():
            result: object = super().invoke(ctx)
            return result


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="safehouse")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Safe houses: who can take whom tonight."""
    if ctx.invoked_subcommand in WITHOUT_SETTINGS_FILE:
        return
    with one_line_refusals():
        add_settings_file(os.environ)
