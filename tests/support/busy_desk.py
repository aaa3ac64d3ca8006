"""A desk, its houses and requests for services that run as processes, and the people who use them over real connections."""

import base64
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime

from safehouse.domain.access import Actor
from safehouse.models.accounts import Account
from safehouse.models.suggestions import Suggestion, SuggestionList
from safehouse.services.context import Context
from safehouse.services.db import open_store
from safehouse.services.passwords import hash_password
from safehouse.services.sealing import Vault
from safehouse.settings import Settings
from tests.rows import HouseRows, RoomRows
from tests.services.night import Night, a_night
from tests.support.stores import MASTER_KEY, Clock
from tests.support.wire import Wire

PASSWORD = "what nobody would guess"


def service_environ(url: str) -> dict[str, str]:
    """The variables of a service over this database."""
    return {
        **os.environ,
        "SAFEHOUSE_MASTER_KEY": base64.b64encode(MASTER_KEY).decode(),
        "SAFEHOUSE_DATABASE_URL": url,
        "SAFEHOUSE_SETTINGS_FILE": "",
    }


@contextmanager
def a_busy_desk(url: str) -> Iterator[Night]:
    """A desk that begins now, by the database's own clock; its coordinator can log in with `PASSWORD`."""
    context = Context(
        store=open_store(url), vault=Vault(MASTER_KEY), settings=Settings(master_key=MASTER_KEY, database_url=url)
    )
    with ExitStack() as stack:
        stack.callback(context.store.close)
        night = a_night(context, Clock(datetime.now(UTC)))
        give_password(context, night.coordinator)
        yield night


def give_password(context: Context, actor: Actor) -> None:
    """Let somebody log in with `PASSWORD`."""
    with context.store.transaction() as session:
        session.get_one(Account, actor.account_id).password_hash = hash_password(PASSWORD)


def email_of(context: Context, actor: Actor) -> str:
    with context.store.reading() as session:
        return session.get_one(Account, actor.account_id).email


def suggest_rooms(night: Night, wishes: Mapping[str, tuple[HouseRows, Sequence[RoomRows]]]) -> dict[str, str]:
    """By request id, the id of a suggestion of these rooms of a house, as if the engine had named them some time ago."""
    made = {}
    with night.context.store.transaction() as session:
        for request_id, (house, rooms) in wishes.items():
            found = _suggestion_list(night, request_id)
            session.add(found)
            session.flush()
            suggestion = _suggestion(found, house, rooms)
            session.add(suggestion)
            made[request_id] = suggestion.id
    return made


@contextmanager
def logged_in(port: int, night: Night, count: int) -> Iterator[list[Wire]]:
    """So many logins of the coordinator, each over a connection of its own."""
    email = email_of(night.context, night.coordinator)
    wires = [Wire(port) for _ in range(count)]
    try:
        with ThreadPoolExecutor(4) as doors:
            list(doors.map(lambda wire: wire.log_in(email, PASSWORD), wires))
        yield wires
    finally:
        for wire in wires:
            wire.close()


def _suggestion_list(night: Night, request_id: str) -> SuggestionList:
    return SuggestionList(
        request_id=request_id,
        made_by_id=night.coordinator.account_id,
        made_at=night.now,
        request_version=1,
        network_version=1,
        excluded={},
        relaxations=[],
        warnings=[],
        others={},
        abroad=[],
    )


def _suggestion(found: SuggestionList, house: HouseRows, rooms: Sequence[RoomRows]) -> Suggestion:
    return Suggestion(
        list_id=found.id,
        request_id=found.request_id,
        house_id=house.id,
        rank=1,
        rooms=[{"room": room.id, "beds": list(room.beds[:1]), "cots": 0, "blocked_beds": []} for room in rooms],
        points={},
        total=0,
        band=None,
        notes=[],
    )
