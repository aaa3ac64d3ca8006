"""The questions of `safehouse init`, asked one by one; each answer is looked at at once, and asked for again if it is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass

import click

from safehouse.services.checks import list_setting_problems

DEFAULTS: Mapping[str, str] = {
    "SAFEHOUSE_DATABASE_URL": "sqlite:////var/lib/safehouse/safehouse.db",
    "SAFEHOUSE_PROXIES": "1",
    "SAFEHOUSE_TIME_ZONE": "Europe/Brussels",
    "SAFEHOUSE_METRICS_ADDRESS": "127.0.0.1:9464",
}
"""What a server has unless somebody says otherwise."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `needs`: asked only if that setting was answered. An empty answer leaves a setting out, if it may."""

    variable: str
    text: str
    default: str = ""
    needs: str | None = None
    is_secret: bool = False
    may_be_empty: bool = True


QUESTIONS = (
    Question(
        "SAFEHOUSE_PUBLIC_URL",
        "The address at which people reach the service, like https://safehouse.example",
        may_be_empty=False,
    ),
    Question(
        "SAFEHOUSE_DATABASE_URL",
        "The database: a file, or postgresql://USER:PASSWORD@HOST/NAME",
        DEFAULTS["SAFEHOUSE_DATABASE_URL"],
    ),
    Question(
        "SAFEHOUSE_TIME_ZONE", "The time zone in which a night ends, by its IANA name", DEFAULTS["SAFEHOUSE_TIME_ZONE"]
    ),
    Question("SAFEHOUSE_COUNTRIES", "The countries of the network, like BE,NL (empty: every country)"),
    Question("SAFEHOUSE_SMTP_HOST", "The mail server (empty: no mail for now)"),
    Question("SAFEHOUSE_SMTP_PORT", "Its port", "587", needs="SAFEHOUSE_SMTP_HOST"),
    Question("SAFEHOUSE_SMTP_SECURITY", "starttls, tls or none", "starttls", needs="SAFEHOUSE_SMTP_HOST"),
    Question("SAFEHOUSE_MAIL_FROM", "The sender's mail address", needs="SAFEHOUSE_SMTP_HOST", may_be_empty=False),
    Question("SAFEHOUSE_SMTP_USER", "The user to log in with (empty: none)", needs="SAFEHOUSE_SMTP_HOST"),
    Question(
        "SAFEHOUSE_SMTP_PASSWORD", "The password", needs="SAFEHOUSE_SMTP_USER", is_secret=True, may_be_empty=False
    ),
    Question("SAFEHOUSE_BACKUP_KEY", "The public key for backups, age1... (empty: no backups for now)"),
    Question(
        "SAFEHOUSE_BACKUP_FOLDER",
        "The folder for backups, best on another disk",
        "/var/backups/safehouse",
        needs="SAFEHOUSE_BACKUP_KEY",
    ),
)


_LATER = {"SAFEHOUSE_MAIL_FROM": "safehouse@example.org"}
"""Stands for an answer without which earlier ones cannot be looked at."""


def ask_all() -> dict[str, str]:
    """The settings that a person gives at the terminal."""
    settings: dict[str, str] = {}
    for question in QUESTIONS:
        if question.needs is None or question.needs in settings:
            answer = _ask(question, settings)
            if answer:
                settings[question.variable] = answer
    return settings


def with_defaults(answers: Mapping[str, str]) -> dict[str, str]:
    """The settings of a server: what was answered, and the defaults of the rest."""
    return {**DEFAULTS, **answers}


def list_missing(answers: Mapping[str, str]) -> tuple[str, ...]:
    """A sentence for each setting that every service needs, that nobody can guess, and that was not answered."""
    return tuple(
        f"{question.variable} is missing"
        for question in QUESTIONS
        if question.needs is None and not question.may_be_empty and not answers.get(question.variable)
    )


def _ask(question: Question, settings: Mapping[str, str]) -> str:
    while True:
        answer: str = click.prompt(
            question.text, default=question.default, show_default=bool(question.default), hide_input=question.is_secret
        )
        problem = _problem(question, answer.strip(), settings)
        if problem is None:
            return answer.strip()
        click.echo(problem)


def _problem(question: Question, answer: str, settings: Mapping[str, str]) -> str | None:
    """What is wrong with an answer, beside those that came before it: a port is only looked at with its mail server."""
    if not answer:
        return None if question.may_be_empty else "This cannot be empty."
    found = list_setting_problems({**_LATER, **settings, question.variable: answer})
    return next((sentence for sentence in found if sentence.startswith(f"{question.variable} must")), None)
