"""What the survivor and the coordinator should know about one suggestion, as codes with the numbers and codes of the sentence."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from safehouse.domain.codes import DeclinedHouse, LanguageCover, Note, RoomNeed, RuleCode
from safehouse.placement.problem import ADULT_AGE, COVER_SHARE, SPEAKER_SHARE, House, PlacementRequest, Policy, RoomUse

StoredNote = dict[str, Any]
"""`note` is a code of `Note`; the other entries are codes and numbers for its sentence."""


@dataclass(frozen=True, slots=True)
class HouseNews:
    """What is known of a house besides what the engine looks at.

    `asks_to_call`: the last report says that somebody may have to be kept apart from somebody. `declined`: why the house
    declined this request before, None when it did not. `waived`: the codes that refuse nothing only because they are waived.
    `companions_here` and `companions_elsewhere`: the case codes of requests to be kept together with this one that have their
    places in this house, or in another one.
    """

    asks_to_call: bool
    declined: DeclinedHouse | None
    waived: tuple[RuleCode, ...]
    companions_here: tuple[str, ...]
    companions_elsewhere: tuple[str, ...]


def notes_for(
    house: House,
    request: PlacementRequest,
    rooms: tuple[RoomUse, ...],
    news: HouseNews,
    *,
    now: datetime,
    policy: Policy,
) -> list[StoredNote]:
    """The notes of one suggestion, what concerns safety and a telephone call first."""
    return [
        *_about_safety(request, news),
        *_about_the_report(house, request, news, now=now, policy=policy),
        *_about_language(house, request),
        *_about_the_rooms(house, request, rooms),
        *_about_the_stay(house, request),
    ]


def _about_safety(request: PlacementRequest, news: HouseNews) -> Iterator[StoredNote]:
    if request.keep_away:
        yield _note(Note.KEEP_AWAY_CLEARED, areas=len(request.keep_away))
    if news.companions_here:
        yield _note(Note.COMPANIONS_HERE, case_codes=list(news.companions_here))
    if news.companions_elsewhere:
        yield _note(Note.COMPANIONS_ELSEWHERE, case_codes=list(news.companions_elsewhere))
    if news.waived:
        yield _note(Note.WAIVED, codes=[code.value for code in news.waived])
    if news.declined is not None:
        yield _note(Note.HOUSE_DECLINED_BEFORE, reason=news.declined.value)


def _about_the_report(
    house: House, request: PlacementRequest, news: HouseNews, *, now: datetime, policy: Policy
) -> Iterator[StoredNote]:
    if house.reported_at is None:
        yield _note(Note.NEVER_REPORTED)
    elif now - house.reported_at > policy.fresh_for[request.urgency]:
        yield _note(Note.REPORT_IS_OLD, hours=(now - house.reported_at) // timedelta(hours=1))
    if news.asks_to_call:
        yield _note(Note.HOUSE_ASKS_TO_CALL)


def _about_language(house: House, request: PlacementRequest) -> Iterator[StoredNote]:
    shares = {
        language: SPEAKER_SHARE[level] * COVER_SHARE[house.languages[language]]
        for language, level in sorted(request.languages.items())
        if language in house.languages
    }
    if shares:
        best = max(shares, key=lambda language: shares[language])
        cover = house.languages[best]
        is_spoken = cover is LanguageCover.STAFF
        yield _note(Note.LANGUAGE_SPOKEN if is_spoken else Note.LANGUAGE_INTERPRETED, language=best, cover=cover.value)
    elif request.languages:
        yield _note(Note.LANGUAGE_MISSING, languages=sorted(request.languages))


def _about_the_rooms(house: House, request: PlacementRequest, rooms: tuple[RoomUse, ...]) -> Iterator[StoredNote]:
    used = [room for room in house.rooms for use in rooms if use.room == room.id]
    blocked = sum(len(use.blocked_beds) for use in rooms)
    if len(rooms) > 1:
        yield _note(Note.TWO_ROOMS)
    if used[0].shared and len(request.people) == 1 and request.people[0].age >= ADULT_AGE:
        yield _note(Note.SHARED_ROOM)
    if cots := sum(use.cots for use in rooms):
        yield _note(Note.USES_COTS, cots=cots)
    if blocked:
        yield _note(Note.BLOCKS_BEDS, beds=blocked)
    if any(RoomNeed.STEP_FREE not in room.features for room in used):
        yield _note(Note.NOT_STEP_FREE)


def _about_the_stay(house: House, request: PlacementRequest) -> Iterator[StoredNote]:
    if house.max_stay_nights is not None and house.max_stay_nights < request.nights:
        yield _note(Note.SHORTER_STAY, nights=house.max_stay_nights)


def _note(note: Note, **details: object) -> StoredNote:
    return {"note": note.value, **details}
