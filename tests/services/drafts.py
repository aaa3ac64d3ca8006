"""Drafts as forms make them, with a few real towns to name in them: permissive, and the one field that a test is about."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from safehouse.domain.codes import Gender, LanguageCover, SpeakerLevel, Urgency
from safehouse.domain.errors import InvalidInput, Problem
from safehouse.services.capacity import BedDraft, ReportDraft
from safehouse.services.contacts import Contact
from safehouse.services.context import Context
from safehouse.services.gazetteer import GazetteerEntry
from safehouse.services.house_cells import Town
from safehouse.services.houses import HouseDraft, HouseLanguageDraft, RoomDraft
from safehouse.services.places import load_places
from safehouse.services.requests import (
    LanguageDraft,
    PersonDraft,
    RequestDraft,
    RequestView,
    enter_request,
    get_request,
)
from tests.rows import CountryDesk, HouseRows
from tests.support.stores import NOW

ROTTERDAM = 2747891
UTRECHT = 2745912
TOWNS = (
    GazetteerEntry(Town(UTRECHT, 52.09083, 5.12222, 376_435), "Utrecht", "NL", ("Utreĥto", "Утрехт")),
    GazetteerEntry(Town(945813, -27.65862, 30.32166, 8_486), "Utrecht", "ZA", ()),
    GazetteerEntry(Town(ROTTERDAM, 51.9225, 4.47917, 868_135), "Rotterdam", "NL", ("Роттердам", "רוטרדם", "鹿特丹")),
    GazetteerEntry(Town(5134453, 42.78702, -73.97096, 20_652), "Rotterdam", "US", ()),
    GazetteerEntry(Town(2803138, 51.22047, 4.40026, 529_247), "Antwerp", "BE", ("Antwerpen", "Anvers", "Amberes")),
    GazetteerEntry(Town(3093133, 51.77058, 19.47395, 639_890), "Łódź", "PL", ("Lodz",)),
    GazetteerEntry(Town(2756559, 52.98, 6.95, 9_000), "Nieuw-Annerveen", "NL", ()),
    GazetteerEntry(Town(2756560, 51.40, 5.40, 4_000), "Nieuw-Annerveen", "NL", ()),
    GazetteerEntry(Town(2756561, 52.50, 6.40, 9_000), "Nieuw-Annerveen", "NL", ()),
)
"""Those of the same name in one country are invented, two of them with as many inhabitants."""


def load_towns(context: Context) -> None:
    load_places(context, gazetteer=lambda: iter(TOWNS))


def a_house_draft(**changes: Any) -> HouseDraft:  # noqa: ANN401  # Fields of a draft.
    """A house in Utrecht for everybody, with a shared room of two beds and a family room with a cot."""
    draft = HouseDraft(
        country="NL",
        town="Utrecht, NL",
        slack_km=6,
        time_zone="Europe/Amsterdam",
        genders=frozenset(Gender),
        children_accepted=True,
        max_boy_age=None,
        unaccompanied_minors=False,
        children_only=False,
        languages=(HouseLanguageDraft("Romanian", LanguageCover.STAFF),),
        services=frozenset(),
        security_level=2,
        specialisms=frozenset(),
        requires=frozenset(),
        max_stay_nights=None,
        intake=None,
        turnaround_hours=4,
        rooms=(
            RoomDraft(label="Blue", shared=True, beds=2, cots=0, features=frozenset()),
            RoomDraft(label="Attic", shared=False, beds=3, cots=1, features=frozenset()),
        ),
        contacts=(Contact(telephone="+31 6 00000000", mail="duty@example.org"),),
    )
    return replace(draft, **changes)


def a_request_draft(**changes: Any) -> RequestDraft:  # noqa: ANN401  # Fields of a draft.
    """A woman of 24 who speaks Romanian and needs a bed in two hours."""
    draft = RequestDraft(
        country="NL",
        urgency=Urgency.EMERGENCY,
        people=(PersonDraft(Gender.WOMAN, 24),),
        languages=(LanguageDraft("Romanian", SpeakerLevel.FLUENT),),
        language_required=False,
        house_needs=frozenset(),
        room_needs=frozenset(),
        keep_away=(),
        pickup=None,
        arrives_at=NOW + timedelta(hours=2),
        nights=30,
        min_security=1,
        countries=None,
        consent_until=(NOW + timedelta(days=30)).date(),
        entitlements=frozenset(),
        exploitation=None,
        may_split=False,
        tags=(),
        keep_apart_tags=(),
        keep_apart=(),
        keep_together=(),
    )
    return replace(draft, **changes)


def a_report_draft(
    house: HouseRows, *changed: BedDraft, rooms: Iterable[Any] = (), needs_call_first: bool = False
) -> ReportDraft:
    """A report that every bed is in service and free, but for those that changed."""
    said = {bed.bed_id: bed for bed in changed}
    beds = tuple(said.get(bed, BedDraft(bed, in_service=True, occupied=False)) for bed in house.beds)
    return ReportDraft(beds=beds, rooms=tuple(rooms), needs_call_first=needs_call_first)


def problems_of(refusal: InvalidInput) -> dict[str, Problem]:
    """What is wrong, by field."""
    return {problem.field: problem.problem for problem in refusal.problems}


def enter(context: Context, desk: CountryDesk, **changes: Any) -> str:  # noqa: ANN401  # Fields of a draft.
    """The id of a new request of the desk."""
    return enter_request(context, desk.coordinator, draft=a_request_draft(**changes), now=NOW)


def view(context: Context, desk: CountryDesk, request_id: str) -> RequestView:
    """A request as its desk sees it."""
    return get_request(context, desk.coordinator, request_id=request_id)
