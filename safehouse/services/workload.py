"""How much work waits and was done, for whatever watches over the service: numbers of work, never of people, houses or beds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import func, select

from safehouse.domain.codes import Channel, JobState
from safehouse.models.jobs import Job, JobRun
from safehouse.models.mail import OutboxMessage
from safehouse.services.context import Context
from safehouse.services.db import database_now
from safehouse.services.mail.outbox import is_waiting
from safehouse.services.readiness import heartbeat_age


@dataclass(frozen=True, slots=True)
class Workload:
    """`outbox`: messages that wait, by channel. `runs`: scheduled runs that were done, by job. `jobs`: those asked for, by state.

    `scheduler_silence` None: no scheduler was ever at work.
    """

    outbox: Mapping[Channel, int]
    runs: Mapping[str, int]
    jobs: Mapping[JobState, int]
    scheduler_silence: timedelta | None


def measure_workload(context: Context) -> Workload:
    """The figures as they are now. Raises Unavailable."""
    waiting = select(OutboxMessage.channel, func.count()).where(*is_waiting())
    with context.store.reading() as session:
        by_channel = dict(session.exec(waiting.group_by(OutboxMessage.channel)).all())
        by_state = dict(session.exec(select(Job.state, func.count()).group_by(Job.state)).all())
        return Workload(
            outbox={channel: by_channel.get(channel, 0) for channel in Channel},
            runs=dict(session.exec(select(JobRun.job, func.count()).group_by(JobRun.job)).all()),
            jobs={state: by_state.get(state, 0) for state in JobState},
            scheduler_silence=heartbeat_age(session, now=database_now(session)),
        )
