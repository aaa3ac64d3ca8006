"""What a person who runs the service wants to know before the first start and at any later time: a sentence for each problem.

Each sentence says what to do. None holds a secret, and none anything about a house or a person.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from stat import S_IRWXO

import pycountry
from sqlmodel import col, select

from safehouse.domain.errors import Unavailable, UnsafeSettings
from safehouse.models.audit import AuditEntry
from safehouse.models.places import Place
from safehouse.services.context import Context
from safehouse.services.db import check_store, database_address, database_now
from safehouse.services.mail.carriers import NotDelivered, refuse_unreachable
from safehouse.services.migrate import refuse_other_revision
from safehouse.services.readiness import SILENCE, Part, list_failing_parts
from safehouse.services.startup import database_file, refuse_open_database_file, refuse_other_master_key
from safehouse.settings import Settings, new_master_key

CLOCKS_AGREE = timedelta(seconds=10)
"""As far as the clocks of the database and of this machine may be apart."""
_KEY_VARIABLE = "SAFEHOUSE_MASTER_KEY"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `problem` None: nothing is wrong; `fact` then says what was found, if there is something to say."""

    subject: str
    problem: str | None = None
    fact: str = ""


def list_setting_problems(environ: Mapping[str, str]) -> tuple[str, ...]:
    """A sentence for every setting that is missing, wrong or unsafe, whatever is wrong with the others.

    The service itself stops at the first one. A person who sets it up wants to know all of them at once.
    """
    keys = {name: value for name, value in environ.items() if name.startswith(_KEY_VARIABLE)}
    others = {name: value for name, value in environ.items() if name not in keys}
    problem = _setting_problem(keys)
    found = [problem] if problem else []
    some_key = new_master_key()
    while problem := _setting_problem({**others, _KEY_VARIABLE: some_key}):
        found.append(problem)
        # The sentence begins with the name of the setting, which is set aside so that the others can be looked at.
        if others.pop(problem.partition(" ")[0], None) is None:
            break
    return tuple(found)


def check_everything(context: Context, *, key_file: Path | None, now: datetime) -> Iterator[Finding]:
    """Look at the store and at what lies around it, as it is now. What needs a database that is away is not looked at."""
    durability = _durable(context)
    yield durability
    if durability.problem is not None:
        return
    yield _look(context, "database file", lambda context: refuse_open_database_file(context.settings))
    revision = _look(context, "tables", lambda context: refuse_other_revision(context.store))
    yield revision
    if revision.problem is None:
        yield _look(context, "master key", refuse_other_master_key)
        yield Finding("towns", _towns(context))
        yield Finding("clock", _clock(context, now))
    yield Finding("where the master key lies", _key_apart(context.settings, key_file))
    yield Finding("time zone", fact=context.settings.time_zone.key)
    yield Finding("countries", _countries(context.settings), ", ".join(sorted(context.settings.countries)) or "all")
    yield Finding("backups", _backups(context.settings))


def check_mail(settings: Settings) -> Finding:
    """Whether the mail server lets this service in; nothing is sent."""
    if settings.mail is None:
        return Finding(
            "mail", "SAFEHOUSE_SMTP_HOST is not set: nobody is told by mail that an offer or a summary waits"
        )
    try:
        refuse_unreachable(settings.mail)
    except NotDelivered as reason:
        return Finding(
            "mail", f"the mail server does not let the service in ({reason}): look at the SAFEHOUSE_SMTP_ settings"
        )
    return Finding("mail", fact=f"{settings.mail.host}:{settings.mail.port}")


def check_scheduler(context: Context) -> Finding:
    """Whether a scheduler is at work."""
    failing = list_failing_parts(context)
    if Part.SCHEDULER in failing:
        minutes = SILENCE // timedelta(minutes=1)
        return Finding(
            "scheduler", f"no scheduler was at work in the last {minutes} minutes: start safehouse-scheduler"
        )
    return Finding("scheduler", "it can be looked at when the database is right" if failing else None)


def _look(context: Context, subject: str, check: Callable[[Context], None]) -> Finding:
    try:
        check(context)
    except UnsafeSettings as refusal:
        return Finding(subject, str(refusal))
    except Unavailable:
        return Finding(subject, "the database cannot be reached: is it running, and is SAFEHOUSE_DATABASE_URL right?")
    return Finding(subject)


def _durable(context: Context) -> Finding:
    found: list[str] = []
    finding = _look(context, "database", lambda context: found.extend(check_store(context.store)))
    return replace(finding, fact=", ".join(found))


def _setting_problem(environ: Mapping[str, str]) -> str | None:
    try:
        database_address(Settings.from_environment(environ).database_url)
    except UnsafeSettings as refusal:
        return str(refusal)
    return None


def _towns(context: Context) -> str | None:
    with context.store.reading() as session:
        if session.exec(select(Place.id).limit(1)).first() is None:
            return "there are no towns yet, so no house can be registered: run `safehouse load-towns`"
    return None


def _clock(context: Context, now: datetime) -> str | None:
    with context.store.reading() as session:
        apart = abs(database_now(session) - now)
        latest = session.exec(select(AuditEntry.at).order_by(col(AuditEntry.at).desc()).limit(1)).first()
    if apart > CLOCKS_AGREE:
        return "the clocks of this machine and of its database differ: let both be set by a time server"
    if latest is not None and latest > now + CLOCKS_AGREE:
        return "the clock of this machine is behind: acts are on record that lie in its future"
    return None


def _key_apart(settings: Settings, key_file: Path | None) -> str | None:
    """A key that lies with what it seals is stolen together with it."""
    if key_file is None:
        return None
    file = database_file(settings)
    others = [*([file.parent] if file else []), *([settings.backups.folder] if settings.backups else [])]
    if any(key_file.resolve().is_relative_to(folder.resolve()) for folder in others):
        return "the master key lies in the folder of the database or of the backups: whoever steals one has both"
    return None


def _countries(settings: Settings) -> str | None:
    unknown = sorted(code for code in settings.countries if pycountry.countries.get(alpha_2=code) is None)
    return f"SAFEHOUSE_COUNTRIES names what is no country: {', '.join(unknown)}" if unknown else None


def _backups(settings: Settings) -> str | None:
    if settings.backups is None:
        return "there are no backups: set SAFEHOUSE_BACKUP_KEY and SAFEHOUSE_BACKUP_FOLDER"
    folder = settings.backups.folder
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        return f"no backup can be written into {folder}: make that folder for the user of the service"
    if folder.stat().st_mode & S_IRWXO:
        return f"{folder} is open to everybody on this machine: run `chmod o= {folder}`"
    return None
