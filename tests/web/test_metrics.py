"""Prometheus is told how the service works, and nothing about anybody."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import Client

from safehouse.domain.access import Actor
from safehouse.services.context import Context
from safehouse.services.db import open_store
from safehouse.services.readiness import record_heartbeat
from safehouse.services.sealing import Vault
from safehouse.settings import Settings
from safehouse.web.metrics import count_request, exposition, with_metrics
from tests.rows import a_coordinator, a_house, a_request
from tests.support.stores import MASTER_KEY
from tests.support.visitors import Visitor

FIGURES = {
    "safehouse_database_up": set(),
    "safehouse_jobs": {"state"},
    "safehouse_outbox_messages": {"channel"},
    "safehouse_request_duration_seconds_bucket": {"endpoint", "le"},
    "safehouse_request_duration_seconds_count": {"endpoint"},
    "safehouse_request_duration_seconds_sum": {"endpoint"},
    "safehouse_requests_total": {"endpoint", "method", "status_class"},
    "safehouse_scheduler_heartbeat_age_seconds": set(),
}
"""All that is told, with what it is told by. Never people, houses or beds."""
_LINE = re.compile(r"(?P<name>\w+)(?:\{(?P<labels>.*)\})? (?P<figure>\S+)")


def figures(text: str) -> dict[str, set[str]]:
    """The names of the figures, each with the names of its labels; those of the library about itself are left out."""
    found: dict[str, set[str]] = {}
    for line in text.splitlines():
        told = _LINE.fullmatch(line)
        if told and not told["name"].endswith("_created"):
            found.setdefault(told["name"], set()).update(re.findall(r'(\w+)="', told["labels"] or ""))
    return found


def test_these_figures_are_told_and_no_others(context: Context, visitor_as: Callable[[Actor], Visitor]) -> None:
    """With people, houses and beds in the database."""
    coordinator = a_coordinator(context)
    a_house(context)
    a_request(context, coordinator)
    record_heartbeat(context)
    assert visitor_as(coordinator).get("/desk").status_code == 200
    assert figures(exposition(context).decode()) == FIGURES


def test_an_invented_method_is_no_figure_of_its_own(context: Context) -> None:
    count_request(endpoint="none", method="CANARY", status=405, seconds=0.1)
    told = exposition(context).decode()
    assert 'method="other"' in told
    assert "CANARY" not in told


def test_without_its_database_it_tells_that(tmp_path: Path) -> None:
    url = f"postgresql://nobody@/nothing?host={tmp_path}"
    context = Context(open_store(url), Vault(MASTER_KEY), Settings(master_key=MASTER_KEY, database_url=url))
    assert "safehouse_database_up 0.0" in exposition(context).decode()


class TestPort:
    @pytest.fixture
    def client(self, app: Flask, context: Context) -> Client:
        settings = replace(context.settings, metrics_address=("127.0.0.1", 9464))
        return Client(with_metrics(app, replace(context, settings=settings)))

    def test_figures_are_on_a_port_of_their_own(self, client: Client) -> None:
        answer = client.get("/metrics", base_url="http://127.0.0.1:9464")
        assert answer.status_code == 200
        assert answer.mimetype == "text/plain"
        assert "safehouse_database_up 1.0" in answer.text

    def test_pages_have_no_figures(self, client: Client) -> None:
        """Seen to fail with the port not asked for."""
        assert client.get("/metrics", base_url="http://127.0.0.1:8000").status_code == 404
        assert client.get("/login", base_url="http://127.0.0.1:8000").status_code == 200

    def test_nothing_else_is_on_the_port_of_the_figures(self, client: Client) -> None:
        assert client.get("/login", base_url="http://127.0.0.1:9464").status_code == 404
        assert client.post("/metrics", base_url="http://127.0.0.1:9464").status_code == 404

    def test_a_name_that_a_stranger_sends_does_not_open_the_figures(self, client: Client) -> None:
        """The port is that of the connection, not of the Host header."""
        answer = client.get("/metrics", base_url="http://127.0.0.1:8000", headers={"Host": "127.0.0.1:9464"})
        assert answer.status_code == 404
