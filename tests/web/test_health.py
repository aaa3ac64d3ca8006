"""Whoever watches over the service learns whether it is alive and what it lacks, and nothing else."""

from pathlib import Path

import pytest
from flask import Flask

from safehouse.app import create_app
from safehouse.services import migrate
from safehouse.services.context import Context
from safehouse.services.db import open_store
from safehouse.services.readiness import record_heartbeat
from safehouse.services.sealing import Vault
from safehouse.settings import Settings
from tests.support.stores import MASTER_KEY
from tests.support.visitors import Visitor


@pytest.fixture
def app_without_database(tmp_path: Path) -> Flask:
    url = f"postgresql://canary@/canary?host={tmp_path}"
    settings = Settings(master_key=MASTER_KEY, database_url=url)
    return create_app(Context(open_store(url), Vault(MASTER_KEY), settings))


def test_a_service_that_can_work_is_ready(context: Context, visitor: Visitor) -> None:
    record_heartbeat(context)
    answer = visitor.get("/ready")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_a_stopped_scheduler_is_one_word(visitor: Visitor) -> None:
    answer = visitor.get("/ready")
    assert (answer.status_code, answer.json) == (503, {"status": "not ready", "failing": ["scheduler"]})


def test_tables_of_another_version_are_one_word(context: Context, visitor: Visitor) -> None:
    migrate.downgrade(context.store, "0003")
    assert visitor.get("/ready").json == {"status": "not ready", "failing": ["migrations"]}


def test_without_its_database_a_process_is_alive_but_not_ready(app_without_database: Flask) -> None:
    client = app_without_database.test_client()
    assert client.get("/health").status_code == 200
    answer = client.get("/ready")
    assert (answer.status_code, answer.json) == (503, {"status": "not ready", "failing": ["database"]})
    assert "canary" not in answer.text


def test_both_answers_set_no_cookie(visitor: Visitor) -> None:
    for path in ("/health", "/ready"):
        assert "Set-Cookie" not in visitor.get(path).headers
