"""Jobs: one process works on each, a killed one is followed by another, and what a dead one still says is refused."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlmodel import select

from safehouse.domain.codes import JobError, JobKind, JobState
from safehouse.models.jobs import Job
from safehouse.services.jobs import (
    ATTEMPTS,
    SILENCE_BEYOND_A_STEP,
    JobLost,
    JobView,
    Ticket,
    ask_for_job,
    claim_job,
    fail_job,
    find_job_to_start,
    find_latest_job,
    finish_job,
    report_progress,
)
from tests.services.night import Night

SILENCE = timedelta(seconds=20) + SILENCE_BEYOND_A_STEP
"""With the default time for a plan."""


def ask(night: Night, country: str = "NL") -> str:
    with night.context.store.transaction() as session:
        return ask_for_job(
            session,
            kind=JobKind.PLAN_COUNTRY,
            country=country,
            asked_by_id=night.coordinator.account_id,
            now=night.now,
        )


def claim(night: Night, job_id: str) -> Ticket:
    ticket = claim_job(night.context, job_id=job_id)
    assert ticket is not None
    return ticket


def latest(night: Night) -> JobView:
    with night.context.store.reading() as session:
        found = find_latest_job(session, kind=JobKind.PLAN_COUNTRY, country="NL")
    assert found is not None
    return found


def test_asking_twice_while_a_job_waits_gives_the_same_job(night: Night) -> None:
    assert ask(night) == ask(night)


def test_asking_while_a_job_runs_gives_another_one_because_the_first_does_not_see_what_is_new(night: Night) -> None:
    first = ask(night)
    claim(night, first)
    assert ask(night) != first


def test_the_job_that_was_asked_for_first_is_started_first(night: Night) -> None:
    first = ask(night, "NL")
    night.clock.forward(timedelta(seconds=1))
    ask(night, "BE")
    assert find_job_to_start(night.context) == first


def test_of_many_processes_one_gets_the_job(night: Night) -> None:
    """Seen to fail on PostgreSQL when the job is read without a lock."""
    job_id = ask(night)
    start = Barrier(8)
    tickets: list[Ticket | None] = []

    def run() -> None:
        with night.context.store.reading() as session:
            # Connected before the race begins, so that nobody is late for it.
            session.exec(select(Job.id)).all()
        start.wait()
        tickets.append(claim_job(night.context, job_id=job_id))

    threads = [Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([ticket for ticket in tickets if ticket is not None]) == 1


def test_progress_is_seen_and_keeps_the_job(night: Night) -> None:
    ticket = claim(night, ask(night))
    night.clock.forward(SILENCE)
    report_progress(night.context, ticket, step="points", done=4, total=6)
    night.clock.forward(SILENCE)
    assert find_job_to_start(night.context) is None
    seen = latest(night)
    assert (seen.state, seen.step, seen.done, seen.total) == (JobState.RUNNING, "points", 4, 6)


def test_the_job_of_a_silent_process_is_claimed_again_and_its_last_words_are_refused(night: Night) -> None:
    """Seen to fail when a ticket is not compared with the job's start."""
    job_id = ask(night)
    silent = claim(night, job_id)
    night.clock.forward(SILENCE + timedelta(seconds=1))
    assert find_job_to_start(night.context) == job_id
    other = claim(night, job_id)
    with pytest.raises(JobLost):
        report_progress(night.context, silent, step="points")
    with pytest.raises(JobLost):
        fail_job(night.context, silent, error=JobError.OTHER)
    with night.context.store.transaction() as session, pytest.raises(JobLost):
        finish_job(session, silent)
    report_progress(night.context, other, step="points")


def test_a_job_that_ends_its_process_again_and_again_is_given_up(night: Night) -> None:
    job_id = ask(night)
    for _ in range(ATTEMPTS):
        claim(night, job_id)
        night.clock.forward(SILENCE + timedelta(seconds=1))
    assert claim_job(night.context, job_id=job_id) is None
    ended = latest(night)
    assert (ended.state, ended.error, ended.finished_at) == (JobState.FAILED, JobError.INTERRUPTED, night.now)
    assert find_job_to_start(night.context) is None


def test_a_job_that_is_done_or_failed_is_not_started_again(night: Night) -> None:
    done = claim(night, ask(night))
    with night.context.store.transaction() as session:
        finish_job(session, done)
    failed = claim(night, ask(night))
    fail_job(night.context, failed, error=JobError.OTHER)
    night.clock.forward(timedelta(days=1))
    assert find_job_to_start(night.context) is None
    assert claim_job(night.context, job_id=done.job_id) is None


def test_nothing_to_do_is_no_job(night: Night) -> None:
    assert find_job_to_start(night.context) is None
