"""Log lines of JSON on standard error, with nothing in them but what an allow-list lets through: names of events, ids and counts.

A field that is not on the list, or whose value does not look like an id, a code or a number, is dropped and only counted.
Messages of other libraries may quote values, so of these only the place in the source is written.
"""

import logging
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from traceback import walk_tb
from typing import Any

import structlog
from structlog.typing import EventDict, FilteringBoundLogger, WrappedLogger

FIELDS = frozenset({
    "account_id", "action", "attempts", "business_on", "channel", "count", "done", "due_on", "duration_ms", "endpoint",
    "error", "exit_code", "house_id", "job", "job_id", "kind", "list_id", "message_id", "method", "offer_id", "pid",
    "plan_id", "port", "request_id", "revision", "route", "setting", "source", "state", "status", "subject_id", "summary_id",
    "total", "where",
})  # fmt: skip
"""Everything that a log line may say beside its time, its level and its event."""

DEEPEST_STEPS = 12
"""How much of the way to an exception is written, as modules and line numbers."""
_EVENT = re.compile(r"[a-z][a-z_]{2,59}")
_CODE_OR_ID = re.compile(r"[A-Za-z0-9_.:<>-]{1,100}")
_ROUTE = re.compile(r"/[a-z_/<>:.-]{0,99}")
"""The template of an address. It has neither digits nor capitals, which every id and every token in a true address has."""
_STRUCTURE = frozenset({"event", "level", "at"})


def get_logger() -> FilteringBoundLogger:
    """A logger whose lines are `log.info("mail_sent", message_id=...)`; `log.exception(...)` adds the error's kind and place."""
    logger: FilteringBoundLogger = structlog.get_logger()
    return logger


def configure_logs(level: int = logging.INFO) -> None:
    """Send the lines of the service, and the warnings of its libraries, to standard error."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            _without_message,
            only_allowed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: _Lines(sys.stderr),
    )
    logging.captureWarnings(capture=True)
    logging.basicConfig(level=logging.WARNING, handlers=[_ForeignMessages()], force=True)


def only_allowed(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """The line with allowed fields only, and with how many were `dropped` if any were."""
    kept = {name: value for name, value in line.items() if name in FIELDS and _is_allowed(name, value)}
    structure: dict[str, Any] = {name: value for name, value in line.items() if name in _STRUCTURE}
    if not _EVENT.fullmatch(str(line.get("event"))):
        structure["event"] = "unnamed_event"
    dropped = len(line) - len(kept) - len(_STRUCTURE & line.keys())
    return {**structure, **_written(kept), **({"dropped": dropped} if dropped else {})}


class _Lines(structlog.PrintLogger):
    """A line that cannot be written, on a full disk for one, is lost: it must never break what it tells of."""

    def msg(self, message: str) -> None:
        with suppress(OSError):
            super().msg(message)

    log = debug = info = warning = error = critical = msg


class _ForeignMessages(logging.Handler):
    """Says that a library said something, and where in its source."""

    def emit(self, record: logging.LogRecord) -> None:
        get_logger().log(
            record.levelno,
            "library_message",
            source=record.name,
            where=[f"{record.module}:{record.lineno}"],
            **({"exc_info": record.exc_info} if record.exc_info else {}),
        )


def _without_message(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """Replace an exception by its kind and the places it went through: its message may quote what somebody typed."""
    error = _error_of(line.pop("exc_info", None))
    if error is not None:
        steps = [f"{frame.f_globals['__name__']}:{number}" for frame, number in walk_tb(error.__traceback__)]
        line.update(error=type(error).__name__, where=steps[-DEEPEST_STEPS:])
    return line


def _error_of(exc_info: object) -> BaseException | None:
    if isinstance(exc_info, BaseException):
        return exc_info
    if isinstance(exc_info, tuple):
        return exc_info[1] if isinstance(exc_info[1], BaseException) else None
    return sys.exc_info()[1] if exc_info else None


def _is_allowed(name: str, value: object) -> bool:
    if name == "route":
        return value is None or (isinstance(value, str) and _ROUTE.fullmatch(value) is not None)
    return _is_plain(value)


def _is_plain(value: object) -> bool:
    if isinstance(value, list | tuple):
        return all(_is_plain(part) for part in value)
    if isinstance(value, str):
        return _CODE_OR_ID.fullmatch(value) is not None
    return value is None or isinstance(value, bool | int | float | date)


def _written(fields: Mapping[str, object]) -> dict[str, object]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in fields.items()}
