"""How much work waits and was done, on both databases."""

from datetime import date, datetime, timedelta

from safehouse.domain.codes import Channel, JobKind, JobState, MailKind
from safehouse.models.jobs import Job, JobRun
from safehouse.models.mail import OutboxMessage
from safehouse.services.context import Context
from safehouse.services.readiness import record_heartbeat
from safehouse.services.workload import measure_workload
from tests.rows import an_account
from tests.support.stores import NOW, Clock


def a_message(account_id: str, subject_id: str, **ended: datetime) -> OutboxMessage:
    return OutboxMessage(
        kind=MailKind.SUMMARY,
        channel=Channel.MAIL,
        subject_id=subject_id,
        account_id=account_id,
        due_at=NOW,
        attempts=0,
        sent_at=ended.get("sent_at"),
        dropped_at=ended.get("dropped_at"),
    )


def test_a_new_service_has_done_nothing_and_says_so(context: Context) -> None:
    workload = measure_workload(context)
    assert workload.outbox == {Channel.MAIL: 0, Channel.COMMAND: 0}
    assert workload.runs == {}
    assert workload.jobs == dict.fromkeys(JobState, 0)
    assert workload.scheduler_silence is None


def test_what_waits_and_what_was_done_is_counted(context: Context, clock: Clock) -> None:
    account_id = an_account(context).account_id
    with context.store.transaction() as session:
        session.add_all([
            a_message(account_id, "waits"),
            a_message(account_id, "left", sent_at=NOW),
            a_message(account_id, "given-up", dropped_at=NOW),
            *(JobRun(job="summary", due_on=date(2026, 11, day), finished_at=NOW) for day in (22, 23)),
            Job(kind=JobKind.PLAN_COUNTRY, country="NL", state=JobState.DONE, asked_by_id=account_id, asked_at=NOW, progress={}),
        ])  # fmt: skip
    record_heartbeat(context)
    clock.forward(timedelta(seconds=40))
    workload = measure_workload(context)
    assert workload.outbox == {Channel.MAIL: 1, Channel.COMMAND: 0}
    assert workload.runs == {"summary": 2}
    assert workload.jobs == {**dict.fromkeys(JobState, 0), JobState.DONE: 1}
    assert workload.scheduler_silence == timedelta(seconds=40)
