"""What a coordinator types about a household, as typed values; checked whole, so that everything wrong is said at once."""

from dataclasses import dataclass
from datetime import date, datetime

from safehouse.domain.codes import (
    AreaKind,
    Entitlement,
    Exploitation,
    Gender,
    HouseNeed,
    RoomNeed,
    SpeakerLevel,
    Urgency,
)

MOST_PEOPLE = 12
OLDEST_AGE = 120
MOST_AREAS = 20
LEAST_RADIUS_KM = 1
MOST_RADIUS_KM = 1_000
MOST_LANGUAGES = 20
MOST_NIGHTS = 730
MOST_CONSENT_DAYS = 365
MOST_TAGS = 20
LONGEST_TAG = 60
MOST_RELATIONS = 20


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """One person. Gender None: not asked yet, which keeps the request a draft."""

    gender: Gender | None
    age: int | None


@dataclass(frozen=True, slots=True)
class LanguageDraft:
    """A language by its name or code, and how well the household speaks it."""

    language: str
    level: SpeakerLevel


@dataclass(frozen=True, slots=True, repr=False)
class AreaDraft:
    """An area to keep away from: a town (id, label or name), the km to keep from it, and why."""

    place: str
    radius_km: float | None
    kind: AreaKind


@dataclass(frozen=True, slots=True, repr=False)
class RequestDraft:
    """Everything that a request says. Not part of `repr`, so that no log holds it.

    `country`: of the desk. `pickup`: a town like that of an area, or None. `countries`: those that the household consents to,
    None for any, and `consent_until` the last day on which it agrees to others than the own. `tags` are what it brings and
    `keep_apart_tags` what it must not meet; both opaque, compared without case. `keep_apart` and `keep_together`: case codes of
    other requests of the desk.
    """

    country: str
    urgency: Urgency
    people: tuple[PersonDraft, ...]
    languages: tuple[LanguageDraft, ...]
    language_required: bool
    house_needs: frozenset[HouseNeed]
    room_needs: frozenset[RoomNeed]
    keep_away: tuple[AreaDraft, ...]
    pickup: str | None
    arrives_at: datetime | None
    nights: int | None
    min_security: int
    countries: frozenset[str] | None
    consent_until: date | None
    entitlements: frozenset[Entitlement]
    exploitation: Exploitation | None
    may_split: bool
    tags: tuple[str, ...]
    keep_apart_tags: tuple[str, ...]
    keep_apart: tuple[str, ...]
    keep_together: tuple[str, ...]
