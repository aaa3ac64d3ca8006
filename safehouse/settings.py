"""What the administrator decides, read once from `SAFEHOUSE_*` variables: one frozen object that refuses to be made unsafe.

Variable                       default                     meaning
  SAFEHOUSE_MASTER_KEY         none, required              32 random bytes in base64, from which every other key is derived
  SAFEHOUSE_MASTER_KEY_FILE    none                        a file with the same, which others than its group cannot read
  SAFEHOUSE_DATABASE_URL       sqlite:///safehouse.db      `sqlite:///PATH` or `postgresql://USER:PASSWORD@HOST/NAME`
  SAFEHOUSE_PUBLIC_URL         http://127.0.0.1:8000       where people reach the service; https except on this machine
  SAFEHOUSE_PROXIES            0                           how many proxies in front of the service are to be believed
  SAFEHOUSE_TIME_ZONE          Europe/Brussels             of business dates
  SAFEHOUSE_COUNTRIES          none: every country         those of the network, for example `BE,NL`
  SAFEHOUSE_CELL_POPULATION    50000                       how many people the cell of a house must hide
  SAFEHOUSE_WEIGHTS            the default policy          for example `language=300,journey=150`
  SAFEHOUSE_FRESH_HOURS        the default policy          until when a report is fresh: `emergency=12,urgent=12,planned=24`
  SAFEHOUSE_DARK_HOURS         the default policy          when a house is dark, in the same form
  SAFEHOUSE_ANSWER_MINUTES     20, 240, 1440               how long a house may take to answer, in the same form
  SAFEHOUSE_GRACE_HOURS        6, 12, 24                   how long after its arrival time a reservation becomes overdue
  SAFEHOUSE_REMIND_HOURS       2                           how long before a house goes dark it is asked to report
  SAFEHOUSE_SESSION_HOURS      8                           after which a login ends
  SAFEHOUSE_COVER_MINUTES      15                          of idleness, after which a page is covered
  SAFEHOUSE_PLAN_SECONDS       20                          how long a joint plan may be computed
  SAFEHOUSE_SMTP_HOST          none: mail stays queued     the mail server
  SAFEHOUSE_SMTP_PORT          587
  SAFEHOUSE_SMTP_SECURITY      starttls                    `starttls`, `tls`, or `none` for a server on this machine
  SAFEHOUSE_SMTP_USER          none                        with SAFEHOUSE_SMTP_PASSWORD
  SAFEHOUSE_SMTP_PASSWORD      none
  SAFEHOUSE_MAIL_FROM          none, required with a host  the sender's address
  SAFEHOUSE_WAKE_COMMAND       none                        the SMS gateway's command; text on standard input, number in WAKE_NUMBER
  SAFEHOUSE_METRICS_ADDRESS    none: no metrics            for Prometheus on this machine, for example `127.0.0.1:9464`
  SAFEHOUSE_BACKUP_KEY         none: no backups            the public key that backups are sealed for: `safehouse backup-key`
  SAFEHOUSE_BACKUP_FOLDER      none, required with a key   the whole path of the folder that backups are written into
  SAFEHOUSE_BACKUP_KEEP        14                          how many backups are kept; an older one goes when a new one is made
"""

import secrets
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from stat import S_IRWXO
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from safehouse.domain.codes import Criterion, Urgency
from safehouse.domain.errors import UnsafeSettings
from safehouse.setting_values import (
    THIS_MACHINE,
    between,
    command,
    countries,
    durations,
    loopback_address,
    numbers,
    public_key,
    public_url,
    sender,
    time_zone,
    whole_path,
)

MASTER_KEY_BYTES = 32
DIFFERENT_BYTES = 16
"""Of 32 random bytes about 30 differ; fewer than this many never happens by chance."""
ANSWER_WITHIN: Mapping[Urgency, timedelta] = {
    Urgency.EMERGENCY: timedelta(minutes=20),
    Urgency.URGENT: timedelta(hours=4),
    Urgency.PLANNED: timedelta(hours=24),
}
GRACE: Mapping[Urgency, timedelta] = {
    Urgency.EMERGENCY: timedelta(hours=6),
    Urgency.URGENT: timedelta(hours=12),
    Urgency.PLANNED: timedelta(hours=24),
}
_Value = TypeVar("_Value")
_Readers = Mapping[str, tuple[str, Callable[[str], object]]]


