"""A draft to what is stored: limits, towns to cells, languages to codes, case codes to requests; or everything that is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from safehouse.domain.access import Actor
from safehouse.domain.codes import Gender, RelationKind, SpeakerLevel, TagKind
from safehouse.domain.errors import Problem
from safehouse.models.places import Place
from safehouse.models.requests import Request
from safehouse.services.consent import reaches_abroad
from safehouse.services.field_checks import FieldChecks
from safehouse.services.folding import fold
from safehouse.services.languages import find_language
from safehouse.services.places import find_place, shortest_name
from safehouse.services.request_arrivals import check_arrival
from safehouse.services.request_documents import KnownArea, KnownPlace, RequestDocument
from safehouse.services.requests import drafts
from safehouse.services.requests.drafts import RequestDraft
from safehouse.services.scope import own_requests
from safehouse.services.sealing import Vault


@dataclass(frozen=True, slots=True, repr=False)
class CheckedRequest:
    """What a draft comes to when nothing is wrong with it. `relations`: the ids of the other requests."""

    people: tuple[tuple[Gender | None, int], ...]
    languages: dict[str, SpeakerLevel]
    arrives_at: datetime
    nights: int
    consent_until: date | None
    document: RequestDocument
    tag_hashes: tuple[tuple[TagKind, str], ...]
    relations: tuple[tuple[RelationKind, str], ...]

    @property
    def is_complete(self) -> bool:
        """Whether everybody's gender was asked, so that the request may be open."""
        return all(gender is not None for gender, _ in self.people)


@dataclass(frozen=True, slots=True)
class DraftChecker:
    """Checks one draft within a session. `request_id` None: the request is new; `hand_over`: the note that it has already.

    `now`: when it is said; of a request from paper, when it was written down. `today`: the business date of that moment.
    """

    session: Session
    vault: Vault
    actor: Actor
    now: datetime
    today: date
    request_id: str | None = None
    hand_over: str | None = None

    def check(self, draft: RequestDraft) -> CheckedRequest:
        """Raise InvalidInput with the names of the fields, numbered as in the form: `people-0-age`, `keep_away-1-radius_km`."""
        checks = FieldChecks()
        checked = CheckedRequest(
            people=_people(checks, draft),
            languages=_languages(checks, self.actor, draft),
            arrives_at=_arrival(checks, draft.arrives_at, self.now),
            nights=checks.number("nights", draft.nights, 1, drafts.MOST_NIGHTS),
            consent_until=_consent_until(checks, draft, self.today),
            document=self._document(checks, draft),
            tag_hashes=self._tag_hashes(checks, draft),
            relations=self._relations(checks, draft),
        )
        checks.number("min_security", draft.min_security, 1, 3)
        for code in sorted(draft.countries or ()):
            checks.country("countries", code)
        checks.refuse_if_any()
        return checked

    def _document(self, checks: FieldChecks, draft: RequestDraft) -> RequestDocument:
        areas = self._areas(checks, draft)
        return RequestDocument(
            house_needs=draft.house_needs,
            room_needs=draft.room_needs,
            keep_away=areas,
            pickup=None if draft.pickup is None else self._place(checks, "pickup", draft.pickup),
            tags=frozenset(tag.strip() for tag in draft.tags),
            keep_apart_tags=frozenset(tag.strip() for tag in draft.keep_apart_tags),
            hand_over=self.hand_over,
        )

    def _areas(self, checks: FieldChecks, draft: RequestDraft) -> tuple[KnownArea, ...]:
        checks.not_too_many("keep_away", draft.keep_away, drafts.MOST_AREAS)
        areas = []
        for position, area in enumerate(draft.keep_away):
            field = f"keep_away-{position}"
            place = self._place(checks, f"{field}-place", area.place)
            radius_km = checks.number(
                f"{field}-radius_km", area.radius_km, drafts.LEAST_RADIUS_KM, drafts.MOST_RADIUS_KM
            )
            if place is not None:
                areas.append(KnownArea(place, radius_km, area.kind))
        return tuple(areas)

    def _place(self, checks: FieldChecks, field: str, text: str) -> KnownPlace | None:
        """The place, or None when a problem was noted: the draft is refused then, so no area is ever lost."""
        found = find_place(self.session, text)
        if isinstance(found, Place):
            return KnownPlace(found.id, shortest_name(self.session, found), found.area_cell)
        checks.add(field, found)
        return None

    def _tag_hashes(self, checks: FieldChecks, draft: RequestDraft) -> tuple[tuple[TagKind, str], ...]:
        hashes = []
        for kind, field, tags in (
            (TagKind.BRINGS, "tags", draft.tags),
            (TagKind.KEEP_APART, "keep_apart_tags", draft.keep_apart_tags),
        ):
            checks.not_too_many(field, tags, drafts.MOST_TAGS)
            for position, tag in enumerate(tags):
                checks.text(f"{field}-{position}", fold(tag), drafts.LONGEST_TAG)
                hashes.append((kind, tag_hash(self.vault, tag)))
        return tuple(sorted(set(hashes)))

    def _relations(self, checks: FieldChecks, draft: RequestDraft) -> tuple[tuple[RelationKind, str], ...]:
        apart = self._others(checks, "keep_apart", draft.keep_apart, draft.country)
        together = self._others(checks, "keep_together", draft.keep_together, draft.country)
        if set(apart) & set(together):
            checks.add("keep_together", Problem.CONTRADICTS)
        by_kind = ((RelationKind.KEEP_APART, apart), (RelationKind.KEEP_TOGETHER, together))
        return tuple((kind, other) for kind, others in by_kind for other in dict.fromkeys(others))

    def _others(self, checks: FieldChecks, field: str, case_codes: Sequence[str], country: str) -> list[str]:
        checks.not_too_many(field, case_codes, drafts.MOST_RELATIONS)
        others = []
        for position, case_code in enumerate(case_codes):
            other = find_own_request_id(self.session, self.actor, case_code, country)
            if other is None or other == self.request_id:
                checks.add(f"{field}-{position}", Problem.UNKNOWN_CODE)
            else:
                others.append(other)
        return others


