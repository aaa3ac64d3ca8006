"""`safehouse check`: everything that must be right around the service, looked at again at any time."""

import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import click

from safehouse.cli.lines import one_line_refusals
from safehouse.services.checks import Finding, check_everything, check_mail, check_scheduler, list_setting_problems
from safehouse.services.context import Context, open_context
from safehouse.settings import Settings

EXIT_PROBLEMS = 1


@click.command
@click.option(
    "--mail", "has_mail", is_flag=True, help="Also ask the mail server to let this service in. Sends nothing."
)
def check(*, has_mail: bool) -> None:
    """Look at settings, database, keys, clock, backups and scheduler, and say what is wrong; then the status is not 0."""
    problems = list_setting_problems(os.environ)
    if problems:
        say_findings(Finding("settings", problem) for problem in problems)
        raise SystemExit(EXIT_PROBLEMS)
    with one_line_refusals():
        context = open_context(Settings.from_environment(os.environ))
        findings = [*findings_of(context, os.environ), check_scheduler(context)]
        context.store.close()
    if has_mail:
        findings.append(check_mail(context.settings))
    elif context.settings.mail is None:
        findings.append(Finding("mail", fact="there is no mail server, so nobody is told by mail that something waits"))
    if say_findings(findings):
        raise SystemExit(EXIT_PROBLEMS)


def findings_of(context: Context, environ: Mapping[str, str]) -> list[Finding]:
    """Everything that can be looked at without a running service."""
    key_file = environ.get("SAFEHOUSE_MASTER_KEY_FILE")
    found = check_everything(context, key_file=Path(key_file) if key_file else None, now=datetime.now(UTC))
    return [Finding("settings"), *found]


def say_findings(findings: Iterable[Finding]) -> int:
    """One line for each; the number of problems."""
    problems = 0
    for finding in findings:
        problems += finding.problem is not None
        state, text = ("ok", finding.fact) if finding.problem is None else ("PROBLEM", finding.problem)
        click.echo(f"{state:8}{finding.subject}{f': {text}' if text else ''}")
    click.echo(f"{problems} problem{'' if problems == 1 else 's'}." if problems else "Nothing is wrong.")
    return problems
