"""The settings as the administrator sees them: each in the form in which it is written, and never a secret.

What may be shown is written out here, setting by setting; of every other it is said whether it is set.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from safehouse.domain.access import Actor
from safehouse.domain.codes import Urgency
from safehouse.services.accounts.rights import require_administrator
from safehouse.services.context import Context
from safehouse.settings import Settings


@dataclass(frozen=True, slots=True)
class SettingLine:
    """One setting: its value, empty where it is not set; or, for what is never shown, whether it is set."""

    variable: str
    value: str | bool


def list_settings(context: Context, actor: Actor) -> tuple[SettingLine, ...]:
    """Every setting. Raises NotFound for an actor who is no administrator."""
    require_administrator(actor)
    return tuple(SettingLine(variable, look(context.settings)) for variable, look in _SETTINGS.items())


def _numbers(numbers: Iterable[tuple[str, int]]) -> str:
    return ",".join(f"{name}={number}" for name, number in numbers)


def _spans(spans: Mapping[Urgency, timedelta], unit: timedelta) -> str:
    return _numbers((urgency, span // unit) for urgency, span in spans.items())


def _address(settings: Settings) -> str:
    return "{}:{}".format(*settings.metrics_address) if settings.metrics_address else ""


_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)
_SETTINGS: Mapping[str, Callable[[Settings], str | bool]] = MappingProxyType(
    {
        "SAFEHOUSE_MASTER_KEY": lambda settings: bool(settings.master_key),
        # The kind of database alone: its address may hold a password.
        "SAFEHOUSE_DATABASE_URL": lambda settings: settings.database_url.partition(":")[0],
        "SAFEHOUSE_PUBLIC_URL": lambda settings: settings.public_url,
        "SAFEHOUSE_PROXIES": lambda settings: str(settings.proxies),
        "SAFEHOUSE_TIME_ZONE": lambda settings: settings.time_zone.key,
        "SAFEHOUSE_COUNTRIES": lambda settings: ",".join(sorted(settings.countries)),
        "SAFEHOUSE_CELL_POPULATION": lambda settings: str(settings.cell_population),
        "SAFEHOUSE_WEIGHTS": lambda settings: _numbers(settings.weights.items()),
        "SAFEHOUSE_FRESH_HOURS": lambda settings: _spans(settings.fresh_for, _HOUR),
        "SAFEHOUSE_DARK_HOURS": lambda settings: _spans(settings.dark_after, _HOUR),
        "SAFEHOUSE_ANSWER_MINUTES": lambda settings: _spans(settings.answer_within, _MINUTE),
        "SAFEHOUSE_GRACE_HOURS": lambda settings: _spans(settings.grace, _HOUR),
        "SAFEHOUSE_REMIND_HOURS": lambda settings: str(settings.remind_hours),
        "SAFEHOUSE_SESSION_HOURS": lambda settings: str(settings.session_hours),
        "SAFEHOUSE_COVER_MINUTES": lambda settings: str(settings.cover_after_minutes),
        "SAFEHOUSE_PLAN_SECONDS": lambda settings: str(settings.plan_seconds),
        "SAFEHOUSE_SMTP_HOST": lambda settings: settings.mail.host if settings.mail else "",
        "SAFEHOUSE_SMTP_PORT": lambda settings: str(settings.mail.port) if settings.mail else "",
        "SAFEHOUSE_SMTP_SECURITY": lambda settings: settings.mail.security.value if settings.mail else "",
        "SAFEHOUSE_SMTP_USER": lambda settings: settings.mail is not None and settings.mail.user is not None,
        "SAFEHOUSE_SMTP_PASSWORD": lambda settings: settings.mail is not None and settings.mail.password is not None,
        "SAFEHOUSE_MAIL_FROM": lambda settings: settings.mail.sender if settings.mail else "",
        "SAFEHOUSE_WAKE_COMMAND": lambda settings: settings.wake_command is not None,
        "SAFEHOUSE_METRICS_ADDRESS": _address,
        "SAFEHOUSE_BACKUP_KEY": lambda settings: settings.backups is not None,
        "SAFEHOUSE_BACKUP_FOLDER": lambda settings: str(settings.backups.folder) if settings.backups else "",
        "SAFEHOUSE_BACKUP_KEEP": lambda settings: str(settings.backups.keep) if settings.backups else "",
    }
)
