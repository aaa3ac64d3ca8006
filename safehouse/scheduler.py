"""The clockwork, in a process of its own: nights, backups, wishes for a link, outbox, holds, plans, evacuations, a sign of life.

Each job is one service call that is safe to repeat, so any number of schedulers may run, be killed, or come back late. What a
job means by now is the database's clock, so that they agree although their machines' clocks may not.
"""

import logging
import signal
import subprocess
import sys
from collections.abc import Callable, Collection
from datetime import datetime
from threading import Lock
from time import sleep

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from safehouse.domain.codes import JobKind
from safehouse.domain.errors import BackupFailed
from safehouse.logs import get_logger
from safehouse.services.accounts import answer_wishes
from safehouse.services.backups import run_due_backup
from safehouse.services.borders import expire_asked
from safehouse.services.context import Context
from safehouse.services.db import database_now
from safehouse.services.jobs import find_job_to_start
from safehouse.services.mail import send_due_messages
from safehouse.services.offers import continue_chains, expire_overdue_holds
from safehouse.services.readiness import record_heartbeat
from safehouse.services.reminders import remind_before_dark
from safehouse.services.summaries import run_due_nights

MISFIRE_GRACE_S = 3600
"""A job that could not start in time starts late rather than never."""
LOOK_AGAIN_S = 0.5
"""How soon the end is noticed."""
EVACUATIONS = (JobKind.PLAN_EVACUATION,)
"""They wait for no other plan: who must leave a house tonight has a process of their own."""
PLANS = tuple(kind for kind in JobKind if kind not in EVACUATIONS)

log = get_logger()


class PlanProcess:
    """At most one process at a time that computes a plan of these kinds, so that solving slows down nobody who works here."""

    def __init__(self, context: Context, kinds: Collection[JobKind] = PLANS) -> None:
        """Start with no process."""
        self._context = context
        self._kinds = kinds
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._is_stopped = False

    def run_next(self) -> None:
        """Compute the plan that was asked for first, if any waits, and come back when its process has ended."""
        job_id = find_job_to_start(self._context, self._kinds)
        process = None if job_id is None else self._start(job_id)
        if process is None:
            return
        exit_code = process.wait()
        with self._lock:
            self._process = None
        if exit_code != 0:
            log.error("job_process_failed", job_id=job_id, exit_code=exit_code)

    @property
    def is_busy(self) -> bool:
        """Whether a process runs."""
        return self._process is not None

    def stop(self) -> None:
        """End the process that runs, and start no other. Its job is claimed again when it has been silent for a while."""
        with self._lock:
            self._is_stopped = True
            if self._process is not None:
                self._process.terminate()

    def _start(self, job_id: str) -> "subprocess.Popen[bytes] | None":
        with self._lock:
            if self._is_stopped:
                return None
            # A session of its own, so that Ctrl-C in a terminal reaches the scheduler alone, which ends it in order.
            self._process = subprocess.Popen(  # noqa: S603  # This program itself, with an id from the database.
                [sys.executable, "-m", "safehouse", "run-job", job_id], start_new_session=True
            )
            return self._process


def run_scheduler(context: Context) -> None:
    """Run all jobs until SIGTERM or SIGINT; then let those that run come to their end, but for a plan, which is given up."""
    # It would say each second that a plan is still being computed. What goes wrong in a job is said by another logger.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
    plans, evacuations = PlanProcess(context), PlanProcess(context, EVACUATIONS)
    scheduler = build_scheduler(context, plans, evacuations)
    # A handler that raises would tear whatever lock this thread is just taking, and waiting on one may miss a signal that
    # another thread was given. So the handler takes a note, and this thread looks at it.
    signals: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _frame: signals.append(number))
    scheduler.start()
    log.info("scheduler_started")
    while not signals:
        sleep(LOOK_AGAIN_S)
    log.info("scheduler_stopping")
    plans.stop()
    evacuations.stop()
    scheduler.shutdown(wait=True)
    log.info("scheduler_stopped")


def build_scheduler(context: Context, plans: PlanProcess, evacuations: PlanProcess) -> BackgroundScheduler:
    """A scheduler with all jobs, not started; each runs at the start too, late rather than never, and once after a pause.

    The nights are looked at every half hour: at half past two by any clock, and soon after whatever was down. So is the backup
    of the night, which is then tried again when it failed.
    """
    zone = context.settings.time_zone
    jobs: tuple[tuple[str, Callable[[], None], CronTrigger | IntervalTrigger], ...] = (
        ("nights", lambda: _run_nights(context), CronTrigger(minute="0,30", timezone=zone)),
        ("backups", lambda: _back_up(context), CronTrigger(minute="0,30", timezone=zone)),
        ("wishes", lambda: _answer_wishes(context), IntervalTrigger(seconds=5)),
        ("outbox", lambda: _send_messages(context), IntervalTrigger(seconds=5)),
        ("holds", lambda: _expire_holds(context), IntervalTrigger(seconds=30)),
        ("reminders", lambda: _remind(context), IntervalTrigger(seconds=60)),
        ("plans", plans.run_next, IntervalTrigger(seconds=1)),
        ("evacuations", evacuations.run_next, IntervalTrigger(seconds=1)),
        ("heartbeat", lambda: record_heartbeat(context), IntervalTrigger(seconds=30)),
    )
    scheduler = BackgroundScheduler(executors={"default": ThreadPoolExecutor(len(jobs))}, timezone=zone)
    at_start = datetime.now(zone)
    for name, job, trigger in jobs:
        scheduler.add_job(
            job,
            trigger,
            id=name,
            name=name,
            next_run_time=at_start,
            misfire_grace_time=MISFIRE_GRACE_S,
            coalesce=True,
            max_instances=1,
        )
    return scheduler


def _run_nights(context: Context) -> None:
    for business_on in run_due_nights(context, now=_now(context)):
        log.info("summary_made", business_on=business_on)


def _back_up(context: Context) -> None:
    try:
        made = run_due_backup(context, now=_now(context))
    except BackupFailed as failure:
        # Not as an exception: the code says it all, and the next attempt is in half an hour.
        log.log(logging.ERROR, "backup_failed", error=failure.error)
        return
    if made is not None:
        log.info("backup_made")


def _answer_wishes(context: Context) -> None:
    _say("links_made", answer_wishes(context, now=_now(context)))


def _send_messages(context: Context) -> None:
    _say("messages_sent", send_due_messages(context, now=_now(context)))


def _expire_holds(context: Context) -> None:
    _say("holds_expired", expire_overdue_holds(context, now=_now(context)))
    _say("chains_continued", continue_chains(context, now=_now(context)))
    _say("questions_expired", expire_asked(context, now=_now(context)))


def _remind(context: Context) -> None:
    _say("houses_reminded", remind_before_dark(context, now=_now(context)))


def _say(event: str, count: int) -> None:
    """What was done, unless it was nothing: most looks find nothing to do."""
    if count:
        log.info(event, count=count)


def _now(context: Context) -> datetime:
    with context.store.reading() as session:
        return database_now(session)
