"""What can be changed about a house, to its rows and back, and which of it differs."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, delete, select

from safehouse.domain.access import Actor
from safehouse.domain.codes import Entitlement, Exploitation, Gender, HouseNeed, LanguageCover
from safehouse.domain.errors import Problem
from safehouse.domain.ids import new_id
from safehouse.domain.locales import SOURCE_LOCALE
from safehouse.models.houses import DutyContact, House, HouseLanguage
from safehouse.services.contacts import Contact, open_contact, seal_contact
from safehouse.services.field_checks import FieldChecks
from safehouse.services.houses.drafts import HouseFacts, HouseLanguageDraft
from safehouse.services.languages import find_language
from safehouse.services.sealing import Vault

Covers = Mapping[str, LanguageCover]
"""How each language is covered, by its canonical code."""

_NOBODY = Contact(telephone="", mail="")
_IN_ROWS_OF_THEIR_OWN = frozenset({"languages", "contacts"})
_COLUMNS = tuple(field.name for field in fields(HouseFacts) if field.name not in _IN_ROWS_OF_THEIR_OWN)


def canonical_covers(checks: FieldChecks, actor: Actor | None, facts: HouseFacts) -> Covers:
    """By canonical code; of two entries of one language the better cover counts. Notes the names that nobody knows."""
    best_first, locale = tuple(LanguageCover), SOURCE_LOCALE if actor is None else actor.locale
    covers: dict[str, LanguageCover] = {}
    for position, entry in enumerate(facts.languages):
        code = find_language(entry.language, locale)
        if code is None:
            checks.add(f"languages-{position}-language", Problem.UNKNOWN_LANGUAGE)
        else:
            covers[code] = min(entry.cover, covers.get(code, entry.cover), key=best_first.index)
    return covers


def facts_columns(facts: HouseFacts) -> dict[str, Any]:
    """What stands in the row of the house itself."""
    columns = {name: getattr(facts, name) for name in _COLUMNS}
    columns["intake"] = None if facts.intake is None else [list(window) for window in facts.intake]
    return columns


def read_facts(session: Session, house: House) -> HouseFacts:
    """The facts of a house as they are stored, its languages by canonical code. `contacts` is None: they stay sealed."""
    covers = sorted(_covers(session, house.id).items())
    return HouseFacts(
        time_zone=house.time_zone,
        genders=frozenset(map(Gender, house.genders)),
        children_accepted=house.children_accepted,
        max_boy_age=house.max_boy_age,
        unaccompanied_minors=house.unaccompanied_minors,
        children_only=house.children_only,
        languages=tuple(HouseLanguageDraft(language, cover) for language, cover in covers),
        services=frozenset(map(HouseNeed, house.services)),
        security_level=house.security_level,
        specialisms=frozenset(map(Exploitation, house.specialisms)),
        requires=frozenset(map(Entitlement, house.requires)),
        max_stay_nights=house.max_stay_nights,
        intake=None if house.intake is None else tuple((start, end) for start, end in house.intake),
        turnaround_hours=house.turnaround_hours,
        contacts=None,
    )


def changed_fields(session: Session, vault: Vault, house: House, facts: HouseFacts, covers: Covers) -> tuple[str, ...]:
    """The names of the facts that differ from those stored, in the order of `HouseFacts`."""
    differs = {name: getattr(house, name) != value for name, value in facts_columns(facts).items()}
    differs["languages"] = _covers(session, house.id) != covers
    differs["contacts"] = facts.contacts is not None and facts.contacts != _contacts(session, vault, house.id)
    return tuple(field.name for field in fields(HouseFacts) if differs[field.name])


def write_languages(session: Session, house_id: str, covers: Covers) -> None:
    """Replace the languages of a house."""
    session.exec(delete(HouseLanguage).where(col(HouseLanguage.house_id) == house_id))
    session.add_all(HouseLanguage(house_id=house_id, language=code, cover=cover) for code, cover in covers.items())


def write_contacts(
    session: Session, vault: Vault, house_id: str, contacts: tuple[Contact, ...], *, now: datetime
) -> None:
    """Replace the duty contacts of a house: written over those that there are, so that no number outlives its use.

    Messages that wait in the outbox name a contact by its row, so they go to whoever is on duty now.
    """
    rows = {row.position: row for row in _contact_rows(session, house_id)}
    for position, contact in enumerate(contacts):
        row = rows.pop(position, None) or DutyContact(id=new_id(), house_id=house_id, position=position)
        row.contact, row.retired_at = seal_contact(vault, row.id, contact), None
        session.add(row)
    for row in rows.values():
        row.contact, row.retired_at = seal_contact(vault, row.id, _NOBODY), now


def _covers(session: Session, house_id: str) -> Covers:
    rows = session.exec(select(HouseLanguage).where(HouseLanguage.house_id == house_id))
    return {row.language: row.cover for row in rows}


def _contacts(session: Session, vault: Vault, house_id: str) -> tuple[Contact, ...]:
    """Those on duty, in the order in which they are called."""
    rows = _contact_rows(session, house_id)
    return tuple(open_contact(vault, row) for row in rows if row.retired_at is None)


def _contact_rows(session: Session, house_id: str) -> Sequence[DutyContact]:
    rows = select(DutyContact).where(DutyContact.house_id == house_id)
    return session.exec(rows.order_by(col(DutyContact.position))).all()
