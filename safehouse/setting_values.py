"""How the values of settings are read. Each reader takes the text of a variable and raises ValueError with the rest of a sentence.

The sentences begin with `must`, because the name of the variable is put in front, and never repeat the value: it may be secret.
"""

import re
import shlex
from collections.abc import Callable, Mapping
from datetime import timedelta
from email.utils import parseaddr
from enum import StrEnum
from pathlib import Path
from typing import TypeVar
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pycountry
from pyrage import RecipientError
from pyrage.x25519 import Recipient

from safehouse.domain.addresses import is_mail_address
from safehouse.domain.codes import Urgency

THIS_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})
"""Hosts that no other machine can reach."""
_ORIGIN = re.compile(r"https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]+)?/*")
_COUNTRY = re.compile(r"[A-Z]{2}")
_Name = TypeVar("_Name", bound=StrEnum)


def public_key(text: str) -> str:
    """The public key of backups."""
    try:
        Recipient.from_str(text)
    except RecipientError:
        raise ValueError("must be a public key as `safehouse backup-key` shows it, age1...") from None
    return text


def whole_path(text: str) -> Path:
    """A path from the root on, because a service has no folder of its own to start from."""
    if not Path(text).is_absolute():
        raise ValueError("must be a whole path, beginning with /")
    return Path(text)


def between(low: int, high: int) -> Callable[[str], int]:
    """A reader of whole numbers within these limits."""

    def read(text: str) -> int:
        if not text.isdecimal() or not low <= int(text) <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return int(text)

    return read


def public_url(text: str) -> str:
    """Where people reach the service: scheme, host and port, over TLS unless it is this machine."""
    url = urlsplit(text)
    if _ORIGIN.fullmatch(text) is None or not _has_no_wrong_port(url):
        raise ValueError("must be like https://safehouse.example, without a path")
    if url.scheme == "http" and url.hostname not in THIS_MACHINE:
        raise ValueError("must be https, except on this machine: cookies would travel in the clear")
    return text.rstrip("/")


def sender(text: str) -> str:
    """The sender of mails: an address, with a name in front or without."""
    if not text.isprintable() or not is_mail_address(parseaddr(text)[1]):
        raise ValueError("must be a mail address, as in safehouse@example.org")
    return text


def time_zone(text: str) -> ZoneInfo:
    """An IANA time zone."""
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError("must be an IANA time zone such as Europe/Brussels") from None


def countries(text: str) -> frozenset[str]:
    """Countries by their ISO 3166-1 alpha-2 codes, between commas."""
    codes = [code.strip() for code in text.split(",")]
    if not all(_COUNTRY.fullmatch(code) and pycountry.countries.get(alpha_2=code) for code in codes):
        raise ValueError("must be like BE,NL: codes of countries in two capitals")
    return frozenset(codes)


def loopback_address(text: str) -> tuple[str, int]:
    """Host and port on this machine."""
    host, _, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if host not in THIS_MACHINE:
        raise ValueError("must be of this machine, like 127.0.0.1:9464: figures are not for the network")
    try:
        return host, between(1, 65_535)(port)
    except ValueError as reason:
        raise ValueError(f"must end in a port, which {reason}") from None


def numbers(names: type[_Name]) -> Callable[[str], Mapping[_Name, int]]:
    """A reader of numbers with names, as in `language=300,margin=150`."""

    def read(text: str) -> Mapping[_Name, int]:
        pairs = [part.partition("=") for part in text.split(",")]
        try:
            return {names(name.strip()): between(0, 1_000_000)(number.strip()) for name, _, number in pairs}
        except ValueError:
            raise ValueError(f"must be like {next(iter(names))}=1, with any of: {', '.join(names)}") from None

    return read


def durations(unit: timedelta, complete: Mapping[Urgency, timedelta]) -> Callable[[str], Mapping[Urgency, timedelta]]:
    """A reader of numbers of this unit by urgency; `complete` are those of the urgencies that are not named."""

    def read(text: str) -> Mapping[Urgency, timedelta]:
        return {**complete, **{urgency: number * unit for urgency, number in numbers(Urgency)(text).items()}}

    return read


def command(text: str) -> tuple[str, ...]:
    """A command with its arguments."""
    try:
        return tuple(shlex.split(text))
    except ValueError:
        raise ValueError("must be a command line with balanced quotes") from None


def _has_no_wrong_port(url: SplitResult) -> bool:
    try:
        return url.port is None or url.port >= 0
    except ValueError:
        return False
