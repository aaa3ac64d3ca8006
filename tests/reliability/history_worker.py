"""One process of a history: it holds, confirms and releases beds through the services, and writes down what it was told.

Each line of its journal is written before and after an operation, so that a kill leaves one without an answer.
"""

import json
import os
import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

from sqlmodel import col, select

from safehouse.domain.access import Actor, Grant
from safehouse.domain.codes import LIVE_CLAIM_STATES, OfferState, Role, Urgency
from safehouse.domain.errors import BedTaken, HoldExpired, Refusal, Unavailable
from safehouse.models.claims import Claim
from safehouse.models.offers import Offer
from safehouse.services.context import Context
from safehouse.services.db import database_now, open_store
from safehouse.services.offers import accept_offer, expire_overdue_holds, make_offer, withdraw_offer
from safehouse.services.sealing import Vault
from safehouse.settings import Settings
from tests.reliability.registers import Kind, Outcome
from tests.support.stores import MASTER_KEY


@dataclass(frozen=True)
class Plan:
    """What a history is about: `suggestions` by request and bed, so that every request can want every bed."""

    url: str
    journal: str
    hold_seconds: float
    coordinator: str
    manager: str
    house: str
    suggestions: dict[str, dict[str, str]]


def history_context(url: str, hold_seconds: float) -> Context:
    """A context in which a house may take so long to answer, by the database's own clock."""
    answer_within = dict.fromkeys(Urgency, timedelta(seconds=hold_seconds))
    settings = Settings(master_key=MASTER_KEY, database_url=url, answer_within=answer_within)
    return Context(store=open_store(url), vault=Vault(MASTER_KEY), settings=settings)


class Worker:
    """One process at work; `off` is what its clock is off by."""

    def __init__(self, plan: Plan, seed: int, off: timedelta) -> None:
        self._plan = plan
        self._context = history_context(plan.url, plan.hold_seconds)
        self._chance = random.Random(seed)
        self._off = off
        self._journal = os.open(plan.journal, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self._name = f"{os.getpid()}"
        self._coordinator = _actor(plan.coordinator, Grant(Role.COORDINATOR, "NL", None))
        self._manager = _actor(plan.manager, Grant(Role.MANAGER, None, plan.house))

    def take_a_step(self, number: int) -> None:
        deed = self._chance.choices([self._hold, self._confirm, self._release, self._expire], [6, 3, 3, 1])[0]
        deed(number)

    @property
    def _now(self) -> datetime:
        return datetime.now(UTC) + self._off

    def _hold(self, number: int) -> None:
        request_id = self._chance.choice(list(self._plan.suggestions))
        bed, suggestion_id = self._chance.choice(list(self._plan.suggestions[request_id].items()))
        self._begin(number, Kind.HOLD, request_id, bed)
        outcome: Outcome | None = Outcome.OK
        try:
            make_offer(self._context, self._coordinator, suggestion_id=suggestion_id, now=self._now)
        except BedTaken:
            outcome = Outcome.REFUSED
        except Unavailable:
            outcome = Outcome.UNKNOWN
        except Refusal:
            # About the request and not about the bed.
            outcome = None
        self._end(number, outcome)

    def _confirm(self, number: int) -> None:
        if (found := self._find_live()) is None:
            return
        offer, bed = found
        self._begin(number, Kind.CONFIRM, offer.request_id, bed)
        before, outcome, is_late = self._clock(), None, False
        try:
            accept_offer(self._context, self._manager, offer_id=offer.id, now=self._now)
            outcome = Outcome.OK
        except HoldExpired:
            is_late = True
        except Unavailable:
            outcome = Outcome.UNKNOWN
        except Refusal:
            outcome = None
        clocks = {"before": before, "after": self._clock(), "due": offer.answer_by_at.timestamp()}
        self._end(number, outcome, is_late=is_late, **clocks)

    def _release(self, number: int) -> None:
        if (found := self._find_live()) is None:
            return
        offer, bed = found
        self._begin(number, Kind.RELEASE, offer.request_id, bed)
        outcome: Outcome | None = Outcome.OK
        try:
            withdraw_offer(self._context, self._coordinator, offer_id=offer.id, now=self._now)
        except Unavailable:
            outcome = Outcome.UNKNOWN
        except Refusal:
            outcome = None
        self._end(number, outcome)

    def _expire(self, _number: int) -> None:
        """What the scheduler does, which must change nothing that anybody is told of a bed."""
        expire_overdue_holds(self._context, now=self._now)

    def _find_live(self) -> tuple[Offer, str] | None:
        live = select(Offer, Claim.bed_id).join(Claim, col(Claim.offer_id) == Offer.id)
        wanted = live.where(col(Offer.state).in_((OfferState.PENDING, OfferState.ACCEPTED)))
        with self._context.store.reading() as session:
            rows = session.exec(wanted.where(col(Claim.state).in_(LIVE_CLAIM_STATES))).all()
            found = [(offer, bed) for offer, bed in rows if bed is not None]
            session.expunge_all()
        return self._chance.choice(found) if found else None

    def _clock(self) -> float:
        with self._context.store.reading() as session:
            return database_now(session).timestamp()

    def _begin(self, number: int, kind: Kind, request_id: str, bed: str) -> None:
        self._write(number, kind=kind, who=request_id, bed=bed, started=time.time())

    def _end(self, number: int, outcome: Outcome | None, **more: object) -> None:
        self._write(number, ended=time.time(), outcome=outcome, **more)

    def _write(self, number: int, **line: object) -> None:
        # In one write, so that lines of several processes do not mix.
        os.write(self._journal, f"{json.dumps({'id': f'{self._name}-{number}', **line})}\n".encode())


def _actor(account_id: str, grant: Grant) -> Actor:
    return Actor(account_id=account_id, label="", locale="en", time_zone="UTC", grants=(grant,))


def work_until_killed(plan: Plan, seed: int, off: timedelta) -> None:
    """The whole life of a process whose clock is off by so much."""
    worker = Worker(plan, seed, off)
    for number in count(1):
        worker.take_a_step(number)
