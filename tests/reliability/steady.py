"""People who hold beds and give them back without pause, each one bed, and who note what the service told them."""

import re
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import count
from threading import Event

from sqlmodel import Session, col, func, select

from safehouse.domain.access import Action
from safehouse.domain.codes import ClaimState, OfferState
from safehouse.models.audit import AuditEntry
from safehouse.models.claims import Claim
from safehouse.models.offers import Offer
from tests.reliability.conftest import Site
from tests.reliability.crowds import claim
from tests.support.busy_desk import suggest_rooms
from tests.support.wire import Answer, NoAnswer, Wire

PATIENCE_SECONDS = 60.0
_PAUSE_SECONDS = 0.05
_WITHDRAW = re.compile(r'action="(/requests/[0-9a-z]{20}/offers/[0-9a-z]{20}/withdraw)"')
_DONE, _CHANGED, _AWAY = HTTPStatus.SEE_OTHER, HTTPStatus.CONFLICT, HTTPStatus.SERVICE_UNAVAILABLE


@dataclass
class Person:
    """Somebody with one request and one suggestion for it.

    `done` counts what was acknowledged, `unknown` what was not answered or could not be done just then; by action. `pages`: how many
    pages were shown; `refusals`: how often it was not possible just now; `unexpected`: every answer that there must never be.
    """

    wire: Wire
    request_id: str
    suggestion_id: str
    done: Counter[Action] = field(default_factory=Counter)
    unknown: Counter[Action] = field(default_factory=Counter)
    pages: int = 0
    refusals: int = 0
    unexpected: list[str] = field(default_factory=list)

    def take_a_step(self) -> None:
        """Look at the page, and hold the bed or give it back."""
        page = self._page()
        if page is None:
            time.sleep(_PAUSE_SECONDS)
        elif link := _WITHDRAW.search(page):
            self._do(Action.WITHDREW_OFFER, lambda: self.wire.post(link.group(1)))
        else:
            self._do(Action.MADE_OFFER, lambda: claim(self.wire, self.request_id, self.suggestion_id))

    def _page(self) -> str | None:
        try:
            answer = self.wire.get(f"/requests/{self.request_id}")
        except NoAnswer:
            return None
        if answer.status == HTTPStatus.OK:
            self.pages += 1
            return answer.text
        self._note(answer)
        return None

    def _do(self, action: Action, deed: Callable[[], Answer]) -> None:
        try:
            answer = deed()
        except NoAnswer:
            self.unknown[action] += 1
            return
        if answer.status == _DONE:
            self.done[action] += 1
        elif answer.status != _CHANGED:
            self.unknown[action] += 1
            self._note(answer)

    def _note(self, answer: Answer) -> None:
        if answer.status == _AWAY and answer.headers.get("Retry-After") == "10":
            self.refusals += 1
        else:
            self.unexpected.append(f"{answer.status} {answer.headers.get('Retry-After')}")


def people_at_work(site: Site, disturbances: int, disturb: Callable[[], None]) -> list[Person]:
    """Let everybody work while the service is disturbed so often, each time after it has answered again, and then once more."""
    people, over = _people(site), Event()

    def work(person: Person) -> None:
        while not over.is_set():
            person.take_a_step()

    with ThreadPoolExecutor(len(people)) as threads:
        working = [threads.submit(work, person) for person in people]
        try:
            for _ in range(disturbances):
                _wait_for_deeds(people)
                disturb()
            _wait_for_deeds(people)
        finally:
            over.set()
        for each in working:
            each.result()
    return people


def assert_nothing_is_lost_or_half_done(site: Site, people: list[Person]) -> None:
    """Whatever was acknowledged is on record and has its effect; whatever was not may be; and nothing else is."""
    assert [one for person in people for one in person.unexpected] == []
    with site.night.context.store.reading() as session:
        for person in people:
            _judge(session, person)


def _judge(session: Session, person: Person) -> None:
    offers = session.exec(select(Offer).where(Offer.request_id == person.request_id)).all()
    held = select(func.count()).select_from(Claim).where(Claim.request_id == person.request_id)
    rows = select(AuditEntry.action).where(col(AuditEntry.subject_id).in_([offer.id for offer in offers]))
    recorded = Counter(session.exec(rows).all())
    for action in (Action.MADE_OFFER, Action.WITHDREW_OFFER):
        assert person.done[action] <= recorded[action] <= person.done[action] + person.unknown[action]
    assert recorded[Action.MADE_OFFER] == len(offers) == session.exec(held).one()
    pending = sum(offer.state is OfferState.PENDING for offer in offers)
    assert session.exec(held.where(Claim.state == ClaimState.HELD)).one() == pending
    assert pending == recorded[Action.MADE_OFFER] - recorded[Action.WITHDREW_OFFER]


def _people(site: Site) -> list[Person]:
    house = site.night.house(*[1] * len(site.wires))
    wishes = {site.night.request(): (house, (room,)) for room in house.rooms}
    made = suggest_rooms(site.night, wishes)
    return [Person(wire, *wish) for wire, wish in zip(site.wires, made.items(), strict=True)]


def _wait_for_deeds(people: list[Person]) -> None:
    """Until as many deeds as there are people are done: the service works again."""
    gives_up_at = time.monotonic() + PATIENCE_SECONDS
    wanted = _deeds(people) + len(people)
    for _ in count():
        if _deeds(people) >= wanted:
            return
        assert time.monotonic() < gives_up_at, "the service does not come back"
        time.sleep(_PAUSE_SECONDS)


def _deeds(people: list[Person]) -> int:
    return sum(person.done.total() for person in people)
