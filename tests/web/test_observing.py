"""Each answer is one line of the log, which names the page and neither the address nor the query nor the person."""

import json
from collections.abc import Callable

import pytest

from safehouse.domain.access import Actor
from safehouse.logs import configure_logs
from safehouse.services.context import Context
from tests.rows import a_coordinator, a_request
from tests.support.visitors import Visitor

CANARY = "canary7Kq"
pytestmark = pytest.mark.usefixtures("logging_as_before")


def answered(capture: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    lines = [json.loads(line) for line in capture.readouterr().err.splitlines()]
    return [line for line in lines if line["event"] == "answered"]


def test_a_line_names_the_page_by_its_template(
    context: Context, visitor_as: Callable[[Actor], Visitor], capsys: pytest.CaptureFixture[str]
) -> None:
    coordinator = a_coordinator(context)
    visitor = visitor_as(coordinator)
    request_id = a_request(context, coordinator)
    configure_logs()
    visitor.get(f"/requests/{request_id}?{CANARY}={CANARY}", Referer=f"https://{CANARY}.example", User_Agent=CANARY)
    [line] = answered(capsys)
    assert line["endpoint"] == "request_page.show"
    assert line["route"] == "/requests/<request_id>"
    assert line["method"] == "GET"
    assert set(line) == {"event", "level", "at", "endpoint", "route", "method", "status", "duration_ms"}
    assert request_id not in str(line)
    assert CANARY not in str(line)


@pytest.mark.parametrize("path", [f"/{CANARY}", f"/requests/{CANARY}", f"/login?next=/{CANARY}"])
def test_no_line_has_anything_that_was_typed(path: str, visitor: Visitor, capsys: pytest.CaptureFixture[str]) -> None:
    """Seen to fail with the path in place of the template."""
    configure_logs()
    visitor.get(path)
    visitor.post(path, {"email": CANARY, "password": CANARY})
    written = capsys.readouterr().err
    assert "answered" in written
    assert CANARY not in written


def test_files_are_no_lines(visitor: Visitor, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs()
    visitor.get("/static/safehouse.css")
    assert answered(capsys) == []
