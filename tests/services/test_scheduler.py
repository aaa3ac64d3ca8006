"""The scheduler as a process: everything that happens by itself happens, and it ends in order when it is told to."""

import os
import signal
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import pytest
from sqlmodel import func, select

from safehouse.domain.codes import OfferState, PlanStatus
from safehouse.models.claims import Claim
from safehouse.models.offers import Offer
from safehouse.models.summaries import Summary
from safehouse.scheduler import PlanProcess, build_scheduler
from safehouse.services.context import Context
from safehouse.services.db import Store, open_store
from safehouse.services.plans import ask_for_plan, find_plan
from tests.rows import a_house
from tests.services.night import Night
from tests.support.mailbox import Mailbox, open_mailbox
from tests.support.stores import MASTER_KEY, Clock

PATIENCE_S = 60
"""How long a test waits for what happens within seconds unless it never does."""


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """A store by its own clock, which is what the process goes by."""
    opened = open_store(store_url)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> Clock:
    """The true time, standing still from here on."""
    return Clock(datetime.now(UTC))


@contextmanager
def running_scheduler(context: Context, mailbox: Mailbox) -> Iterator["subprocess.Popen[str]"]:
    """`safehouse scheduler` over the store of a test, with a mail server; killed at the end if it still runs."""
    variables = {
        "SAFEHOUSE_MASTER_KEY": b64encode(MASTER_KEY).decode(),
        "SAFEHOUSE_DATABASE_URL": context.settings.database_url,
        "SAFEHOUSE_SMTP_HOST": mailbox.server.host,
        "SAFEHOUSE_SMTP_PORT": str(mailbox.port),
        "SAFEHOUSE_SMTP_SECURITY": "none",
        "SAFEHOUSE_MAIL_FROM": mailbox.server.sender,
    }
    command = [sys.executable, "-m", "safehouse", "scheduler"]
    with subprocess.Popen(command, env={**os.environ, **variables}, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_until(happened: Callable[[], bool]) -> None:
    gives_up_at = monotonic() + PATIENCE_S
    while not happened():
        assert monotonic() < gives_up_at, "it did not happen"
        sleep(0.2)


def test_what_happens_by_itself_happens_and_the_end_is_orderly(night: Night) -> None:
    """A summary that is due and its mail, an offer that ran out, and a plan; then Ctrl-C."""
    a_house(night.context, created_at=night.now - timedelta(days=2))
    house = night.house(1)
    offer_id = night.offer(night.request(), house)
    let_time_run_out(night, offer_id)
    ask_for_plan(night.context, night.coordinator, country="NL", now=night.now)
    with open_mailbox() as mailbox, running_scheduler(night.context, mailbox) as scheduler:
        wait_until(lambda: number_of_summaries(night) > 0)
        wait_until(lambda: night.offer_state(offer_id) is OfferState.EXPIRED)
        wait_until(lambda: plan_status(night) is PlanStatus.OPTIMAL)
        wait_until(lambda: len(mailbox.mails) > 0)
        # Twice, as a terminal and whoever started it would do.
        scheduler.send_signal(signal.SIGINT)
        scheduler.send_signal(signal.SIGTERM)
        _, said = scheduler.communicate(timeout=PATIENCE_S)
    assert scheduler.returncode == 0
    assert '"event": "scheduler_stopped"' in said
    assert "Traceback" not in said
    assert not any(mail in said for mail in mailbox.recipients)


def test_every_job_starts_late_rather_than_never_once_after_a_pause_and_never_beside_itself(context: Context) -> None:
    jobs = {job.id: job for job in build_scheduler(context, PlanProcess(context), PlanProcess(context)).get_jobs()}
    expected = {"nights", "wishes", "outbox", "holds", "reminders", "plans", "evacuations", "heartbeat", "backups"}
    assert set(jobs) == expected
    for job in jobs.values():
        assert (job.misfire_grace_time, job.coalesce, job.max_instances) == (3600, True, 1)


class TestPlanProcess:
    @pytest.fixture
    def endless(self, night: Night, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PlanProcess:
        """A plan that waits, and a program that would compute for ever."""
        program = tmp_path / "python"
        program.write_text("#!/bin/sh\nexec sleep 600\n")
        program.chmod(0o700)
        monkeypatch.setattr(sys, "executable", str(program))
        ask_for_plan(night.context, night.coordinator, country="NL", now=night.now)
        return PlanProcess(night.context)

    def test_stopping_ends_the_process_that_computes(self, endless: PlanProcess) -> None:
        thread = Thread(target=endless.run_next)
        thread.start()
        wait_until(lambda: endless.is_busy)
        endless.stop()
        thread.join(PATIENCE_S)
        assert not thread.is_alive()
        assert not endless.is_busy

    def test_after_stopping_no_other_process_is_started(self, endless: PlanProcess) -> None:
        endless.stop()
        endless.run_next()
        assert not endless.is_busy

    def test_with_nothing_to_do_no_process_is_started(self, night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "executable", "/nowhere/python")
        PlanProcess(night.context).run_next()


def let_time_run_out(night: Night, offer_id: str) -> None:
    """Move the end of a hold into the past, because the database's own clock cannot be moved."""
    past = night.now - timedelta(minutes=1)
    with night.context.store.transaction() as session:
        session.get_one(Offer, offer_id).answer_by_at = past
        for claim in session.exec(select(Claim).where(Claim.offer_id == offer_id)):
            claim.held_until = past


def number_of_summaries(night: Night) -> int:
    with night.context.store.reading() as session:
        return session.exec(select(func.count()).select_from(Summary)).one()


def plan_status(night: Night) -> PlanStatus | None:
    found = find_plan(night.context, night.coordinator, country="NL")
    return None if found is None or found.plan is None else found.plan.status