def tag_hash(vault: Vault, tag: str) -> str:
    """What is stored of a tag: equal for tags that differ in case, accents or punctuation only."""
    return vault.keyed_hash("tag", fold(tag))


def find_own_request_id(session: Session, actor: Actor, case_code: str, country: str) -> str | None:
    """The id of the request of the actor's desk with this case code, typed in any case; None when there is none."""
    code = case_code.strip().upper()
    if not code.isalnum():
        return None
    wanted = own_requests(actor).where(col(Request.case_code) == code, Request.country == country)
    return session.exec(select(wanted.subquery().c.id)).first()


def _people(checks: FieldChecks, draft: RequestDraft) -> tuple[tuple[Gender | None, int], ...]:
    checks.some("people", draft.people, drafts.MOST_PEOPLE)
    return tuple(
        (person.gender, checks.number(f"people-{position}-age", person.age, 0, drafts.OLDEST_AGE))
        for position, person in enumerate(draft.people)
    )


def _languages(checks: FieldChecks, actor: Actor, draft: RequestDraft) -> dict[str, SpeakerLevel]:
    """By canonical code; of two entries of one language the better level counts."""
    checks.not_too_many("languages", draft.languages, drafts.MOST_LANGUAGES)
    if draft.language_required and not draft.languages:
        checks.add("languages", Problem.REQUIRED)
    best_first = tuple(SpeakerLevel)
    levels: dict[str, SpeakerLevel] = {}
    for position, entry in enumerate(draft.languages):
        code = find_language(entry.language, actor.locale)
        if code is None:
            checks.add(f"languages-{position}-language", Problem.UNKNOWN_LANGUAGE)
        else:
            levels[code] = min(entry.level, levels.get(code, entry.level), key=best_first.index)
    return levels


def _arrival(checks: FieldChecks, arrives_at: datetime | None, now: datetime) -> datetime:
    """The arrival; `now` in place of one that is missing, which is noted."""
    check_arrival(checks, arrives_at, now)
    return arrives_at or now


def _consent_until(checks: FieldChecks, draft: RequestDraft, today: date) -> date | None:
    """The last day of consent to other countries; None when there is none to end."""
    if not reaches_abroad(draft.countries, draft.country):
        return None
    if draft.consent_until is None:
        checks.add("consent_until", Problem.REQUIRED)
    elif draft.consent_until < today:
        checks.add("consent_until", Problem.IN_THE_PAST)
    elif draft.consent_until > today + timedelta(days=drafts.MOST_CONSENT_DAYS):
        checks.add("consent_until", Problem.TOO_FAR_AHEAD, days=drafts.MOST_CONSENT_DAYS)
    return draft.consent_until
