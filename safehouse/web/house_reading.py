"""From what was typed about a house or a room to drafts and facts."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Generic, TypeVar

from safehouse.domain.codes import Entitlement, Exploitation, Gender, HouseNeed, LanguageCover, RoomNeed
from safehouse.domain.errors import Problem
from safehouse.services.contacts import Contact
from safehouse.services.houses import HouseDraft, HouseFacts, HouseLanguageDraft, RoomDraft, RoomFacts
from safehouse.web.forms import Form
from safehouse.web.house_forms import (
    SECTION_FIELDS,
    SECURITY_LEVELS,
    IntakeKind,
    Section,
    Sharing,
    YesNo,
    filled,
    overlaid,
    typed_rows,
    without_empty_rows,
)
from safehouse.web.reading import Reader

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Parsed(Generic[Value]):
    """A form without its empty rows, and what it says; None when something was typed that is no number or code."""

    form: Form
    value: Value | None


def parse_house(form: Form, countries: Sequence[str]) -> Parsed[HouseDraft]:
    """The draft of a new house in one of these countries: the one that the form names, or the only one."""
    reader = _Reader(without_empty_rows(form))
    return _parsed(reader, reader.draft(countries))


def parse_section(form: Form, section: Section, stored: HouseFacts, locale: str) -> Parsed[HouseFacts]:
    """The stored facts with those of one section as they were typed."""
    reader = _Reader(without_empty_rows(overlaid(filled(stored, locale), form, section)))
    typed = reader.facts()
    return _parsed(reader, replace(stored, **{name: getattr(typed, name) for name in SECTION_FIELDS[section]}))


def parse_room(form: Form) -> Parsed[RoomDraft]:
    """The draft of one more room."""
    reader = _Reader(form)
    return _parsed(reader, reader.room(""))


def parse_room_facts(form: Form) -> Parsed[RoomFacts]:
    """What was typed of a room that is there."""
    reader = _Reader(form)
    return _parsed(reader, reader.room_facts(""))


def _parsed(reader: Reader, value: Value) -> Parsed[Value]:
    return Parsed(reader.form.refused(reader.problems), None) if reader.problems else Parsed(reader.form, value)


class _Reader(Reader):
    """Reads a house. What stands in for a value that is none is never used: there is a problem then."""

    def draft(self, countries: Sequence[str]) -> HouseDraft:
        # In the order of the form, because the summary of what is wrong follows it.
        country, town, slack_km = self._country(countries), self.text("town"), self.decimal("slack_km")
        facts = self.facts()
        return HouseDraft(
            **{field.name: getattr(facts, field.name) for field in fields(facts)},
            country=country,
            town=town,
            slack_km=slack_km,
            rooms=tuple(self.room(f"rooms-{number}-") for number in range(len(typed_rows(self.form, "rooms")))),
        )

    def facts(self) -> HouseFacts:
        return HouseFacts(
            time_zone=self.form.value("time_zone"),
            intake=self._intake(),
            languages=self._languages(),
            contacts=tuple(Contact(row["telephone"], row["mail"]) for row in typed_rows(self.form, "contacts")),
            genders=self.ticked("genders", Gender),
            children_accepted=self._is_yes("children_accepted"),
            max_boy_age=self.whole("max_boy_age", optional=True),
            unaccompanied_minors=self._is_yes("unaccompanied_minors"),
            children_only=self._is_yes("children_only"),
            security_level=self.one_of("security_level", SECURITY_LEVELS),
            services=self.ticked("services", HouseNeed),
            specialisms=self.ticked("specialisms", Exploitation),
            requires=self.ticked("requires", Entitlement),
            max_stay_nights=self.whole("max_stay_nights", optional=True),
            turnaround_hours=self.whole("turnaround_hours") or 0,
        )

    def room(self, prefix: str) -> RoomDraft:
        facts = self.room_facts(prefix)
        return RoomDraft(
            label=facts.label,
            shared=facts.shared,
            features=facts.features,
            beds=self.whole(f"{prefix}beds") or 0,
            cots=self.whole(f"{prefix}cots") or 0,
        )

    def room_facts(self, prefix: str) -> RoomFacts:
        return RoomFacts(
            label=self.form.value(f"{prefix}label"),
            shared=self.code(f"{prefix}shared", Sharing) is Sharing.SHARED,
            features=frozenset(need for need in RoomNeed if self.form.has(f"{prefix}{need}", "yes")),
        )

    def _country(self, countries: Sequence[str]) -> str:
        named = self.form.value("country") or (countries[0] if len(countries) == 1 else "")
        if named not in countries:
            self.note("country", Problem.UNKNOWN_CODE if named else Problem.REQUIRED)
        return named

    def _is_yes(self, name: str) -> bool:
        return self.code(name, YesNo) is YesNo.YES

    def _languages(self) -> tuple[HouseLanguageDraft, ...]:
        return tuple(
            HouseLanguageDraft(
                row["language"], self.code(f"languages-{number}-cover", LanguageCover) or LanguageCover.STAFF
            )
            for number, row in enumerate(typed_rows(self.form, "languages"))
        )

    def _intake(self) -> tuple[tuple[str, str], ...] | None:
        kind = self.code("intake_kind", IntakeKind)
        windows = tuple((row["start"], row["end"]) for row in typed_rows(self.form, "intake"))
        if kind is IntakeKind.HOURS and not windows:
            self.note("intake-0-start", Problem.REQUIRED)
        if kind in {IntakeKind.ALWAYS, IntakeKind.NEVER} and windows:
            self.note("intake_kind", Problem.CONTRADICTS)
        return None if kind is IntakeKind.ALWAYS else windows
