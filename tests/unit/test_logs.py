"""A log line says names of events, ids and counts, and nothing else, whatever it is given."""

import json
import logging
import warnings
from datetime import UTC, date, datetime
from errno import ENOSPC
from io import StringIO

import pytest

from safehouse.logs import configure_logs, get_logger

CANARY = "Canary Street 7"
pytestmark = pytest.mark.usefixtures("logging_as_before")


def lines(capture: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capture.readouterr().err.splitlines()]


def test_a_line_carries_its_time_its_level_its_event_and_ids(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs()
    get_logger().info("mail_sent", message_id="7k3m9q", attempts=2, business_on=date(2026, 11, 24))
    [line] = lines(capsys)
    assert datetime.fromisoformat(str(line.pop("at"))).tzinfo == UTC
    assert line == {
        "level": "info",
        "event": "mail_sent",
        "message_id": "7k3m9q",
        "attempts": 2,
        "business_on": "2026-11-24",
    }


def test_a_field_that_is_not_on_the_list_is_dropped_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    """Seen to fail with `only_allowed` taken out of the processors."""
    configure_logs()
    get_logger().info("request_entered", request_id="r1", keep_away="Rotterdam", needs=["detox"])
    [line] = lines(capsys)
    assert line["request_id"] == "r1"
    assert line["dropped"] == 2
    assert "Rotterdam" not in str(line)
    assert "detox" not in str(line)


@pytest.mark.parametrize("value", [CANARY, "somebody@example.org", ["fine", CANARY], {"place": "x"}, object(), b"key"])
def test_a_value_that_does_not_look_like_an_id_is_dropped(value: object, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs()
    get_logger().info("request_entered", request_id=value)
    [line] = lines(capsys)
    assert "request_id" not in line
    assert line["dropped"] == 1


@pytest.mark.parametrize("route", ["/requests/<request_id>", "/invitations/<path:token>", None])
def test_the_template_of_an_address_is_written(route: str | None, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs()
    get_logger().info("answered", route=route)
    assert lines(capsys)[0]["route"] == route


@pytest.mark.parametrize("route", ["/requests/7k3m9q", "/invitations/AbCdEfGh", "/login?next=x", "login", 7])
def test_a_true_address_is_not(route: object, capsys: pytest.CaptureFixture[str]) -> None:
    """Seen to fail with the pattern of ids, which lets them through without their slash."""
    configure_logs()
    get_logger().info("answered", route=route)
    [line] = lines(capsys)
    assert "route" not in line
    assert line["dropped"] == 1


def test_a_sentence_with_values_in_it_is_no_event(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs()
    get_logger().info(f"placed at {CANARY}")
    [line] = lines(capsys)
    assert line["event"] == "unnamed_event"


def test_an_exception_is_named_with_its_way_and_without_its_message(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs()
    try:
        int(CANARY)
    except ValueError:
        get_logger().exception("job_failed", job_id="j1")
    [line] = lines(capsys)
    assert line["error"] == "ValueError"
    assert str(line["where"]).startswith(f"['{__name__}:")
    assert CANARY not in str(line)


def test_what_a_library_says_is_not_repeated(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs()
    logging.getLogger("somebody.else").error("could not reach %s", CANARY)
    try:
        int(CANARY)
    except ValueError:
        logging.getLogger("somebody.else").exception(CANARY)
    first, second = lines(capsys)
    assert first["event"] == second["event"] == "library_message"
    assert first["source"] == "somebody.else"
    assert second["error"] == "ValueError"
    assert CANARY not in f"{first}{second}"


def test_a_warning_is_a_line_like_any_other(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(CANARY, stacklevel=1)
    [line] = lines(capsys)
    assert line["source"] == "py.warnings"
    assert CANARY not in str(line)


class FullDisk(StringIO):
    """Where nothing can be written any more."""

    def write(self, _text: str) -> int:
        raise OSError(ENOSPC, "No space left on device")


def test_a_line_that_cannot_be_written_breaks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen to fail with the logger of structlog: on a full disk a deed that was done was answered with an error."""
    monkeypatch.setattr("sys.stderr", FullDisk())
    configure_logs()
    for level in ("debug", "info", "warning", "error", "critical", "exception"):
        getattr(get_logger(), level)("mail_sent")
