"""What a refused household could still have had, judged from the rows by code that knows neither rules nor snapshot.

For houses without residents that the service does not know, which take everybody, and households that stay in one room.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from safehouse.domain.codes import TagKind
from safehouse.models.claims import Claim
from safehouse.models.requests import RequestPerson, RequestTag
from tests.property.claims_judge import live_claims
from tests.rows import HouseRows, RoomRows

ADULT = 18
COT_UNTIL = 2


@dataclass(frozen=True)
class Family:
    """The people of one request, and the tags that it brings and avoids."""

    people: tuple[RequestPerson, ...]
    brings: frozenset[str]
    avoids: frozenset[str]

    @property
    def may_share(self) -> bool:
        """One adult, who may have a bed beside others of the own gender."""
        return len(self.people) == 1 and self.people[0].age >= ADULT


def rooms_left(session: Session, request_id: str, house: HouseRows, now: datetime) -> list[RoomRows]:
    """The rooms of the house in which the household of a request could be put now."""
    claims = [claim for claim in live_claims(session, now) if claim.house_id == house.id]
    families = {one: _family(session, one) for one in {claim.request_id for claim in claims} | {request_id}}
    wanted, others = families[request_id], [families[one] for one in families if one != request_id]
    if any(wanted.avoids & other.brings or other.avoids & wanted.brings for other in others):
        return []
    return list(_fitting(wanted, house.rooms, claims, families))


def _fitting(
    wanted: Family, rooms: Sequence[RoomRows], claims: Sequence[Claim], families: Mapping[str, Family]
) -> Iterator[RoomRows]:
    taken: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        taken[claim.room_id].append(claim)
    for room in rooms:
        inside = [families[one] for one in {claim.request_id for claim in taken[room.id]}]
        is_fit = _is_good_company(wanted, inside) if inside else _has_places_for(wanted, room)
        if is_fit and len(taken[room.id]) < len(room.beds):
            yield room


def _has_places_for(wanted: Family, room: RoomRows) -> bool:
    babies = sum(person.age < COT_UNTIL for person in wanted.people)
    return len(wanted.people) - min(babies, len(room.cots)) <= len(room.beds)


def _is_good_company(wanted: Family, inside: Collection[Family]) -> bool:
    everybody = [wanted, *inside]
    genders = {person.gender for family in everybody for person in family.people}
    return all(family.may_share for family in everybody) and len(genders) == 1


def _family(session: Session, request_id: str) -> Family:
    tags = session.exec(select(RequestTag).where(RequestTag.request_id == request_id)).all()
    people = session.exec(select(RequestPerson).where(RequestPerson.request_id == request_id)).all()
    return Family(
        people=tuple(people),
        brings=frozenset(tag.tag_hash for tag in tags if tag.kind is TagKind.BRINGS),
        avoids=frozenset(tag.tag_hash for tag in tags if tag.kind is TagKind.KEEP_APART),
    )