class SmtpSecurity(StrEnum):
    """How the connection to the mail server is protected."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mail is handed over. `user` None: without logging in."""

    host: str
    sender: str
    port: int = 587
    security: SmtpSecurity = SmtpSecurity.STARTTLS
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupPlace:
    """Where backups are written, for which public key, and how many are kept."""

    key: str
    folder: Path
    keep: int = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings. `weights`, `fresh_for` and `dark_after` hold only what differs from the default policy.

    `countries` empty: every country. `mail` None: messages stay in the outbox. `wake_command` None: nobody is woken by a
    command. `metrics_address` None: nothing is measured; else a host and port of this machine. `backups` None: there are none.
    """

    master_key: bytes = field(repr=False)
    database_url: str = field(default="sqlite:///safehouse.db", repr=False)
    public_url: str = "http://127.0.0.1:8000"
    proxies: int = 0
    time_zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Brussels"))
    countries: frozenset[str] = frozenset()
    cell_population: int = 50_000
    weights: Mapping[Criterion, int] = field(default_factory=dict)
    fresh_for: Mapping[Urgency, timedelta] = field(default_factory=dict)
    dark_after: Mapping[Urgency, timedelta] = field(default_factory=dict)
    answer_within: Mapping[Urgency, timedelta] = field(default_factory=lambda: ANSWER_WITHIN)
    grace: Mapping[Urgency, timedelta] = field(default_factory=lambda: GRACE)
    remind_hours: int = 2
    session_hours: int = 8
    cover_after_minutes: int = 15
    plan_seconds: int = 20
    mail: MailServer | None = None
    wake_command: tuple[str, ...] | None = field(default=None, repr=False)
    metrics_address: tuple[str, int] | None = None
    backups: BackupPlace | None = None

    @property
    def is_tls(self) -> bool:
        """Whether people reach the service over TLS; its cookie is then `Secure` and for this host alone."""
        return urlsplit(self.public_url).scheme == "https"

    @property
    def cookie_name(self) -> str:
        """The name of the session cookie."""
        return "__Host-safehouse" if self.is_tls else "safehouse"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self:
        """The settings that the variables describe; an empty variable counts as not set.

        Raises UnsafeSettings, which names the variable and never its value.
        """
        given = _given(environ, _READERS)
        mail, backups = _mail_server(environ), _backup_place(environ)
        return cls(master_key=_master_key(environ), mail=mail, backups=backups, **given)


def new_master_key() -> str:
    """A new master key, as SAFEHOUSE_MASTER_KEY says it."""
    return b64encode(secrets.token_bytes(MASTER_KEY_BYTES)).decode()


def _given(environ: Mapping[str, str], readers: _Readers) -> dict[str, Any]:
    """What is set of these variables, by the names of the fields."""
    return {
        name: _read(environ, variable, reader) for variable, (name, reader) in readers.items() if environ.get(variable)
    }


def _read(environ: Mapping[str, str], variable: str, reader: Callable[[str], _Value]) -> _Value:
    try:
        return reader(environ[variable])
    except ValueError as reason:
        # The reason is a sentence of this module; a value from the environment may be a secret and is never repeated.
        raise UnsafeSettings(f"{variable} {reason}") from None


def _master_key(environ: Mapping[str, str]) -> bytes:
    if environ.get("SAFEHOUSE_MASTER_KEY"):
        return _read(environ, "SAFEHOUSE_MASTER_KEY", _key)
    if environ.get("SAFEHOUSE_MASTER_KEY_FILE"):
        return _read(environ, "SAFEHOUSE_MASTER_KEY_FILE", _key_file)
    raise UnsafeSettings(
        "SAFEHOUSE_MASTER_KEY is not set: make one with `openssl rand -base64 32` and keep it apart from the database"
    )


def _key(text: str | bytes) -> bytes:
    try:
        key = b64decode(text.strip(), validate=True)
    except ValueError:
        key = b""
    if len(key) != MASTER_KEY_BYTES:
        raise ValueError(f"must be {MASTER_KEY_BYTES} bytes in base64")
    if len(set(key)) < DIFFERENT_BYTES or key.isascii():
        raise ValueError("must be random: this is a text or a pattern")
    return key


def _key_file(text: str) -> bytes:
    try:
        if Path(text).stat().st_mode & S_IRWXO:
            raise ValueError("names a file that everybody can read: take that right away")
        return _key(Path(text).read_bytes())
    except OSError:
        raise ValueError("names a file that cannot be read") from None


def _mail_server(environ: Mapping[str, str]) -> MailServer | None:
    host = environ.get("SAFEHOUSE_SMTP_HOST")
    if not host:
        return None
    if not environ.get("SAFEHOUSE_MAIL_FROM"):
        raise UnsafeSettings("SAFEHOUSE_MAIL_FROM is not set, but SAFEHOUSE_SMTP_HOST is")
    given = _given(environ, _MAIL_READERS)
    server = MailServer(host=host, **given)
    if (server.user is None) != (server.password is None):
        raise UnsafeSettings("SAFEHOUSE_SMTP_USER and SAFEHOUSE_SMTP_PASSWORD go together")
    if server.security is SmtpSecurity.NONE and host not in THIS_MACHINE:
        raise UnsafeSettings("SAFEHOUSE_SMTP_SECURITY may be `none` only for a mail server on this machine")
    return server


def _backup_place(environ: Mapping[str, str]) -> BackupPlace | None:
    given = _given(environ, _BACKUP_READERS)
    if ("key" in given) != ("folder" in given):
        raise UnsafeSettings("SAFEHOUSE_BACKUP_KEY and SAFEHOUSE_BACKUP_FOLDER go together: set both, or neither")
    return BackupPlace(**given) if "key" in given else None


def _security(text: str) -> SmtpSecurity:
    try:
        return SmtpSecurity(text)
    except ValueError:
        raise ValueError(f"must be one of {', '.join(SmtpSecurity)}") from None


_READERS: _Readers = {
    "SAFEHOUSE_DATABASE_URL": ("database_url", str),
    "SAFEHOUSE_PUBLIC_URL": ("public_url", public_url),
    "SAFEHOUSE_PROXIES": ("proxies", between(0, 5)),
    "SAFEHOUSE_TIME_ZONE": ("time_zone", time_zone),
    "SAFEHOUSE_COUNTRIES": ("countries", countries),
    "SAFEHOUSE_CELL_POPULATION": ("cell_population", between(1, 100_000_000)),
    "SAFEHOUSE_WEIGHTS": ("weights", numbers(Criterion)),
    "SAFEHOUSE_FRESH_HOURS": ("fresh_for", durations(timedelta(hours=1), {})),
    "SAFEHOUSE_DARK_HOURS": ("dark_after", durations(timedelta(hours=1), {})),
    "SAFEHOUSE_ANSWER_MINUTES": ("answer_within", durations(timedelta(minutes=1), ANSWER_WITHIN)),
    "SAFEHOUSE_GRACE_HOURS": ("grace", durations(timedelta(hours=1), GRACE)),
    "SAFEHOUSE_REMIND_HOURS": ("remind_hours", between(1, 12)),
    "SAFEHOUSE_SESSION_HOURS": ("session_hours", between(1, 24)),
    "SAFEHOUSE_COVER_MINUTES": ("cover_after_minutes", between(1, 60)),
    "SAFEHOUSE_PLAN_SECONDS": ("plan_seconds", between(1, 3_600)),
    "SAFEHOUSE_WAKE_COMMAND": ("wake_command", command),
    "SAFEHOUSE_METRICS_ADDRESS": ("metrics_address", loopback_address),
}
_MAIL_READERS: _Readers = {
    "SAFEHOUSE_SMTP_PORT": ("port", between(1, 65_535)),
    "SAFEHOUSE_SMTP_SECURITY": ("security", _security),
    "SAFEHOUSE_SMTP_USER": ("user", str),
    "SAFEHOUSE_SMTP_PASSWORD": ("password", str),
    "SAFEHOUSE_MAIL_FROM": ("sender", sender),
}
_BACKUP_READERS: _Readers = {
    "SAFEHOUSE_BACKUP_KEY": ("key", public_key),
    "SAFEHOUSE_BACKUP_FOLDER": ("folder", whole_path),
    "SAFEHOUSE_BACKUP_KEEP": ("keep", between(2, 1_000)),
}

VARIABLES = frozenset({
    *_READERS, *_MAIL_READERS, *_BACKUP_READERS, "SAFEHOUSE_MASTER_KEY", "SAFEHOUSE_MASTER_KEY_FILE", "SAFEHOUSE_SMTP_HOST",
})  # fmt: skip
"""The names of all settings."""
